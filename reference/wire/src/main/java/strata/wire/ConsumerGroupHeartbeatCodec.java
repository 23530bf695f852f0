package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Nullable;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.ConsumerGroupHeartbeat.TopicPartitions;

/**
 * ConsumerGroupHeartbeat, versions 0 and 1: from 1 on members make their ids themselves and may
 * subscribe by expression.
 */
final class ConsumerGroupHeartbeatCodec {
    private static final short FIRST_WITH_OWN_ID = 1;

    private ConsumerGroupHeartbeatCodec() {}

    static ConsumerGroupHeartbeat.Request read(FrameReader from, short version) {
        ConsumerGroupHeartbeatRequestData data =
                new ConsumerGroupHeartbeatRequestData(from, version);
        return new ConsumerGroupHeartbeat.Request(
                data.groupId(),
                data.memberId(),
                data.memberEpoch(),
                data.instanceId(),
                data.rackId(),
                data.rebalanceTimeoutMs(),
                data.subscribedTopicNames(),
                data.subscribedTopicRegex(),
                data.serverAssignor(),
                owned(data.topicPartitions()),
                version >= FIRST_WITH_OWN_ID);
    }

    private static @Nullable List<TopicPartitions> owned(
            @Nullable List<ConsumerGroupHeartbeatRequestData.TopicPartitions> told) {
        if (told == null) {
            return null;
        }
        List<TopicPartitions> owned = new ArrayList<>(told.size());
        for (ConsumerGroupHeartbeatRequestData.TopicPartitions topic : told) {
            owned.add(
                    new TopicPartitions(KernelTypes.topicId(topic.topicId()), topic.partitions()));
        }
        return owned;
    }

    static ApiMessage write(ConsumerGroupHeartbeat.Response response) {
        return new ConsumerGroupHeartbeatResponseData()
                .setErrorCode(response.error().number())
                .setErrorMessage(KernelTypes.message(response.message()))
                .setMemberId(response.memberId())
                .setMemberEpoch(response.memberEpoch())
                .setHeartbeatIntervalMs(response.heartbeatIntervalMs())
                .setAssignment(assignment(response.assignment()));
    }

    private static @Nullable Assignment assignment(@Nullable List<TopicPartitions> given) {
        if (given == null) {
            return null;
        }
        List<ConsumerGroupHeartbeatResponseData.TopicPartitions> topics =
                new ArrayList<>(given.size());
        for (TopicPartitions topic : given) {
            topics.add(
                    new ConsumerGroupHeartbeatResponseData.TopicPartitions()
                            .setTopicId(KernelTypes.uuid(topic.topicId()))
                            .setPartitions(topic.partitions()));
        }
        return new Assignment().setTopicPartitions(topics);
    }
}
