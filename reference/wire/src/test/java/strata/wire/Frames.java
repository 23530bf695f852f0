package strata.wire;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.RequestHeader;
import strata.kernel.request.Api;

/** Frames as clients send and read them. */
final class Frames {
    static final int CORRELATION_ID = 0x01020304;
    static final String CLIENT_ID = "client-7";
    static final String HOST = "192.0.2.7";
    static final ProtocolCodec CODEC = new ProtocolCodec(EnumSet.allOf(Api.class));

    private Frames() {}

    /** One version of one API. */
    record Versioned(Api api, short version) {
        ApiKeys key() {
            return ApiKeys.forId(api.key());
        }

        RequestHeader header() {
            return new RequestHeader(key(), version, CLIENT_ID, CORRELATION_ID);
        }

        RequestContext context() {
            return new RequestContext(api, version, CORRELATION_ID);
        }

        @Override
        public String toString() {
            return ServedVersions.of(api).apiName() + " v" + version;
        }
    }

    /** Every version of every API, as Apache Kafka's own table has them. */
    static Stream<Versioned> everyVersion() {
        return Stream.of(Api.values())
                .flatMap(
                        api -> {
                            ApiKeys key = ApiKeys.forId(api.key());
                            return IntStream.rangeClosed(
                                            key.oldestVersion(), key.latestVersion(false))
                                    .mapToObj(version -> new Versioned(api, (short) version));
                        });
    }

    /** A request as kafka-clients sends it, without its length. */
    static ByteBuffer frame(AbstractRequest request) {
        return request.serializeWithHeader(
                new RequestHeader(request.apiKey(), request.version(), CLIENT_ID, CORRELATION_ID));
    }

    /** The same bytes in memory outside the heap, where a socket would leave them. */
    static ByteBuffer direct(ByteBuffer bytes) {
        return ByteBuffer.allocateDirect(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    static DecodeResult decode(ByteBuffer frame) {
        return CODEC.decode(frame, HOST);
    }

    /** All bytes of an answer after its length, which is checked. */
    static ByteBuffer bytes(EncodedResponse response) {
        ByteBuffer all = ByteBuffer.allocate(response.sizeInBytes());
        for (EncodedResponse.Segment segment : response.segments()) {
            switch (segment) {
                case EncodedResponse.Segment.Bytes bytes -> all.put(bytes.buffer().duplicate());
                case EncodedResponse.Segment.File file -> file.slice().read(all, 0);
            }
        }
        all.flip();
        int length = all.getInt();
        if (length != all.remaining()) {
            throw new AssertionError("length " + length + ", but " + all.remaining() + " bytes");
        }
        return all.slice();
    }

    static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return HexFormat.of().formatHex(copy);
    }

    /** Bytes written as hexadecimal digits, with spaces wherever they help. */
    static ByteBuffer unhex(String... digits) {
        String joined = String.join("", digits).replace(" ", "");
        return ByteBuffer.wrap(HexFormat.of().parseHex(joined));
    }
}
