package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData;
import org.apache.kafka.common.message.DescribeTopicPartitionsRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.Cursor;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponsePartition;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopic;
import org.apache.kafka.common.message.DescribeTopicPartitionsResponseData.DescribeTopicPartitionsResponseTopicCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.Nullable;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.Metadata;

/** DescribeTopicPartitions, version 0. */
final class DescribeTopicPartitionsCodec {
    private DescribeTopicPartitionsCodec() {}

    static DescribeTopicPartitions.Request read(FrameReader from, short version) {
        DescribeTopicPartitionsRequestData data =
                new DescribeTopicPartitionsRequestData(from, version);
        List<String> topics = new ArrayList<>(data.topics().size());
        for (TopicRequest topic : data.topics()) {
            topics.add(topic.name());
        }
        DescribeTopicPartitionsRequestData.Cursor cursor = data.cursor();
        return new DescribeTopicPartitions.Request(
                topics,
                data.responsePartitionLimit(),
                cursor == null
                        ? null
                        : new DescribeTopicPartitions.Cursor(
                                cursor.topicName(), cursor.partitionIndex()));
    }

    static ApiMessage write(DescribeTopicPartitions.Response response) {
        DescribeTopicPartitionsResponseTopicCollection topics =
                new DescribeTopicPartitionsResponseTopicCollection(
                        Unhashed.capacity(response.topics().size()));
        for (DescribeTopicPartitions.TopicDescription topic : response.topics()) {
            List<DescribeTopicPartitionsResponsePartition> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (DescribeTopicPartitions.PartitionDescription partition : topic.partitions()) {
                partitions.add(write(partition));
            }
            DescribeTopicPartitionsResponseTopic result =
                    new DescribeTopicPartitionsResponseTopic()
                            .setErrorCode(topic.error().number())
                            .setTopicId(KernelTypes.uuid(topic.id()))
                            .setIsInternal(topic.isInternal())
                            .setPartitions(partitions);
            Unhashed.add(
                    topics, result, DescribeTopicPartitionsResponseTopic::setName, topic.name());
        }
        return new DescribeTopicPartitionsResponseData()
                .setTopics(topics)
                .setNextCursor(write(response.next()));
    }

    private static DescribeTopicPartitionsResponsePartition write(
            DescribeTopicPartitions.PartitionDescription partition) {
        Metadata.PartitionDescription base = partition.base();
        return new DescribeTopicPartitionsResponsePartition()
                .setErrorCode(base.error().number())
                .setPartitionIndex(base.partition())
                .setLeaderId(KernelTypes.number(base.leader()))
                .setLeaderEpoch(base.leaderEpoch())
                .setReplicaNodes(KernelTypes.numbers(base.replicas()))
                .setIsrNodes(KernelTypes.numbers(base.isr()))
                .setEligibleLeaderReplicas(KernelTypes.numbers(partition.eligibleLeaders()))
                .setLastKnownElr(KernelTypes.numbers(partition.lastKnownEligibleLeaders()))
                .setOfflineReplicas(KernelTypes.numbers(base.offlineReplicas()));
    }

    private static @Nullable Cursor write(@Nullable DescribeTopicPartitions.Cursor next) {
        return next == null
                ? null
                : new Cursor().setTopicName(next.topic()).setPartitionIndex(next.partition());
    }
}
