package strata.conformance.groups;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataKey;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMetadataValue;
import org.apache.kafka.coordinator.group.generated.GroupMetadataKey;
import org.apache.kafka.coordinator.group.generated.GroupMetadataValue;
import org.apache.kafka.coordinator.group.generated.OffsetCommitKey;
import org.apache.kafka.coordinator.group.generated.OffsetCommitValue;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;

/** The same records as Apache Kafka's classes. */
final class KafkaGroupRecords {
    private KafkaGroupRecords() {}

    static ApiMessage of(GroupKey key) {
        return switch (key) {
            case GroupKey.Offset k ->
                    new OffsetCommitKey()
                            .setGroup(k.groupId())
                            .setTopic(k.topic())
                            .setPartition(k.partition());
            case GroupKey.ClassicGroup k -> new GroupMetadataKey().setGroup(k.groupId());
            case GroupKey.ConsumerGroup k -> new ConsumerGroupMetadataKey().setGroupId(k.groupId());
            case GroupKey.Member k ->
                    new ConsumerGroupMemberMetadataKey()
                            .setGroupId(k.groupId())
                            .setMemberId(k.memberId());
            case GroupKey.Target k ->
                    new ConsumerGroupTargetAssignmentMetadataKey().setGroupId(k.groupId());
            case GroupKey.MemberTarget k ->
                    new ConsumerGroupTargetAssignmentMemberKey()
                            .setGroupId(k.groupId())
                            .setMemberId(k.memberId());
            case GroupKey.MemberCurrent k ->
                    new ConsumerGroupCurrentMemberAssignmentKey()
                            .setGroupId(k.groupId())
                            .setMemberId(k.memberId());
            case GroupKey.Expression k ->
                    new ConsumerGroupRegularExpressionKey()
                            .setGroupId(k.groupId())
                            .setRegularExpression(k.expression());
        };
    }

    static ApiMessage of(GroupValue value) {
        return switch (value) {
            case GroupValue.Offset v ->
                    new OffsetCommitValue()
                            .setOffset(v.offset())
                            .setLeaderEpoch(v.leaderEpoch())
                            .setMetadata(v.metadata())
                            .setCommitTimestamp(v.commitTimestampMs())
                            .setExpireTimestamp(v.expireTimestampMs())
                            .setTopicId(uuid(v.topicId()));
            case GroupValue.ClassicGroup v ->
                    new GroupMetadataValue()
                            .setProtocolType(v.protocolType())
                            .setGeneration(v.generation())
                            .setProtocol(v.protocol())
                            .setLeader(v.leader())
                            .setCurrentStateTimestamp(v.stateTimestampMs())
                            .setMembers(v.members().stream().map(KafkaGroupRecords::of).toList());
            case GroupValue.ConsumerGroup v ->
                    new ConsumerGroupMetadataValue()
                            .setEpoch(v.epoch())
                            .setMetadataHash(v.metadataHash());
            case GroupValue.Member v -> member(v);
            case GroupValue.Target v ->
                    new ConsumerGroupTargetAssignmentMetadataValue()
                            .setAssignmentEpoch(v.assignmentEpoch())
                            .setAssignmentTimestamp(v.timestampMs());
            case GroupValue.MemberTarget v -> target(v);
            case GroupValue.MemberCurrent v ->
                    new ConsumerGroupCurrentMemberAssignmentValue()
                            .setMemberEpoch(v.memberEpoch())
                            .setPreviousMemberEpoch(v.previousEpoch())
                            .setState(v.state().number())
                            .setAssignedPartitions(epochs(v.assigned()))
                            .setPartitionsPendingRevocation(epochs(v.revoking()));
            case GroupValue.Expression v ->
                    new ConsumerGroupRegularExpressionValue()
                            .setTopics(v.topics())
                            .setVersion(v.metadataVersion())
                            .setTimestamp(v.timestampMs());
        };
    }

    private static GroupMetadataValue.MemberMetadata of(GroupValue.ClassicMember member) {
        return new GroupMetadataValue.MemberMetadata()
                .setMemberId(member.memberId())
                .setGroupInstanceId(member.instanceId())
                .setClientId(member.clientId())
                .setClientHost(member.clientHost())
                .setRebalanceTimeout(member.rebalanceTimeoutMs())
                .setSessionTimeout(member.sessionTimeoutMs())
                .setSubscription(bytes(member.subscription()))
                .setAssignment(bytes(member.assignment()));
    }

    private static ApiMessage member(GroupValue.Member member) {
        ConsumerGroupMemberMetadataValue value =
                new ConsumerGroupMemberMetadataValue()
                        .setInstanceId(member.instanceId())
                        .setRackId(member.rack())
                        .setClientId(member.clientId())
                        .setClientHost(member.clientHost())
                        .setSubscribedTopicNames(member.topics())
                        .setSubscribedTopicRegex(member.expression())
                        .setRebalanceTimeoutMs(member.rebalanceTimeoutMs())
                        .setServerAssignor(member.assignor());
        GroupValue.ClassicSupport classic = member.classic();
        return classic == null
                ? value
                : value.setClassicMemberMetadata(
                        new ConsumerGroupMemberMetadataValue.ClassicMemberMetadata()
                                .setSessionTimeoutMs(classic.sessionTimeoutMs())
                                .setSupportedProtocols(
                                        classic.protocols().stream()
                                                .map(KafkaGroupRecords::of)
                                                .toList()));
    }

    private static ConsumerGroupMemberMetadataValue.ClassicProtocol of(
            GroupValue.ClassicProtocol protocol) {
        return new ConsumerGroupMemberMetadataValue.ClassicProtocol()
                .setName(protocol.name())
                .setMetadata(bytes(protocol.metadata()));
    }

    private static ApiMessage target(GroupValue.MemberTarget target) {
        return new ConsumerGroupTargetAssignmentMemberValue()
                .setTopicPartitions(
                        target.partitions().stream()
                                .map(
                                        topic ->
                                                new ConsumerGroupTargetAssignmentMemberValue
                                                                .TopicPartition()
                                                        .setTopicId(uuid(topic.topicId()))
                                                        .setPartitions(topic.partitions()))
                                .toList());
    }

    private static List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> epochs(
            List<GroupValue.EpochPartitions> topics) {
        return topics.stream()
                .map(
                        topic ->
                                new ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions()
                                        .setTopicId(uuid(topic.topicId()))
                                        .setPartitions(topic.partitions())
                                        .setAssignmentEpochs(topic.epochs()))
                .toList();
    }

    static Uuid uuid(TopicId id) {
        return new Uuid(id.high(), id.low());
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
