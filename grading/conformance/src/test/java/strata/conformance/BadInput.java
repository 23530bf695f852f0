package strata.conformance;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/**
 * Bytes that no client should send, on a connection of their own.
 *
 * @param name the case, as it stands in the file of what Apache Kafka does
 * @param key the API whose response is to be expected, where one is
 * @param version the version of that response
 * @param bytes everything that is sent, frame length included
 */
record BadInput(String name, Optional<ApiKeys> key, short version, byte[] bytes) {

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

    /** For the name of a parameterised test. */
    @Override
    public String toString() {
        return name;
    }
}
