package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopic;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetFetch;

/**
 * OffsetFetch, versions 1 to 10: one group before 8 (KIP-709), topics have ids instead of names
 * from 10 on. A group's error stands above its topics but in version 1, which has partitions'
 * errors only.
 */
final class OffsetFetchCodec {
    private static final short FIRST_WITH_GROUP_ERROR = 2;
    private static final short FIRST_WITH_GROUPS = 8;
    private static final short FIRST_WITH_TOPIC_IDS = 10;

    private OffsetFetchCodec() {}

    static OffsetFetch.Request read(FrameReader from, short version) {
        OffsetFetchRequestData data = new OffsetFetchRequestData(from, version);
        if (version < FIRST_WITH_GROUPS) {
            return new OffsetFetch.Request(
                    List.of(
                            new OffsetFetch.Group(
                                    data.groupId(), null, -1, namedTopics(data.topics()))),
                    data.requireStable());
        }
        List<OffsetFetch.Group> groups = new ArrayList<>(data.groups().size());
        for (OffsetFetchRequestGroup group : data.groups()) {
            groups.add(
                    new OffsetFetch.Group(
                            group.groupId(),
                            group.memberId(),
                            group.memberEpoch(),
                            topics(group.topics(), version)));
        }
        return new OffsetFetch.Request(groups, data.requireStable());
    }

    private static @Nullable List<OffsetFetch.Topic> namedTopics(
            @Nullable List<OffsetFetchRequestTopic> asked) {
        if (asked == null) {
            return null;
        }
        List<OffsetFetch.Topic> topics = new ArrayList<>(asked.size());
        for (OffsetFetchRequestTopic topic : asked) {
            topics.add(
                    new OffsetFetch.Topic(TopicRef.named(topic.name()), topic.partitionIndexes()));
        }
        return topics;
    }

    private static @Nullable List<OffsetFetch.Topic> topics(
            @Nullable List<OffsetFetchRequestTopics> asked, short version) {
        if (asked == null) {
            return null;
        }
        List<OffsetFetch.Topic> topics = new ArrayList<>(asked.size());
        for (OffsetFetchRequestTopics topic : asked) {
            TopicRef ref =
                    version >= FIRST_WITH_TOPIC_IDS
                            ? TopicRef.identified(KernelTypes.topicId(topic.topicId()))
                            : TopicRef.named(topic.name());
            topics.add(new OffsetFetch.Topic(ref, topic.partitionIndexes()));
        }
        return topics;
    }

    static ApiMessage write(OffsetFetch.Response response, short version) {
        if (version < FIRST_WITH_GROUPS) {
            Check.that(response.groups().size() == 1, "one group was asked for: %s", response);
            return writeGroup(response.groups().get(0), version);
        }
        List<OffsetFetchResponseGroup> groups = new ArrayList<>(response.groups().size());
        for (OffsetFetch.GroupResult group : response.groups()) {
            List<OffsetFetchResponseTopics> topics = new ArrayList<>();
            if (group.error() == ErrorCode.NONE) {
                for (OffsetFetch.TopicResult topic : group.topics()) {
                    if (canBeTold(topic, version)) {
                        topics.add(topic(topic, version));
                    }
                }
            }
            groups.add(
                    new OffsetFetchResponseGroup()
                            .setGroupId(group.groupId())
                            .setErrorCode(group.error().number())
                            .setTopics(topics));
        }
        return new OffsetFetchResponseData().setGroups(groups);
    }

    /** A topic that exists no more has a name, but no id to be told by. */
    private static boolean canBeTold(OffsetFetch.TopicResult topic, short version) {
        return version < FIRST_WITH_TOPIC_IDS
                || topic.name().isEmpty()
                || !topic.id().equals(TopicId.ZERO);
    }

    private static ApiMessage writeGroup(OffsetFetch.GroupResult group, short version) {
        OffsetFetchResponseData data = new OffsetFetchResponseData();
        if (version >= FIRST_WITH_GROUP_ERROR && group.error() != ErrorCode.NONE) {
            return data.setErrorCode(group.error().number());
        }
        List<OffsetFetchResponseTopic> topics = new ArrayList<>(group.topics().size());
        for (OffsetFetch.TopicResult topic : group.topics()) {
            List<OffsetFetchResponsePartition> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (OffsetFetch.PartitionResult partition : topic.partitions()) {
                ErrorCode error =
                        group.error() == ErrorCode.NONE ? partition.error() : group.error();
                partitions.add(
                        new OffsetFetchResponsePartition()
                                .setPartitionIndex(partition.partition())
                                .setCommittedOffset(partition.offset())
                                .setCommittedLeaderEpoch(partition.leaderEpoch())
                                .setMetadata(partition.metadata())
                                .setErrorCode(error.number()));
            }
            topics.add(
                    new OffsetFetchResponseTopic().setName(topic.name()).setPartitions(partitions));
        }
        return data.setTopics(topics);
    }

    private static OffsetFetchResponseTopics topic(OffsetFetch.TopicResult topic, short version) {
        List<OffsetFetchResponsePartitions> partitions = new ArrayList<>(topic.partitions().size());
        for (OffsetFetch.PartitionResult partition : topic.partitions()) {
            partitions.add(
                    new OffsetFetchResponsePartitions()
                            .setPartitionIndex(partition.partition())
                            .setCommittedOffset(partition.offset())
                            .setCommittedLeaderEpoch(partition.leaderEpoch())
                            .setMetadata(partition.metadata())
                            .setErrorCode(partition.error().number()));
        }
        OffsetFetchResponseTopics result =
                new OffsetFetchResponseTopics().setPartitions(partitions);
        return version >= FIRST_WITH_TOPIC_IDS
                ? result.setTopicId(KernelTypes.uuid(topic.id()))
                : result.setName(topic.name());
    }
}
