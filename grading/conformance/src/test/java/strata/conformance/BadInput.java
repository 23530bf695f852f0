package strata.conformance;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/** Bytes that no client should send, on a connection of their own. */
final class BadInput {

    private final String name;
    private final Optional<ApiKeys> key;
    private final short version;
    private final byte[] bytes;

    private BadInput(String name, Optional<ApiKeys> key, short version, byte[] bytes) {
        this.name = name;
        this.key = key;
        this.version = version;
        this.bytes = bytes;
    }

    /** The case, as it stands in the file of what Apache Kafka does. */
    String name() {
        return name;
    }

    /** The API whose response is to be expected, where one is. */
    Optional<ApiKeys> key() {
        return key;
    }

    /** The version of that response. */
    short version() {
        return version;
    }

    /** Everything that is sent, frame length included. */
    byte[] bytes() {
        return bytes;
    }

    /** Bytes to which no answer is expected that could be read. */
    static BadInput raw(String name, byte[] bytes) {
        return new BadInput(name, Optional.empty(), (short) 0, bytes);
    }

    /** A request whose body is well formed and wrong in what it says. */
    static BadInput request(String name, int version, ApiMessage body) {
        return frame(
                name,
                ApiKeys.forId(body.apiKey()),
                version,
                KafkaProtocol.request((short) version, body));
    }

    /** A frame of a right length that holds {@code body}. */
    static BadInput frame(String name, ApiKeys key, int version, byte[] body) {
        return new BadInput(name, Optional.of(key), (short) version, framed(body));
    }

    /** {@code body} with its length before it. */
    static byte[] framed(byte[] body) {
        return claiming(body.length, body);
    }

    /** {@code body} with any length before it. */
    static byte[] claiming(int length, byte[] body) {
        return ByteBuffer.allocate(4 + body.length).putInt(length).put(body).array();
    }

    /** The first {@code count} bytes. */
    static byte[] cut(byte[] bytes, int count) {
        return Arrays.copyOf(bytes, count);
    }
}
