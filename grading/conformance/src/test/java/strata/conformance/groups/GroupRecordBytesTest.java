package strata.conformance.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageUtil;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.apache.kafka.coordinator.common.runtime.CoordinatorRecord;
import org.apache.kafka.coordinator.group.GroupCoordinatorRecordSerde;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.CoordinatorRecordType;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.LegacyOffsetCommitValue;
import org.apache.kafka.server.common.ApiMessageAndVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupRecordCodec;
import strata.kernel.groups.GroupRecordReader;
import strata.kernel.groups.GroupValue;

class GroupRecordBytesTest {
    private static final int RECORDS = 5_000;
    private static final GroupCoordinatorRecordSerde KAFKA = new GroupCoordinatorRecordSerde();

    @Test
    void everyRecordIsWrittenAsKafkaWritesIt() {
        GroupRecordDraft draft = new GroupRecordDraft(7);
        for (int i = 0; i < RECORDS; i++) {
            GroupRecord record = draft.next();
            CoordinatorRecord kafkas = kafkas(record, written(record.value()));

            assertThat(array(GroupRecordCodec.encode(record.key())))
                    .as("key of record %d: %s", i, record)
                    .isEqualTo(KAFKA.serializeKey(kafkas));
            if (record.value() != null) {
                assertThat(array(GroupRecordCodec.encode(record.value())))
                        .as("value of record %d: %s", i, record)
                        .isEqualTo(KAFKA.serializeValue(kafkas));
            }
        }
    }

