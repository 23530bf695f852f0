package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.MetadataRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.ErrorCode;
import strata.kernel.request.Api;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.Fetch;
import strata.kernel.request.Metadata;
import strata.wire.DecodeResult.Answer;
import strata.wire.DecodeResult.Decoded;
import strata.wire.DecodeResult.Rejected;

/** Whatever bytes come: a value is returned, and what it costs has a bound. */
final class HostileRequestTest {
    private static final long SEED = 20_261_122L;
    private static final int MUTATION_COUNT = 100_000;
    // Few enough that their number alone is no reason to give up.
    private static final String TWO_MILLION = "001e8480";
    private static final String TWO_MILLION_COMPACT = "81897a";

    @Test
    void noMutationOfARequestThrowsOrTakesMoreThanItsSizeTells() {
        List<ByteBuffer> valid = validFrames();
        Random random = new Random(SEED);
        for (int i = 0; i < MUTATION_COUNT / 10; i++) {
            // Unmeasured: whatever is loaded or linked at its first use.
            Frames.decode(mutate(valid.get(i % valid.size()), random));
        }
        Map<Class<?>, Integer> results = new LinkedHashMap<>();
        DecodeResult[] result = new DecodeResult[1];
        for (int i = 0; i < MUTATION_COUNT; i++) {
            ByteBuffer bytes = mutate(valid.get(random.nextInt(valid.size())), random);
            ByteBuffer frame = random.nextBoolean() ? bytes : Frames.direct(bytes);

            long allocated = Allocations.bytesOf(() -> result[0] = Frames.decode(frame));

            results.merge(result[0].getClass(), 1, Integer::sum);
            assertThat(allocated)
                    .as("mutation %s: %s", i, Frames.hex(bytes))
                    .isLessThan(64L * 1024 + 64L * bytes.remaining());
        }
        // The mutations reach every kind of result, so they are neither too rough nor too mild.
        assertThat(results.get(Decoded.class)).isGreaterThan(MUTATION_COUNT / 10);
        assertThat(results.get(Rejected.class)).isGreaterThan(MUTATION_COUNT / 10);
        assertThat(results.get(Answer.class)).isGreaterThan(MUTATION_COUNT / 1000);
    }

    private static List<ByteBuffer> validFrames() {
        return new ArrayList<>(
                Frames.everyVersion()
                        .map(at -> SampleRequests.of(at.api(), at.version()).kafka())
                        .map(Frames::frame)
                        .toList());
    }

