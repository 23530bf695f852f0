package strata.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.protocol.ApiKeys;

/** Frames, headers and lengths that are wrong before a request has any meaning. */
final class BadFrames {

    private static final int FRAME_BYTES_MAX = 100 << 20;

    private final SampleRequests samples;

    private BadFrames(SampleRequests samples) {
        this.samples = samples;
    }

    static List<BadInput> all(SampleRequests samples) {
        BadFrames frames = new BadFrames(samples);
        return Stream.of(frames.lengths(), frames.headers(), frames.versions(), frames.bodies())
                .flatMap(List::stream)
                .toList();
    }

    private List<BadInput> lengths() {
        byte[] metadata = metadata(12);
        return List.of(
                BadInput.raw("frame: one byte of a length", new byte[] {0}),
                BadInput.raw("frame: a length and nothing", BadInput.claiming(50, new byte[0])),
                BadInput.raw(
                        "frame: truncated in the body",
                        BadInput.cut(BadInput.framed(metadata), metadata.length - 3)),
                BadInput.raw("frame: length 0", BadInput.claiming(0, new byte[0])),
                BadInput.raw("frame: length -1", BadInput.claiming(-1, metadata)),
                BadInput.raw(
                        "frame: length -2147483648",
                        BadInput.claiming(Integer.MIN_VALUE, metadata)),
                BadInput.raw("frame: length 2 GiB", BadInput.claiming(Integer.MAX_VALUE, metadata)),
                BadInput.raw(
                        "frame: one byte above the limit",
                        BadInput.claiming(FRAME_BYTES_MAX + 1, metadata)),
                BadInput.raw("frame: HTTP", "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII)),
                BadInput.raw(
                        "frame: TLS", new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3}));
    }

    private List<BadInput> headers() {
        byte[] metadata = metadata(12);
        return List.of(
                BadInput.raw("header: two bytes", BadInput.framed(BadInput.cut(metadata, 2))),
                BadInput.raw("header: key and version", BadInput.framed(BadInput.cut(metadata, 4))),
                BadInput.raw(
                        "header: no client id length", BadInput.framed(BadInput.cut(metadata, 8))),
                header("header: client id longer than the frame", 8, (short) 30_000),
                header("header: client id of length -2", 8, (short) -2),
                BadInput.frame(
                        "header: no client id",
                        ApiKeys.METADATA,
                        4,
                        new byte[] {0, 3, 0, 4, 0, 0, 0x5E, (byte) 0xED, -1, -1, 0, 0, 0, 0, 0}));
    }

    private List<BadInput> versions() {
        return List.of(
                header("version: API 999", 0, (short) 999),
                header("version: API -1", 0, (short) -1),
                header("version: API 4, gone since 4.0", 0, (short) 4),
                header("version: API 52, of controllers", 0, (short) 52),
                header("version: Metadata 14", 2, (short) 14),
                header("version: Metadata -1", 2, (short) -1),
                header("version: Metadata 32767", 2, Short.MAX_VALUE),
                old(ApiKeys.PRODUCE, 2),
                old(ApiKeys.PRODUCE, 0),
                old(ApiKeys.FETCH, 3),
                old(ApiKeys.LIST_OFFSETS, 0),
                old(ApiKeys.CREATE_TOPICS, 1),
                old(ApiKeys.DELETE_TOPICS, 0),
                old(ApiKeys.DESCRIBE_CONFIGS, 0),
                old(ApiKeys.DESCRIBE_LOG_DIRS, 0),
                BadInput.frame(
                        "version: ApiVersions 99",
                        ApiKeys.API_VERSIONS,
                        0,
                        patched(
                                KafkaProtocol.request(
                                        (short) 3, samples.body(ApiKeys.API_VERSIONS, (short) 3)),
                                2,
                                (short) 99)));
    }

    private List<BadInput> bodies() {
        byte[] flexible = metadata(12);
        byte[] plain = metadata(4);
        int flexibleBody = 8 + 2 + "conformance".length() + 1;
        int plainBody = 8 + 2 + "conformance".length();
        return List.of(
                BadInput.raw("body: none", BadInput.framed(BadInput.cut(plain, plainBody))),
                BadInput.raw(
                        "body: ends in the topic's name",
                        BadInput.framed(BadInput.cut(plain, plain.length - 4))),
                BadInput.frame(
                        "body: bytes follow it",
                        ApiKeys.METADATA,
                        4,
                        ByteBuffer.allocate(plain.length + 9).put(plain).array()),
                body("body: 2147483647 topics", plain, plainBody, Integer.MAX_VALUE),
                body("body: -7 topics", plain, plainBody, -7),
                body("body: 1000000 topics in 20 bytes", plain, plainBody, 1_000_000),
                body("body: varint count of 4 billion", flexible, flexibleBody, 0xFFFFFF7F),
                body("body: varint without an end", flexible, flexibleBody, 0xFFFFFFFF),
                body("body: name of length -5", plain, plainBody + 4, 0xFFFB0000),
                body("body: name of length 32767", plain, plainBody + 4, 0x7FFF0000),
                BadInput.raw(
                        "body: tagged field of a GiB",
                        BadInput.framed(
                                ByteBuffer.allocate(flexible.length + 6)
                                        .put(flexible)
                                        .put(flexible.length - 1, (byte) 1)
                                        .put(new byte[] {0x55, -1, -1, -1, -1, 3})
                                        .array())),
                BadInput.raw("body: not UTF-8", notUtf8(plain, plainBody + 6)));
    }

    private byte[] metadata(int version) {
        return KafkaProtocol.request((short) version, samples.metadata());
    }

    private BadInput header(String name, int position, short value) {
        return BadInput.raw(name, BadInput.framed(patched(metadata(12), position, value)));
    }

    /** A request of the oldest served version that says it is of {@code version}. */
    private BadInput old(ApiKeys key, int version) {
        byte[] request =
                KafkaProtocol.request(key.oldestVersion(), samples.body(key, key.oldestVersion()));
        return BadInput.raw(
                "version: " + key.name + " " + version,
                BadInput.framed(patched(request, 2, (short) version)));
    }

    private static BadInput body(String name, byte[] request, int position, int value) {
        byte[] copy = request.clone();
        ByteBuffer.wrap(copy).putInt(position, value);
        return BadInput.raw(name, BadInput.framed(copy));
    }

    private static byte[] notUtf8(byte[] request, int position) {
        byte[] copy = request.clone();
        copy[position] = (byte) 0xC3;
        copy[position + 1] = (byte) 0x28;
        return BadInput.framed(copy);
    }

    private static byte[] patched(byte[] request, int position, short value) {
        byte[] copy = request.clone();
        ByteBuffer.wrap(copy).putShort(position, value);
        return copy;
    }
}
