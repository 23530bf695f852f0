package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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

    static ByteBuffer mutate(ByteBuffer valid, Random random) {
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
                        "OffsetForLeaderEpoch v4, topics",
                        "0017 0004 00000001 ffff 00 ffffffff",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "ElectLeaders v2, topics",
                        "002b 0002 00000001 ffff 00 00",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "BeginQuorumEpoch v1, endpoints",
                        "0035 0001 00000001 ffff 00 00 00000001 01",
                        TWO_MILLION_COMPACT,
                        "01 01 0000 00"),
                Arguments.of(
                        "EndQuorumEpoch v1, topics",
                        "0036 0001 00000001 ffff 00 00",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "BrokerRegistration v4, listeners",
                        "003e 0004 00000001 ffff 00 00000001 01 " + "00".repeat(16),
                        TWO_MILLION_COMPACT,
                        "01 01 0000 0000 00"),
                Arguments.of(
                        "BrokerRegistration v4, directories",
                        "003e 0004 00000001 ffff 00 00000001 01 " + "00".repeat(16) + "01 01 00 00",
                        TWO_MILLION_COMPACT,
                        "0000000000000000 0000000000000000"),
                Arguments.of(
                        "AlterPartitionReassignments v1, topics",
                        "002d 0001 00000001 ffff 00 00000000 00",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "JoinGroup v6, protocols",
                        "000b 0006 00000001 ffff 00 0267 00002710 00002710 01 00 01",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "SyncGroup v4, assignments",
                        "000e 0004 00000001 ffff 00 0267 00000001 01 00",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "LeaveGroup v4, members",
                        "000d 0004 00000001 ffff 00 0267",
                        TWO_MILLION_COMPACT,
                        "01 00 00"),
                Arguments.of(
                        "OffsetCommit v8, topics",
                        "0008 0008 00000001 ffff 00 0267 00000001 01 00",
                        TWO_MILLION_COMPACT,
                        "01 01 00"),
                Arguments.of(
                        "OffsetFetch v8, groups",
                        "0009 0008 00000001 ffff 00",
                        TWO_MILLION_COMPACT,
                        "01 00 00"),
                Arguments.of(
                        "OffsetDelete v0, partitions",
                        "002f 0000 00000001 ffff 000167 00000001 0000",
                        TWO_MILLION,
                        "00000000"),
                Arguments.of(
                        "FindCoordinator v4, keys",
                        "000a 0004 00000001 ffff 00 00",
                        TWO_MILLION_COMPACT,
                        "01"),
                Arguments.of(
                        "ConsumerGroupHeartbeat v0, topics",
                        "0044 0000 00000001 ffff 00 0267 01 00000000 00 00 ffffffff",
                        TWO_MILLION_COMPACT,
                        "01"),
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
