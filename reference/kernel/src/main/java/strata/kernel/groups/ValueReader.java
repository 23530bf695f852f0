package strata.kernel.groups;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue.ClassicSupport;
import strata.kernel.log.CorruptDataException;

/**
 * Reads {@link GroupValue}s, as Kafka's schemas of the same names have them. One lasts for one
 * value: tagged fields come at the end, and are kept here meanwhile.
 */
final class ValueReader {
    /** OffsetCommitValue with an expire time of its own, and that version alone. */
    static final short OFFSET_EXPIRES = 1;

    static final short OFFSET_NEWEST = 4;

    /** GroupMetadataValue as it is written; one later version is known. */
    static final short CLASSIC_GROUP_WRITTEN = 3;

    private static final short OFFSET_WITH_EPOCH = 3;
    private static final short CLASSIC_GROUP_NEWEST = 4;
    private static final short CLASSIC_GROUP_WITH_TIMESTAMP = 2;
    private static final short MEMBER_WITH_REBALANCE_TIMEOUT = 1;
    private static final short MEMBER_WITH_INSTANCE = 3;

    private final RecordReader in;
    private final short version;
    private long taggedNumber;
    private TopicId taggedId = TopicId.ZERO;
    private List<Integer> taggedEpochs = List.of();
    private @Nullable ClassicSupport taggedClassic;

    private ValueReader(RecordReader in) {
        this.in = in;
        this.version = in.int16();
    }

    static GroupValue read(GroupKey key, ByteBuffer bytes, @Nullable SharedNames shared) {
        RecordReader in = new RecordReader(bytes, shared);
        ValueReader reader = new ValueReader(in);
        GroupValue value =
                switch (key) {
                    case GroupKey.Offset k -> reader.offset();
                    case GroupKey.ClassicGroup k -> reader.classicGroup();
                    case GroupKey.ConsumerGroup k -> reader.consumerGroup();
                    case GroupKey.Member k -> reader.member();
                    case GroupKey.Target k -> reader.target();
                    case GroupKey.MemberTarget k -> reader.memberTarget();
                    case GroupKey.MemberCurrent k -> reader.memberCurrent();
                    case GroupKey.Expression k -> reader.expression();
                };
        in.end();
        return value;
    }

    private RecordReader versions(short newest, short firstFlexible) {
        if (version < 0 || version > newest) {
            throw new CorruptDataException(
                    "a value of version " + version + ", not 0 to " + newest);
        }
        return in.flexible(version >= firstFlexible);
    }

    private RecordReader versionZero() {
        return versions((short) 0, (short) 0);
    }

    private GroupValue offset() {
        versions(OFFSET_NEWEST, OFFSET_NEWEST);
        long offset = in.int64();
        int leaderEpoch = version >= OFFSET_WITH_EPOCH ? in.int32() : -1;
        String metadata = in.name();
        long committedMs = in.int64();
        long expiresMs = version == OFFSET_EXPIRES ? in.int64() : -1L;
        in.tags(0, size -> taggedId = in.id());
        return new GroupValue.Offset(
                offset, leaderEpoch, metadata, committedMs, expiresMs, taggedId);
    }

    private GroupValue classicGroup() {
        versions(CLASSIC_GROUP_NEWEST, CLASSIC_GROUP_NEWEST);
        GroupValue group =
                new GroupValue.ClassicGroup(
                        in.name(),
                        in.int32(),
                        in.nullableString(),
                        in.nullableString(),
                        version >= CLASSIC_GROUP_WITH_TIMESTAMP ? in.int64() : -1L,
                        in.list(each -> classicMember()));
        in.tags();
        return group;
    }

    private GroupValue.ClassicMember classicMember() {
        String memberId = in.string();
        String instanceId = version >= MEMBER_WITH_INSTANCE ? in.nullableString() : null;
        String clientId = in.string();
        String clientHost = in.string();
        int rebalanceTimeoutMs = version >= MEMBER_WITH_REBALANCE_TIMEOUT ? in.int32() : -1;
        int sessionTimeoutMs = in.int32();
        GroupValue.ClassicMember member =
                new GroupValue.ClassicMember(
                        memberId,
                        instanceId,
                        clientId,
                        clientHost,
                        // As Kafka does: version 0 knew one time-out only.
                        rebalanceTimeoutMs == -1 ? sessionTimeoutMs : rebalanceTimeoutMs,
                        sessionTimeoutMs,
                        in.bytes(),
                        in.bytes());
        in.tags();
        return member;
    }

    private GroupValue consumerGroup() {
        int epoch = versionZero().int32();
        in.tags(0, size -> taggedNumber = in.int64());
        return new GroupValue.ConsumerGroup(epoch, taggedNumber);
    }

    private GroupValue member() {
        versionZero();
        String instanceId = in.nullableString();
        String rack = in.nullableString();
        String clientId = in.string();
        String clientHost = in.string();
        List<String> topics = in.list(RecordReader::name);
        String expression = in.nullableString();
        int rebalanceTimeoutMs = in.int32();
        String assignor = in.nullableString();
        in.tags(0, size -> taggedClassic = classicSupport());
        return new GroupValue.Member(
                instanceId,
                rack,
                clientId,
                clientHost,
                topics,
                expression,
                rebalanceTimeoutMs,
                assignor,
                taggedClassic);
    }

    private @Nullable ClassicSupport classicSupport() {
        if (in.int8() < 0) {
            return null;
        }
        int sessionTimeoutMs = in.int32();
        List<GroupValue.ClassicProtocol> protocols =
                in.list(
                        each -> {
                            var protocol =
                                    new GroupValue.ClassicProtocol(each.string(), each.bytes());
                            each.tags();
                            return protocol;
                        });
        in.tags();
        return new ClassicSupport(sessionTimeoutMs, protocols);
    }

    private GroupValue target() {
        int epoch = versionZero().int32();
        in.tags(0, size -> taggedNumber = in.int64());
        return new GroupValue.Target(epoch, taggedNumber);
    }

    private GroupValue memberTarget() {
        List<GroupValue.TopicPartitions> partitions =
                versionZero()
                        .list(
                                each -> {
                                    var topic =
                                            new GroupValue.TopicPartitions(
                                                    each.id(), each.int32s());
                                    each.tags();
                                    return topic;
                                });
        in.tags();
        return new GroupValue.MemberTarget(partitions);
    }

    private GroupValue memberCurrent() {
        GroupValue current =
                new GroupValue.MemberCurrent(
                        versionZero().int32(),
                        in.int32(),
                        GroupValue.MemberState.ofNumber(in.int8()),
                        in.list(each -> epochPartitions()),
                        in.list(each -> epochPartitions()));
        in.tags();
        return current;
    }

    private GroupValue.EpochPartitions epochPartitions() {
        TopicId id = in.id();
        List<Integer> partitions = in.int32s();
        taggedEpochs = List.of();
        in.tags(0, size -> taggedEpochs = in.nullableInt32s());
        if (!taggedEpochs.isEmpty() && taggedEpochs.size() != partitions.size()) {
            throw new CorruptDataException(
                    taggedEpochs.size() + " epochs of " + partitions.size() + " partitions");
        }
        return new GroupValue.EpochPartitions(id, partitions, taggedEpochs);
    }

    private GroupValue expression() {
        GroupValue expression =
                new GroupValue.Expression(
                        versionZero().list(RecordReader::name), in.int64(), in.int64());
        in.tags();
        return expression;
    }
}
