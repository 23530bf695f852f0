package strata.kernel.groups;

/** The key of a record of {@code __consumer_offsets}, with Kafka's names; all name their group. */
public sealed interface GroupKey {
    /** Whose it is. */
    String groupId();

    /** OffsetCommitKey (type 1; type 0 is read the same). */
    record Offset(String groupId, String topic, int partition) implements GroupKey {}

    /** GroupMetadataKey (type 2): a classic group. */
    record ClassicGroup(String groupId) implements GroupKey {}

    /** ConsumerGroupMetadataKey (type 3): a group of the consumer protocol. */
    record ConsumerGroup(String groupId) implements GroupKey {}

    /** ConsumerGroupMemberMetadataKey (type 5): what a member wants. */
    record Member(String groupId, String memberId) implements GroupKey {}

    /** ConsumerGroupTargetAssignmentMetadataKey (type 6). */
    record Target(String groupId) implements GroupKey {}

    /** ConsumerGroupTargetAssignmentMemberKey (type 7): what a member is to have. */
    record MemberTarget(String groupId, String memberId) implements GroupKey {}

    /** ConsumerGroupCurrentMemberAssignmentKey (type 8): what a member has. */
    record MemberCurrent(String groupId, String memberId) implements GroupKey {}

    /** ConsumerGroupRegularExpressionKey (type 16): what an expression matches. */
    record Expression(String groupId, String expression) implements GroupKey {}
}
