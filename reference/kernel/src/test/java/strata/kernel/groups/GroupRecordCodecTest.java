package strata.kernel.groups;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue.ClassicMember;
import strata.kernel.groups.GroupValue.ClassicProtocol;
import strata.kernel.groups.GroupValue.ClassicSupport;
import strata.kernel.groups.GroupValue.EpochPartitions;
import strata.kernel.groups.GroupValue.MemberState;
import strata.kernel.groups.GroupValue.TopicPartitions;
import strata.kernel.log.CorruptDataException;

/** Byte by byte against Apache Kafka: strata.conformance.groups.GroupRecordBytesTest. */
class GroupRecordCodecTest {
    private static final TopicId ID = new TopicId(0x0102030405060708L, 0x090a0b0c0d0e0f10L);
    private static final GroupKey OFFSET = new GroupKey.Offset("g", "orders", 3);

    static List<GroupRecord> samples() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
        return List.of(
                new GroupRecord(OFFSET, new GroupValue.Offset(42, 7, "m", 1_000, -1, ID)),
                new GroupRecord(
                        OFFSET, new GroupValue.Offset(42, -1, "m", 1_000, 2_000, TopicId.ZERO)),
                new GroupRecord(OFFSET, null),
                new GroupRecord(
                        new GroupKey.ClassicGroup("g"),
                        new GroupValue.ClassicGroup(
                                "consumer",
                                5,
                                "range",
                                "m-1",
                                1_000,
                                List.of(
                                        new ClassicMember(
                                                "m-1", null, "c", "/h", 9, 8, bytes, bytes),
                                        new ClassicMember(
                                                "m-2", "i", "c", "/h", 9, 8, bytes, bytes)))),
                new GroupRecord(
                        new GroupKey.ConsumerGroup("g"), new GroupValue.ConsumerGroup(3, 99)),
                new GroupRecord(
                        new GroupKey.Member("g", "m-1"),
                        new GroupValue.Member(
                                "i",
                                null,
                                "c",
                                "/h",
                                List.of("orders", "returns"),
                                "ord.*",
                                300_000,
                                "uniform",
                                new ClassicSupport(
                                        45_000, List.of(new ClassicProtocol("range", bytes))))),
                new GroupRecord(new GroupKey.Target("g"), new GroupValue.Target(3, 1_000)),
                new GroupRecord(
                        new GroupKey.MemberTarget("g", "m-1"),
                        new GroupValue.MemberTarget(
                                List.of(new TopicPartitions(ID, List.of(0, 1))))),
                new GroupRecord(
                        new GroupKey.MemberCurrent("g", "m-1"),
                        new GroupValue.MemberCurrent(
                                3,
                                2,
                                MemberState.UNREVOKED_PARTITIONS,
                                List.of(new EpochPartitions(ID, List.of(0), List.of(3))),
                                List.of(new EpochPartitions(ID, List.of(1), List.of())))),
                new GroupRecord(
                        new GroupKey.Expression("g", "ord.*"),
                        new GroupValue.Expression(List.of("orders"), 12, 1_000)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aRecordIsReadAsItWasWritten(GroupRecord record) {
        ByteBuffer key = GroupRecordCodec.encode(record.key());
        ByteBuffer value = record.value() == null ? null : GroupRecordCodec.encode(record.value());

        GroupRecord read = GroupRecordCodec.decode(key, value);

        assertThat(read).isEqualTo(record);
        assertThat(key.position()).isZero();
        assertThat(value == null ? 0 : value.position()).isZero();
    }

    @Test
    void theBytesOfACommitAreKafkas() {
        ByteBuffer key = GroupRecordCodec.encode(OFFSET);
        ByteBuffer value =
                GroupRecordCodec.encode(new GroupValue.Offset(42, 7, "m", 1_000, -1, ID));

        assertThat(hex(key)).isEqualTo("0001" + "000167" + "00066f7264657273" + "00000003");
        assertThat(hex(value))
                .isEqualTo(
                        "0004"
                                + "000000000000002a"
                                + "00000007"
                                + "026d"
                                + "00000000000003e8"
                                + "01"
                                + "0010"
                                + "0102030405060708090a0b0c0d0e0f10");
    }

    @Test
    void aMemberOfAClassicGroupIsOldPlainBytes() {
        ByteBuffer value =
                GroupRecordCodec.encode(
                        new GroupValue.ClassicGroup("consumer", 5, null, null, -1, List.of()));

        assertThat(hex(value))
                .isEqualTo(
                        "0003"
                                + "0008636f6e73756d6572"
                                + "00000005"
                                + "ffff"
                                + "ffff"
                                + "ffffffffffffffff"
                                + "00000000");
    }

    @Test
    void aRecordOfAnotherKindIsPassedOver() {
        for (int type : new int[] {4, 9, 10, 11, 15, 17, 22, 300, -1}) {
            ByteBuffer key = ByteBuffer.allocate(12).putShort((short) type).position(0);

            assertThat(GroupRecordCodec.decode(key, ByteBuffer.allocate(3))).isNull();
        }
    }

    @Test
    void aValueOfALaterVersionIsNotGuessedAt() {
        ByteBuffer value = ByteBuffer.allocate(40).putShort((short) 5).position(0);

        assertThatThrownBy(() -> GroupRecordCodec.decode(GroupRecordCodec.encode(OFFSET), value))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("version 5");
    }

    @Test
    void whatIsReadOutlivesTheBuffer() {
        GroupRecord record = samples().get(3);
        ByteBuffer key = GroupRecordCodec.encode(record.key());
        ByteBuffer value = valueOf(record);

        GroupRecord read = GroupRecordCodec.decode(key, value);
        for (int i = 0; i < value.limit(); i++) {
            value.put(i, (byte) 0x55);
        }

        assertThat(read).isEqualTo(record);
    }

    @Test
    void theOrderAndPlaceOfABufferDoNotMatter() {
        for (GroupRecord record : samples()) {
            GroupRecord read =
                    GroupRecordCodec.decode(
                            elsewhere(GroupRecordCodec.encode(record.key())),
                            record.value() == null
                                    ? null
                                    : elsewhere(GroupRecordCodec.encode(record.value())));

            assertThat(read).isEqualTo(record);
        }
    }

    @Test
    void bytesThatEndEarlyOrLateAreCorruption() {
        for (GroupRecord record : samples()) {
            ByteBuffer key = GroupRecordCodec.encode(record.key());
            assertCutsAreCorrupt(key, cut -> GroupRecordCodec.decode(cut, null));
            if (record.value() != null) {
                assertCutsAreCorrupt(
                        GroupRecordCodec.encode(record.value()),
                        cut -> GroupRecordCodec.decode(key, cut));
            }
        }
    }

    @Test
    void damagedBytesAreReadOrCorruptionAndNothingElse() {
        Random random = new Random(4);
        int corrupt = 0;
        for (int i = 0; i < 60_000; i++) {
            GroupRecord record = samples().get(i % samples().size());
            ByteBuffer key = GroupRecordCodec.encode(record.key());
            ByteBuffer value =
                    record.value() == null ? null : GroupRecordCodec.encode(record.value());
            ByteBuffer damaged = value == null || random.nextInt(4) == 0 ? key : value;
            for (int times = 1 + random.nextInt(3); times > 0; times--) {
                // Mostly into lengths' extremes.
                int at = random.nextInt(damaged.limit());
                int to = random.nextBoolean() ? random.nextInt(256) : 0x7f | random.nextInt(256);
                damaged.put(at, (byte) to);
            }
            try {
                GroupRecordCodec.decode(key, value);
            } catch (CorruptDataException expected) {
                corrupt++;
            }
        }
        assertThat(corrupt).isBetween(10_000, 59_000);
    }

    @Test
    void aClaimedLengthAllocatesNothing() {
        // A list of 2 billion members, 2 billion numbers; 2 billion tags; a string of 2 GiB.
        List<String> claims =
                List.of(
                        "0003"
                                + "0000"
                                + "00000001"
                                + "ffff"
                                + "ffff"
                                + "0".repeat(16)
                                + "7fffffff",
                        "0004" + "01" + "00000001" + "00" + "00" + "0".repeat(16) + "ffffffff07");
        for (String claim : claims) {
            ByteBuffer key = GroupRecordCodec.encode(new GroupKey.ClassicGroup("g"));
            ByteBuffer value = ByteBuffer.wrap(HexFormat.of().parseHex(claim));
            assertCheap(key, value);
        }
        ByteBuffer target = GroupRecordCodec.encode(new GroupKey.MemberTarget("g", "m"));
        assertCheap(target, ByteBuffer.wrap(HexFormat.of().parseHex("0000" + "ffffffff07")));
        assertCheap(
                target,
                ByteBuffer.wrap(
                        HexFormat.of().parseHex("0000" + "02" + "0".repeat(32) + "ffffffff07")));
        assertCheap(target, ByteBuffer.wrap(HexFormat.of().parseHex("0000" + "01" + "ffffffff07")));
    }

    @Test
    void aMillionCommitsAreReadInWellUnderASecond() {
        int commits = 1_000_000;
        int groups = 100;
        ByteBuffer[] keys = new ByteBuffer[10 * groups];
        for (int i = 0; i < keys.length; i++) {
            String group = "group-of-a-usual-length-" + i % groups;
            keys[i] = GroupRecordCodec.encode(new GroupKey.Offset(group, "orders", i / groups));
        }
        ByteBuffer value = GroupRecordCodec.encode(new GroupValue.Offset(42, 7, "", 1_000, -1, ID));
        GroupRecordReader reader = new GroupRecordReader();
        long cpuNs = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 3; attempt++) {
            long start = cpuNs();
            for (int i = 0; i < commits; i++) {
                reader.read(keys[i % keys.length], value);
            }
            cpuNs = Math.min(cpuNs, cpuNs() - start);
        }

        assertThat(cpuNs / 1_000_000).as("milliseconds").isLessThan(900);
    }

    @Test
    void equalNamesAreTheSameObject() {
        GroupRecordReader reader = new GroupRecordReader();
        GroupRecord commit = samples().get(0);

        GroupRecord first = read(reader, commit);
        GroupRecord second = read(reader, commit);

        assertThat(second.key().groupId()).isSameAs(first.key().groupId());
        assertThat(((GroupKey.Offset) second.key()).topic())
                .isSameAs(((GroupKey.Offset) first.key()).topic());
        assertThat(((GroupValue.Offset) requireNonNull(second.value())).topicId())
                .isSameAs(((GroupValue.Offset) requireNonNull(first.value())).topicId());
    }

    private static ByteBuffer valueOf(GroupRecord record) {
        return GroupRecordCodec.encode(requireNonNull(record.value()));
    }

    private static GroupRecord read(GroupRecordReader reader, GroupRecord record) {
        return requireNonNull(reader.read(GroupRecordCodec.encode(record.key()), valueOf(record)));
    }

    private static void assertCheap(ByteBuffer key, ByteBuffer value) {
        long before = allocatedBytes();
        assertThatThrownBy(() -> GroupRecordCodec.decode(key, value))
                .isInstanceOf(CorruptDataException.class);
        assertThat(allocatedBytes() - before).isLessThan(1_000_000);
    }

    private static void assertCutsAreCorrupt(
            ByteBuffer bytes, java.util.function.Consumer<ByteBuffer> reader) {
        for (int size = 0; size < bytes.limit(); size++) {
            ByteBuffer cut = bytes.slice(0, size);
            assertThatThrownBy(() -> reader.accept(cut)).isInstanceOf(CorruptDataException.class);
        }
        ByteBuffer longer = ByteBuffer.allocate(bytes.limit() + 1).put(bytes.duplicate()).rewind();
        assertThatThrownBy(() -> reader.accept(longer)).isInstanceOf(CorruptDataException.class);
    }

    private static ByteBuffer elsewhere(ByteBuffer bytes) {
        ByteBuffer direct = ByteBuffer.allocateDirect(bytes.limit() + 10).position(5);
        direct.put(bytes.duplicate()).flip().position(5);
        return direct.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static String hex(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return HexFormat.of().formatHex(array);
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }
}