    @Test
    void everyRecordOfKafkaIsReadInWhateverVersionItIs() {
        GroupRecordDraft draft = new GroupRecordDraft(8);
        GroupRecordReader reader = new GroupRecordReader();
        for (int i = 0; i < RECORDS; i++) {
            GroupRecord record = draft.next();
            for (short version = 0; version <= newest(record.value()); version++) {
                CoordinatorRecord kafkas = kafkas(record, version);
                addUnknownTag(kafkas, version);
                ByteBuffer key = ByteBuffer.wrap(KAFKA.serializeKey(kafkas));
                byte[] serialized = KAFKA.serializeValue(kafkas);
                ByteBuffer value = serialized == null ? null : ByteBuffer.wrap(serialized);

                GroupRecord read = reader.read(key, value);

                GroupRecord expected = asOf(record, version);
                assertThat(read).as("record %d of version %d", i, version).isEqualTo(expected);
                assertThat(GroupRecordCodec.decode(key, value)).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatIsWrittenKafkaReads() {
        GroupRecordDraft draft = new GroupRecordDraft(9);
        for (int i = 0; i < RECORDS; i++) {
            GroupRecord record = draft.next();

            CoordinatorRecord read =
                    KAFKA.deserialize(
                            GroupRecordCodec.encode(record.key()),
                            record.value() == null
                                    ? null
                                    : GroupRecordCodec.encode(record.value()));

            assertThat(read).as("record %d", i).isEqualTo(kafkas(record, written(record.value())));
        }
    }

    @Test
    void anOffsetOfTheOldestKeyIsReadLikeAnyOther() {
        CoordinatorRecord old =
                CoordinatorRecord.record(
                        new LegacyOffsetCommitKey().setGroup("g").setTopic("t").setPartition(3),
                        new ApiMessageAndVersion(
                                new LegacyOffsetCommitValue()
                                        .setOffset(42)
                                        .setMetadata("m")
                                        .setCommitTimestamp(1_000),
                                (short) 0));

        GroupRecord read =
                GroupRecordCodec.decode(
                        ByteBuffer.wrap(KAFKA.serializeKey(old)),
                        ByteBuffer.wrap(KAFKA.serializeValue(old)));

        assertThat(read)
                .isEqualTo(
                        new GroupRecord(
                                new GroupKey.Offset("g", "t", 3),
                                new GroupValue.Offset(42, -1, "m", 1_000, -1, TopicId.ZERO)));
    }

    @Test
    void epochsThatAreNotThereAreUnknown() {
        var key = new GroupKey.MemberCurrent("g", "m");
        var partitions = new GroupValue.EpochPartitions(TopicId.ZERO, List.of(1, 2), List.of());
        var value =
                new GroupValue.MemberCurrent(
                        1, 0, GroupValue.MemberState.STABLE, List.of(partitions), List.of());
        var kafkas = (ConsumerGroupCurrentMemberAssignmentValue) KafkaGroupRecords.of(value);
        kafkas.assignedPartitions().get(0).setAssignmentEpochs(null);
        ByteBuffer bytes = MessageUtil.toVersionPrefixedByteBuffer((short) 0, kafkas);

        GroupRecord read = GroupRecordCodec.decode(GroupRecordCodec.encode(key), bytes);

        assertThat(read).isEqualTo(new GroupRecord(key, value));
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeThatKafkaKnowsIsReadOrPassedOver(CoordinatorRecordType type) {
        ByteBuffer key = MessageUtil.toCoordinatorTypePrefixedByteBuffer(type.newRecordKey());

        GroupRecord read = GroupRecordCodec.decode(key, null);

        boolean ours = IntStream.of(0, 1, 2, 3, 5, 6, 7, 8, 16).anyMatch(id -> id == type.id());
        assertThat(read != null).isEqualTo(ours);
    }

    private static CoordinatorRecord kafkas(GroupRecord record, short version) {
        ApiMessage key = KafkaGroupRecords.of(record.key());
        return record.value() == null
                ? CoordinatorRecord.tombstone(key)
                : CoordinatorRecord.record(
                        key,
                        new ApiMessageAndVersion(KafkaGroupRecords.of(record.value()), version));
    }

    // GroupCoordinatorRecordHelpers of 4.3.1.
    private static short written(@Nullable GroupValue value) {
        return switch (value) {
            case GroupValue.Offset offset -> (short) (offset.expireTimestampMs() == -1 ? 4 : 1);
            case GroupValue.ClassicGroup group -> 3;
            case null, default -> 0;
        };
    }

    private static short newest(@Nullable GroupValue value) {
        return value == null ? 0 : KafkaGroupRecords.of(value).highestSupportedVersion();
    }

    private static void addUnknownTag(CoordinatorRecord record, short version) {
        boolean plain =
                record.value() == null
                        || (record.value().message().highestSupportedVersion() > 0 && version < 4);
        if (!plain) {
            record.value()
                    .message()
                    .unknownTaggedFields()
                    .addAll(
                            List.of(
                                    new RawTaggedField(17, new byte[] {1, 2, 3}),
                                    new RawTaggedField(1_000, new byte[200])));
        }
    }

    // What is left of it in an older version.
    private static GroupRecord asOf(GroupRecord record, short version) {
        GroupValue value =
                switch (record.value()) {
                    case GroupValue.Offset v ->
                            new GroupValue.Offset(
                                    v.offset(),
                                    version >= 3 ? v.leaderEpoch() : -1,
                                    v.metadata(),
                                    v.commitTimestampMs(),
                                    version == 1 ? v.expireTimestampMs() : -1,
                                    version >= 4 ? v.topicId() : TopicId.ZERO);
                    case GroupValue.ClassicGroup v ->
                            new GroupValue.ClassicGroup(
                                    v.protocolType(),
                                    v.generation(),
                                    v.protocol(),
                                    v.leader(),
                                    version >= 2 ? v.stateTimestampMs() : -1,
                                    v.members().stream().map(m -> asOf(m, version)).toList());
                    case null -> null;
                    default -> record.value();
                };
        return new GroupRecord(record.key(), value);
    }

    private static GroupValue.ClassicMember asOf(GroupValue.ClassicMember member, short version) {
        return new GroupValue.ClassicMember(
                member.memberId(),
                version >= 3 ? member.instanceId() : null,
                member.clientId(),
                member.clientHost(),
                version >= 1 ? member.rebalanceTimeoutMs() : member.sessionTimeoutMs(),
                member.sessionTimeoutMs(),
                member.subscription(),
                member.assignment());
    }

    private static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
