package strata.conformance;

import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/**
 * A request of every API that a broker with layer 4 serves beside those of {@link SampleRequests},
 * in every version, and the error that Apache Kafka answers it with.
 *
 * @param topic with offsets to commit
 * @param topicId of that
 * @param group an empty one that has committed offsets
 */
record SampleGroupRequests(String topic, Uuid topicId, String group) {
    private static final String NOBODY = "nobody";

    /** What a broker with layer 4 serves besides. */
    static final List<ApiKeys> SERVED =
            List.of(
                    ApiKeys.FIND_COORDINATOR,
                    ApiKeys.OFFSET_COMMIT,
                    ApiKeys.OFFSET_FETCH,
                    ApiKeys.JOIN_GROUP,
                    ApiKeys.SYNC_GROUP,
                    ApiKeys.HEARTBEAT,
                    ApiKeys.LEAVE_GROUP,
                    ApiKeys.DESCRIBE_GROUPS,
                    ApiKeys.LIST_GROUPS,
                    ApiKeys.DELETE_GROUPS,
                    ApiKeys.OFFSET_DELETE,
                    ApiKeys.CONSUMER_GROUP_HEARTBEAT,
                    ApiKeys.CONSUMER_GROUP_DESCRIBE);

    /** The error that is answered. */
    static Errors error(ApiKeys key, short version) {
        return switch (key) {
            case JOIN_GROUP -> version < 4 ? Errors.NONE : Errors.MEMBER_ID_REQUIRED;
            case SYNC_GROUP, HEARTBEAT, LEAVE_GROUP -> Errors.UNKNOWN_MEMBER_ID;
            case DELETE_GROUPS, CONSUMER_GROUP_DESCRIBE -> Errors.GROUP_ID_NOT_FOUND;
            default -> Errors.NONE;
        };
    }

    ApiMessage body(ApiKeys key, short version) {
        return switch (key) {
            case FIND_COORDINATOR ->
                    version < 4
                            ? new FindCoordinatorRequestData().setKey(group)
                            : new FindCoordinatorRequestData().setCoordinatorKeys(List.of(group));
            case OFFSET_COMMIT -> commit();
            case OFFSET_FETCH -> fetch(version);
            case JOIN_GROUP -> join(version);
            case SYNC_GROUP ->
                    new SyncGroupRequestData()
                            .setGroupId(group)
                            .setMemberId(NOBODY)
                            .setProtocolType("consumer")
                            .setProtocolName("range");
            case HEARTBEAT -> new HeartbeatRequestData().setGroupId(group).setMemberId(NOBODY);
            case LEAVE_GROUP -> leave(version);
            case DESCRIBE_GROUPS -> new DescribeGroupsRequestData().setGroups(List.of(group));
            case LIST_GROUPS -> new ListGroupsRequestData();
            case DELETE_GROUPS -> new DeleteGroupsRequestData().setGroupsNames(List.of(NOBODY));
            case OFFSET_DELETE -> delete();
            case CONSUMER_GROUP_HEARTBEAT ->
                    new ConsumerGroupHeartbeatRequestData()
                            .setGroupId(group + "-consumer-" + version)
                            .setMemberId(version == 0 ? "" : Uuid.randomUuid().toString())
                            .setMemberEpoch(0)
                            .setRebalanceTimeoutMs(10_000)
                            .setSubscribedTopicNames(List.of(topic))
                            .setTopicPartitions(List.of());
            case CONSUMER_GROUP_DESCRIBE ->
                    new ConsumerGroupDescribeRequestData().setGroupIds(List.of(NOBODY));
            default -> throw new IllegalArgumentException("no sample of " + key);
        };
    }

    private OffsetCommitRequestData commit() {
        return new OffsetCommitRequestData()
                .setGroupId(group)
                .setTopics(
                        List.of(
                                new OffsetCommitRequestData.OffsetCommitRequestTopic()
                                        .setName(topic)
                                        .setTopicId(topicId)
                                        .setPartitions(
                                                List.of(
                                                        new OffsetCommitRequestData
                                                                        .OffsetCommitRequestPartition()
                                                                .setPartitionIndex(1)
                                                                .setCommittedOffset(3)))));
    }

    private OffsetFetchRequestData fetch(short version) {
        if (version < 8) {
            return new OffsetFetchRequestData()
                    .setGroupId(group)
                    .setTopics(
                            List.of(
                                    new OffsetFetchRequestData.OffsetFetchRequestTopic()
                                            .setName(topic)
                                            .setPartitionIndexes(List.of(0, 1))));
        }
        return new OffsetFetchRequestData()
                .setGroups(
                        List.of(
                                new OffsetFetchRequestData.OffsetFetchRequestGroup()
                                        .setGroupId(group)
                                        .setTopics(null)));
    }

    private JoinGroupRequestData join(short version) {
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        // A member stays until its session is over.
                        .setGroupId(group + "-joined-" + version)
                        .setSessionTimeoutMs(6_000)
                        .setRebalanceTimeoutMs(6_000)
                        .setProtocolType("consumer");
        request.protocols()
                .add(
                        new JoinGroupRequestData.JoinGroupRequestProtocol()
                                .setName("range")
                                .setMetadata(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        return request;
    }

    private LeaveGroupRequestData leave(short version) {
        LeaveGroupRequestData request = new LeaveGroupRequestData().setGroupId(group);
        return version < 3
                ? request.setMemberId(NOBODY)
                : request.setMembers(
                        List.of(new LeaveGroupRequestData.MemberIdentity().setMemberId(NOBODY)));
    }

    private OffsetDeleteRequestData delete() {
        OffsetDeleteRequestData request = new OffsetDeleteRequestData().setGroupId(group);
        request.topics()
                .add(
                        new OffsetDeleteRequestData.OffsetDeleteRequestTopic()
                                .setName(topic)
                                .setPartitions(
                                        List.of(
                                                new OffsetDeleteRequestData
                                                                .OffsetDeleteRequestPartition()
                                                        .setPartitionIndex(1))));
        return request;
    }
}
