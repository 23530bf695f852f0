package strata.kernel.groups;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.TopicId;

/**
 * The value of a record of {@code __consumer_offsets}, with Kafka's names. Byte buffers are
 * read-only in effect: nobody moves their position or limit.
 */
public sealed interface GroupValue {
    /**
     * OffsetCommitValue.
     *
     * @param leaderEpoch of the last record read; -1 for unknown
     * @param commitTimestampMs since 1970
     * @param expireTimestampMs when it expires, where an old client asked for that (version 1); -1
     *     for none
     * @param topicId {@link TopicId#ZERO} for unknown
     */
    record Offset(
            long offset,
            int leaderEpoch,
            String metadata,
            long commitTimestampMs,
            long expireTimestampMs,
            TopicId topicId)
            implements GroupValue {}

    /**
     * GroupMetadataValue.
     *
     * @param protocolType {@code consumer}, {@code connect}; empty for none
     * @param protocol the one chosen; null for none
     * @param leader its member id; null for none
     * @param stateTimestampMs when its state last changed, since 1970; -1 for unknown
     */
    record ClassicGroup(
            String protocolType,
            int generation,
            @Nullable String protocol,
            @Nullable String leader,
            long stateTimestampMs,
            List<ClassicMember> members)
            implements GroupValue {}

    /**
     * A member of a classic group.
     *
     * @param subscription its metadata for the protocol chosen
     */
    record ClassicMember(
            String memberId,
            @Nullable String instanceId,
            String clientId,
            String clientHost,
            int rebalanceTimeoutMs,
            int sessionTimeoutMs,
            ByteBuffer subscription,
            ByteBuffer assignment) {}

    /**
     * ConsumerGroupMetadataValue.
     *
     * @param metadataHash of the topics that it has subscribed to (KIP-1101); 0 for unknown
     */
    record ConsumerGroup(int epoch, long metadataHash) implements GroupValue {}

    /**
     * ConsumerGroupMemberMetadataValue.
     *
     * @param topics that it has subscribed to by name
     * @param expression that it has subscribed to; null or empty for none
     * @param rebalanceTimeoutMs how long it may take to let partitions go; -1 for unknown
     * @param assignor that it prefers; null for none
     * @param classic what makes it a member of the classic protocol; null where it is none
     */
    record Member(
            @Nullable String instanceId,
            @Nullable String rack,
            String clientId,
            String clientHost,
            List<String> topics,
            @Nullable String expression,
            int rebalanceTimeoutMs,
            @Nullable String assignor,
            @Nullable ClassicSupport classic)
            implements GroupValue {}

    /** How a member of a group of the consumer protocol speaks the classic one. */
    record ClassicSupport(int sessionTimeoutMs, List<ClassicProtocol> protocols) {}

    /** A protocol that a classic member supports. */
    record ClassicProtocol(String name, ByteBuffer metadata) {}

    /**
     * ConsumerGroupTargetAssignmentMetadataValue.
     *
     * @param timestampMs when it was made, since 1970; 0 for unknown
     */
    record Target(int assignmentEpoch, long timestampMs) implements GroupValue {}

    /** ConsumerGroupTargetAssignmentMemberValue. */
    record MemberTarget(List<TopicPartitions> partitions) implements GroupValue {}

    /**
     * ConsumerGroupCurrentMemberAssignmentValue.
     *
     * @param previousEpoch accepted too, as the answer that told the new one may be lost
     * @param state see {@link MemberState}
     * @param revoking what it has to let go of
     */
    record MemberCurrent(
            int memberEpoch,
            int previousEpoch,
            MemberState state,
            List<EpochPartitions> assigned,
            List<EpochPartitions> revoking)
            implements GroupValue {}

    /** How far a member is on its way to its target. */
    enum MemberState {
        /** It has its target. */
        STABLE(0),
        /** It has to let partitions go first. */
        UNREVOKED_PARTITIONS(1),
        /** Others have to let partitions go first. */
        UNRELEASED_PARTITIONS(2),
        /** Written by a later version. */
        UNKNOWN(127);

        private final byte number;

        MemberState(int number) {
            this.number = (byte) number;
        }

        /** As it is stored. */
        public byte number() {
            return number;
        }

        /** The state of a number; {@link #UNKNOWN} for any other. */
        public static MemberState ofNumber(byte number) {
            for (MemberState state : values()) {
                if (state.number == number) {
                    return state;
                }
            }
            return UNKNOWN;
        }
    }

    /** Partitions of a topic. */
    record TopicPartitions(TopicId topicId, List<Integer> partitions) {}

    /**
     * Partitions of a topic that a member has.
     *
     * @param epochs at which member epoch each was given (a commit of an older one is a zombie's);
     *     as many as partitions, or empty for unknown
     */
    record EpochPartitions(TopicId topicId, List<Integer> partitions, List<Integer> epochs) {}

    /**
     * ConsumerGroupRegularExpressionValue.
     *
     * @param topics that it matches
     * @param metadataVersion of the metadata that it was resolved against
     * @param timestampMs when, since 1970
     */
    record Expression(List<String> topics, long metadataVersion, long timestampMs)
            implements GroupValue {}
}
