package strata.kernel.groups;

import java.nio.ByteBuffer;
import strata.kernel.TopicId;

/** Writes {@link GroupValue}s, as Kafka's schemas of the same names have them. */
final class ValueWriter {
    private ValueWriter() {}

    static ByteBuffer write(GroupValue value) {
        return switch (value) {
            case GroupValue.Offset v -> offset(v);
            case GroupValue.ClassicGroup v -> classicGroup(v);
            case GroupValue.ConsumerGroup v -> {
                RecordWriter out = flexible().int32(v.epoch());
                yield (v.metadataHash() == 0L
                                ? out.noTags()
                                : out.tag(0, tagged -> tagged.int64(v.metadataHash())))
                        .finish();
            }
            case GroupValue.Member v -> member(v);
            case GroupValue.Target v -> {
                RecordWriter out = flexible().int32(v.assignmentEpoch());
                yield (v.timestampMs() == 0L
                                ? out.noTags()
                                : out.tag(0, tagged -> tagged.int64(v.timestampMs())))
                        .finish();
            }
            case GroupValue.MemberTarget v ->
                    flexible().list(v.partitions(), ValueWriter::partitions).noTags().finish();
            case GroupValue.MemberCurrent v ->
                    flexible()
                            .int32(v.memberEpoch())
                            .int32(v.previousEpoch())
                            .int8(v.state().number())
                            .list(v.assigned(), ValueWriter::epochPartitions)
                            .list(v.revoking(), ValueWriter::epochPartitions)
                            .noTags()
                            .finish();
            case GroupValue.Expression v ->
                    flexible()
                            .strings(v.topics())
                            .int64(v.metadataVersion())
                            .int64(v.timestampMs())
                            .noTags()
                            .finish();
        };
    }

    private static RecordWriter flexible() {
        return new RecordWriter(true).int16((short) 0);
    }

    private static ByteBuffer offset(GroupValue.Offset value) {
        if (value.expireTimestampMs() != -1L) {
            return new RecordWriter(false)
                    .int16(ValueReader.OFFSET_EXPIRES)
                    .int64(value.offset())
                    .string(value.metadata())
                    .int64(value.commitTimestampMs())
                    .int64(value.expireTimestampMs())
                    .finish();
        }
        RecordWriter out =
                new RecordWriter(true)
                        .int16(ValueReader.OFFSET_NEWEST)
                        .int64(value.offset())
                        .int32(value.leaderEpoch())
                        .string(value.metadata())
                        .int64(value.commitTimestampMs());
        TopicId id = value.topicId();
        return (id.equals(TopicId.ZERO) ? out.noTags() : out.tag(0, tagged -> tagged.id(id)))
                .finish();
    }

    private static ByteBuffer classicGroup(GroupValue.ClassicGroup value) {
        return new RecordWriter(false)
                .int16(ValueReader.CLASSIC_GROUP_WRITTEN)
                .string(value.protocolType())
                .int32(value.generation())
                .string(value.protocol())
                .string(value.leader())
                .int64(value.stateTimestampMs())
                .list(value.members(), ValueWriter::classicMember)
                .finish();
    }

    private static void classicMember(RecordWriter out, GroupValue.ClassicMember member) {
        out.string(member.memberId())
                .string(member.instanceId())
                .string(member.clientId())
                .string(member.clientHost())
                .int32(member.rebalanceTimeoutMs())
                .int32(member.sessionTimeoutMs())
                .bytes(member.subscription())
                .bytes(member.assignment());
    }

    private static ByteBuffer member(GroupValue.Member value) {
        RecordWriter out =
                flexible()
                        .string(value.instanceId())
                        .string(value.rack())
                        .string(value.clientId())
                        .string(value.clientHost())
                        .strings(value.topics())
                        .string(value.expression())
                        .int32(value.rebalanceTimeoutMs())
                        .string(value.assignor());
        GroupValue.ClassicSupport classic = value.classic();
        return (classic == null
                        ? out.noTags()
                        : out.tag(0, tagged -> classicSupport(tagged, classic)))
                .finish();
    }

    private static void classicSupport(RecordWriter out, GroupValue.ClassicSupport classic) {
        // A structure that may be null is told to be there.
        out.int8(1)
                .int32(classic.sessionTimeoutMs())
                .list(
                        classic.protocols(),
                        (each, protocol) ->
                                each.string(protocol.name()).bytes(protocol.metadata()).noTags())
                .noTags();
    }

    private static void partitions(RecordWriter out, GroupValue.TopicPartitions topic) {
        out.id(topic.topicId()).int32s(topic.partitions()).noTags();
    }

    private static void epochPartitions(RecordWriter out, GroupValue.EpochPartitions topic) {
        out.id(topic.topicId()).int32s(topic.partitions());
        if (topic.epochs().isEmpty()) {
            out.noTags();
        } else {
            out.tag(0, tagged -> tagged.int32s(topic.epochs()));
        }
    }
}