    private static ByteBuffer mutate(ByteBuffer valid, Random random) {
        ByteBuffer bytes =
                ByteBuffer.allocate(valid.remaining() + 64).put(valid.duplicate()).flip();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count && bytes.remaining() > 8; i++) {
            // Mostly behind key and version, where there is more to find.
            int from = random.nextInt(20) == 0 ? 0 : 4;
            int at = from + random.nextInt(bytes.remaining() - from);
            switch (random.nextInt(6)) {
                case 0 -> bytes.put(at, (byte) (bytes.get(at) ^ (1 << random.nextInt(8))));
                case 1 -> bytes.put(at, (byte) random.nextInt(256));
                case 2 -> putExtreme(bytes, at, random);
                case 3 -> bytes.limit(at);
                case 4 -> repeat(bytes, at, random);
                default -> bytes.put(at, (byte) (random.nextBoolean() ? 0xff : 0x7f));
            }
        }
        return bytes;
    }

    private static void putExtreme(ByteBuffer bytes, int at, Random random) {
        int[] extremes = {
            -1,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            0x7fff_ffff >>> random.nextInt(31),
            0xffff_ff7f,
            bytes.remaining()
        };
        if (at + Integer.BYTES <= bytes.limit()) {
            bytes.putInt(at, extremes[random.nextInt(extremes.length)]);
        }
    }

    private static void repeat(ByteBuffer bytes, int at, Random random) {
        int count = Math.min(random.nextInt(32), bytes.capacity() - bytes.limit());
        int end = bytes.limit();
        count = Math.min(count, end - at);
        bytes.limit(end + count);
        bytes.put(end, bytes, at, count);
    }

    static Stream<Arguments> smallestElements() {
        return Stream.of(
                Arguments.of("Metadata v1, names", "0003 0001 00000001 ffff", TWO_MILLION, "0000"),
                Arguments.of(
                        "Metadata v9, names",
                        "0003 0009 00000001 ffff 00",
                        TWO_MILLION_COMPACT,
                        "0100"),
                Arguments.of(
                        "DeleteTopics v4, names",
                        "0014 0004 00000001 ffff 00",
                        TWO_MILLION_COMPACT,
                        "01"),
                Arguments.of(
                        "DescribeTopicPartitions v0, names",
                        "004b 0000 00000001 ffff 00",
                        TWO_MILLION_COMPACT,
                        "0100"),
                Arguments.of("Fetch v4, topics", fetch4(), TWO_MILLION, "0000 00000000"),
                Arguments.of(
                        "Fetch v12, topics",
                        "0001 000c 00000001 ffff 00 ffffffff 00000000 00000000 00000000 00"
                                + "00000000 ffffffff",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "Fetch v4, partitions",
                        fetch4() + "00000001 0000",
                        TWO_MILLION,
                        "00000000 0000000000000000 00000000"),
                Arguments.of(
                        "ListOffsets v6, topics",
                        "0002 0006 00000001 ffff 00 ffffffff 00",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "DescribeConfigs v4, keys",
                        "0020 0004 00000001 ffff 00 02 02 01",
                        TWO_MILLION_COMPACT,
                        "01"),
                Arguments.of("ApiVersions v3, tags", "0012 0003 00000001 ffff", "ffffff03", "0000"),
                Arguments.of(
                        "Produce v3, topics",
                        "0000 0003 00000001 ffff ffff 0001 00000000",
                        TWO_MILLION,
                        "0000 00000000"),
                Arguments.of(
                        "CreateTopics v5, topics",
                        "0013 0005 00000001 ffff 00",
                        TWO_MILLION_COMPACT,
                        "01 00000000 0000 01 01 00"),
                Arguments.of(
                        "CreateTopics v5, configs",
                        "0013 0005 00000001 ffff 00 02 01 00000000 0000 01",
                        TWO_MILLION_COMPACT,
                        "01 00 00"),
                Arguments.of(
                        "AlterConfigs v2, resources",
                        "0021 0002 00000001 ffff 00",
                        TWO_MILLION_COMPACT,
                        "02 01 01 00"),
                Arguments.of(
                        "IncrementalAlterConfigs v1, configs",
                        "002c 0001 00000001 ffff 00 02 02 01",
                        TWO_MILLION_COMPACT,
                        "01 00 00 00"),
                Arguments.of(
                        "CreatePartitions v2, assignments",
                        "0025 0002 00000001 ffff 00 02 01 00000000",
                        TWO_MILLION_COMPACT,
                        "01 00"),
                Arguments.of(
                        "DeleteRecords v2, topics",
                        "0015 0002 00000001 ffff 00",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "DescribeLogDirs v2, partitions",
                        "0023 0002 00000001 ffff 00 02 01",
                        TWO_MILLION_COMPACT,
                        "00000000"));
    }

    private static String fetch4() {
        return "0001 0004 00000001 ffff ffffffff 00000000 00000000 00000000 00";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("smallestElements")
    void millionsOfTheSmallestElementsAreRejectedBeforeTheyFillTheHeap(
            String name, String start, String length, String element) {
        ByteBuffer frame = ByteBuffer.allocateDirect(16 << 20);
        frame.put(Frames.unhex(start)).put(Frames.unhex(length));
        ByteBuffer pattern = Frames.unhex(element);
        while (frame.remaining() >= pattern.limit()) {
            frame.put(pattern.duplicate());
        }
        frame.clear();
        DecodeResult[] result = new DecodeResult[1];

        long allocated = Allocations.bytesOf(() -> result[0] = Frames.decode(frame));

        assertThat(result[0].getClass()).isEqualTo(Rejected.class);
        assertThat(allocated).isLessThan(2 * FrameReader.BUDGET_BYTES);
    }

    @Test
    void aFetchOfAHundredThousandPartitionsIsServed() {
        Map<TopicPartition, FetchRequest.PartitionData> partitions = new LinkedHashMap<>();
        for (int partition = 0; partition < 100_000; partition++) {
            partitions.put(
                    new TopicPartition("flights", partition),
                    new FetchRequest.PartitionData(
                            SampleRequests.FLIGHTS_UUID, 0L, 0L, 1 << 20, Optional.empty()));
        }
        FetchRequest fetch =
                FetchRequest.Builder.forConsumer((short) 18, 500, 1, partitions).build((short) 18);

        Decoded decoded = (Decoded) Frames.decode(Frames.direct(Frames.frame(fetch)));

        assertThat(((Fetch.Request) decoded.request()).topics().get(0).partitions())
                .hasSize(100_000);
    }

    @Test
    void metadataOfAHundredThousandTopicsIsServed() {
        List<String> names =
                Stream.iterate(0, i -> i + 1).limit(100_000).map(i -> "t" + i).toList();
        MetadataRequest metadata =
                new MetadataRequest.Builder(names, true, (short) 9).build((short) 9);

        Decoded decoded = (Decoded) Frames.decode(Frames.direct(Frames.frame(metadata)));

        assertThat(((Metadata.Request) decoded.request()).topics()).hasSize(100_000);
    }

    // This hangs for many minutes where kafka-clients' own collections get what a client chose.
    @Test
    void namesOfEqualHashCostNoMoreThanOthers() {
        int count = 40_000;

        assertThat(Frames.decode(produce(count, i -> "same")).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(produce(count, HostileRequestTest::colliding)).getClass())
                .isEqualTo(Decoded.class);
        assertThat(Frames.decode(createTopics(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(createPartitions(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(describeLogDirs(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(alterConfigs(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(changeConfigs(count)).getClass()).isEqualTo(Decoded.class);
    }

    @Test
    void partitionsOfEqualHashCostNoMoreThanOthersInAnAnswer() {
        List<DeleteRecords.PartitionResult> partitions = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            partitions.add(DeleteRecords.PartitionResult.failed(i << 17, ErrorCode.NONE));
        }
        DeleteRecords.Response response =
                new DeleteRecords.Response(
                        List.of(new DeleteRecords.TopicResult("flights", partitions)));

        EncodedResponse answer =
                Frames.CODEC.encode(new RequestContext(Api.DELETE_RECORDS, (short) 2, 1), response);

        assertThat(answer.sizeInBytes()).isGreaterThan(40_000 * 14);
    }

    /** A name of 32 characters with the same hash as every other one of them. */
    static String colliding(int number) {
        StringBuilder name = new StringBuilder();
        for (int bit = 15; bit >= 0; bit--) {
            name.append((number >> bit & 1) == 0 ? "Aa" : "BB");
        }
        return name.toString();
    }

    private static ByteBuffer produce(int count, IntFunction<String> names) {
        ByteBuffer frame = ByteBuffer.allocate(count * 40 + 100);
        frame.put(Frames.unhex("0000 0003 00000001 ffff ffff 0001 00000000")).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, names.apply(i)).putInt(0);
        }
        return frame.flip();
    }

    private static ByteBuffer createTopics(int count) {
        ByteBuffer frame = ByteBuffer.allocate(3 * count * 42 + 100);
        frame.put(Frames.unhex("0013 0002 00000001 ffff")).putInt(count);
        for (int i = 1; i < count; i++) {
            put(frame, colliding(i)).putInt(1).putShort((short) 1).putInt(0).putInt(0);
        }
        put(frame, "last").putInt(1).putShort((short) 1).putInt(0).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putShort((short) -1);
        }
        return frame.putInt(0).put((byte) 0).flip();
    }

    private static ByteBuffer createPartitions(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 42 + 100);
        frame.put(Frames.unhex("0025 0001 00000001 ffff")).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putInt(1).putInt(-1);
        }
        return frame.putInt(0).put((byte) 0).flip();
    }

    private static ByteBuffer describeLogDirs(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 38 + 100);
        frame.put(Frames.unhex("0023 0001 00000001 ffff")).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putInt(0);
        }
        return frame.flip();
    }

    private static ByteBuffer alterConfigs(int count) {
        ByteBuffer frame = ByteBuffer.allocate(2 * count * 41 + 100);
        frame.put(Frames.unhex("0021 0001 00000001 ffff")).putInt(count);
        for (int i = 1; i < count; i++) {
            put(frame.put((byte) 2), colliding(i)).putInt(0);
        }
        put(frame.put((byte) 2), "last").putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putShort((short) -1);
        }
        return frame.put((byte) 0).flip();
    }

    private static ByteBuffer changeConfigs(int count) {
        ByteBuffer frame = ByteBuffer.allocate(2 * count * 41 + 100);
        frame.put(Frames.unhex("002c 0000 00000001 ffff")).putInt(count);
        for (int i = 1; i < count; i++) {
            put(frame.put((byte) 2), colliding(i)).putInt(0);
        }
        put(frame.put((byte) 2), "last").putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).put((byte) 0).putShort((short) -1);
        }
        return frame.put((byte) 0).flip();
    }

    private static ByteBuffer put(ByteBuffer frame, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return frame.putShort((short) bytes.length).put(bytes);
    }

    @Test
    void aNameThatGrowsWhenItIsReplacedByValidBytesIsRejected() {
        ByteBuffer frame = ByteBuffer.allocate(20_100);
        frame.put(Frames.unhex("0003 0001 00000001 ffff 00000001")).putShort((short) 20_000);
        for (int i = 0; i < 20_000; i++) {
            frame.put((byte) 0xff);
        }

        assertThat(Frames.decode(frame.flip()).getClass()).isEqualTo(Rejected.class);
    }

    @Test
    void theLongestNameCanBeRepeatedInAnAnswerWithAMessageAboutIt() {
        String name = "n".repeat(Short.MAX_VALUE);
        CreateTopics.TopicResult failed =
                CreateTopics.TopicResult.failed(
                        name, ErrorCode.INVALID_TOPIC_EXCEPTION, name + " is too long");

        EncodedResponse answer =
                Frames.CODEC.encode(
                        new RequestContext(Api.CREATE_TOPICS, (short) 7, 1),
                        new CreateTopics.Response(List.of(failed)));

        assertThat(answer.sizeInBytes()).isGreaterThan(Short.MAX_VALUE);
    }
}
