package strata.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.Api;
import strata.kernel.request.DeleteGroups;
import strata.kernel.request.DeleteRecords;
import strata.kernel.request.DescribeTransactions;
import strata.wire.DecodeResult.Decoded;

/**
 * Names and numbers that a client chose so that their hashes are equal cost no more than others.
 */
final class HostileNamesTest {
    // This hangs for many minutes where kafka-clients' own collections get what a client chose.
    @Test
    void namesOfEqualHashCostNoMoreThanOthers() {
        int count = 40_000;

        assertThat(Frames.decode(produce(count, i -> "same")).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(produce(count, HostileNamesTest::colliding)).getClass())
                .isEqualTo(Decoded.class);
        assertThat(Frames.decode(createTopics(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(createPartitions(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(describeLogDirs(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(alterConfigs(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(changeConfigs(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(electLeaders(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(offsetForLeaderEpoch(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(registration(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(joinGroup(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(offsetDelete(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(addPartitions(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(addTransactions(count)).getClass()).isEqualTo(Decoded.class);
        assertThat(Frames.decode(updateFeatures(count)).getClass()).isEqualTo(Decoded.class);
    }

    @Test
    void groupsOfEqualHashCostNoMoreThanOthersInAnAnswer() {
        List<DeleteGroups.Result> results = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            results.add(new DeleteGroups.Result(colliding(i), ErrorCode.NONE));
        }

        EncodedResponse answer =
                Frames.CODEC.encode(
                        new RequestContext(Api.DELETE_GROUPS, (short) 0, 1),
                        new DeleteGroups.Response(results));

        assertThat(answer.sizeInBytes()).isGreaterThan(40_000 * 34);
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

    @Test
    void topicsOfTransactionsOfEqualHashCostNoMoreThanOthersInAnAnswer() {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            partitions.add(new TopicPartition(colliding(i), 0));
        }
        AddPartitionsToTxn.Result added =
                new AddPartitionsToTxn.Result(
                        "t",
                        partitions.stream()
                                .map(p -> new AddPartitionsToTxn.PartitionResult(p, ErrorCode.NONE))
                                .toList());
        DescribeTransactions.Transaction described =
                new DescribeTransactions.Transaction(
                        ErrorCode.NONE, "t", "Ongoing", 1, 1L, 1L, (short) 1, partitions);

        EncodedResponse adding =
                Frames.CODEC.encode(
                        new RequestContext(Api.ADD_PARTITIONS_TO_TXN, (short) 5, 1),
                        new AddPartitionsToTxn.Response(ErrorCode.NONE, List.of(added)));
        EncodedResponse describing =
                Frames.CODEC.encode(
                        new RequestContext(Api.DESCRIBE_TRANSACTIONS, (short) 0, 1),
                        new DescribeTransactions.Response(List.of(described)));

        assertThat(adding.sizeInBytes()).isGreaterThan(40_000 * 40);
        assertThat(describing.sizeInBytes()).isGreaterThan(40_000 * 38);
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

    private static ByteBuffer joinGroup(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 40 + 100);
        frame.put(Frames.unhex("000b 0000 00000001 ffff 000167 00002710 0000 0000")).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putInt(0);
        }
        return frame.flip();
    }

    private static ByteBuffer offsetDelete(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 40 + 100);
        frame.put(Frames.unhex("002f 0000 00000001 ffff 000167")).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putInt(0);
        }
        return frame.flip();
    }

    private static ByteBuffer addPartitions(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 40 + 100);
        frame.put(Frames.unhex("0018 0000 00000001 ffff 000174", "00".repeat(10))).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putInt(0);
        }
        return frame.flip();
    }

    private static ByteBuffer addTransactions(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 50 + 100);
        frame.put(Frames.unhex("0018 0004 00000001 ffff 00"));
        putCompactCount(frame, count);
        for (int i = 0; i < count; i++) {
            putCompact(frame, colliding(i)).put(new byte[11]).put(Frames.unhex("01 00"));
        }
        return frame.put((byte) 0).flip();
    }

    private static ByteBuffer updateFeatures(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 40 + 100);
        frame.put(Frames.unhex("0039 0002 00000001 ffff 00 00000000"));
        putCompactCount(frame, count);
        for (int i = 0; i < count; i++) {
            putCompact(frame, colliding(i)).put(Frames.unhex("0001 01 00"));
        }
        return frame.put(new byte[2]).flip();
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

    private static ByteBuffer electLeaders(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 38 + 100);
        frame.put(Frames.unhex("002b 0001 00000001 ffff 00")).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putInt(0);
        }
        return frame.putInt(0).flip();
    }

    private static ByteBuffer offsetForLeaderEpoch(int count) {
        ByteBuffer frame = ByteBuffer.allocate(count * 38 + 100);
        frame.put(Frames.unhex("0017 0003 00000001 ffff ffffffff")).putInt(count);
        for (int i = 0; i < count; i++) {
            put(frame, colliding(i)).putInt(0);
        }
        return frame.flip();
    }

    private static ByteBuffer registration(int count) {
        ByteBuffer frame = ByteBuffer.allocate(2 * count * 39 + 100);
        frame.put(Frames.unhex("003e 0000 00000001 ffff 00 00000001 01", "00".repeat(16)));
        putCompactCount(frame, count);
        for (int i = 0; i < count; i++) {
            putCompact(frame, colliding(i)).put(Frames.unhex("01 0000 0000 00"));
        }
        putCompactCount(frame, count);
        for (int i = 0; i < count; i++) {
            putCompact(frame, colliding(i)).put(Frames.unhex("0000 0000 00"));
        }
        return frame.put(Frames.unhex("00 00")).flip();
    }

    private static ByteBuffer putCompact(ByteBuffer frame, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        putCompactCount(frame, bytes.length);
        return frame.put(bytes);
    }

    private static void putCompactCount(ByteBuffer frame, int count) {
        ByteUtils.writeUnsignedVarint(count + 1, frame);
    }

    private static ByteBuffer put(ByteBuffer frame, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return frame.putShort((short) bytes.length).put(bytes);
    }
}
