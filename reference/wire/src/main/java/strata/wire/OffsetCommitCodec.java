package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.TopicRef;
import strata.kernel.request.OffsetCommit;

/** OffsetCommit, versions 2 to 10: topics have names before 10 and ids from then on. */
final class OffsetCommitCodec {
    private static final short FIRST_WITH_EPOCHS = 9;
    private static final short FIRST_WITH_TOPIC_IDS = 10;

    private OffsetCommitCodec() {}

    static OffsetCommit.Request read(FrameReader from, short version) {
        OffsetCommitRequestData data = new OffsetCommitRequestData(from, version);
        List<OffsetCommit.Topic> topics = new ArrayList<>(data.topics().size());
        for (OffsetCommitRequestTopic topic : data.topics()) {
            List<OffsetCommit.Partition> partitions = new ArrayList<>(topic.partitions().size());
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                partitions.add(
                        new OffsetCommit.Partition(
                                partition.partitionIndex(),
                                partition.committedOffset(),
                                partition.committedLeaderEpoch(),
                                partition.committedMetadata()));
            }
            TopicRef ref =
                    version >= FIRST_WITH_TOPIC_IDS
                            ? TopicRef.identified(KernelTypes.topicId(topic.topicId()))
                            : TopicRef.named(topic.name());
            topics.add(new OffsetCommit.Topic(ref, partitions));
        }
        return new OffsetCommit.Request(
                data.groupId(),
                data.generationIdOrMemberEpoch(),
                data.memberId(),
                data.groupInstanceId(),
                data.retentionTimeMs(),
                version >= FIRST_WITH_EPOCHS,
                topics);
    }

    static ApiMessage write(OffsetCommit.Response response, short version) {
        List<OffsetCommitResponseTopic> topics = new ArrayList<>(response.topics().size());
        for (OffsetCommit.TopicResult topic : response.topics()) {
            List<OffsetCommitResponsePartition> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (OffsetCommit.PartitionResult partition : topic.partitions()) {
                partitions.add(
                        new OffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode(partition.error().number()));
            }
            OffsetCommitResponseTopic result =
                    new OffsetCommitResponseTopic().setPartitions(partitions);
            topics.add(
                    version >= FIRST_WITH_TOPIC_IDS
                            ? result.setTopicId(KernelTypes.uuid(topic.topic()))
                            : result.setName(KernelTypes.name(topic.topic())));
        }
        return new OffsetCommitResponseData().setTopics(topics);
    }
}
