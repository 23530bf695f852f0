package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartitionCollection;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopicCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.request.OffsetDelete;

/** OffsetDelete, version 0. */
final class OffsetDeleteCodec {
    private OffsetDeleteCodec() {}

    static OffsetDelete.Request read(FrameReader from, short version) {
        // As OffsetDeleteRequestData has it, which hashes topics: see Unhashed.
        boolean flexible = ServedVersions.OFFSET_DELETE.isFlexible(version);
        String groupId = from.readString(flexible);
        int count = from.readCollectionSize(flexible);
        List<OffsetDelete.Topic> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String name = from.readString(flexible);
            int partitionCount = from.readCollectionSize(flexible);
            List<Integer> partitions = new ArrayList<>(partitionCount);
            for (int j = 0; j < partitionCount; j++) {
                partitions.add(from.readInt());
            }
            topics.add(new OffsetDelete.Topic(name, partitions));
        }
        return new OffsetDelete.Request(groupId, topics);
    }

    static ApiMessage write(OffsetDelete.Response response) {
        OffsetDeleteResponseTopicCollection topics =
                new OffsetDeleteResponseTopicCollection(
                        Unhashed.capacity(response.topics().size()));
        for (OffsetDelete.TopicResult topic : response.topics()) {
            OffsetDeleteResponsePartitionCollection partitions =
                    new OffsetDeleteResponsePartitionCollection(
                            Unhashed.capacity(topic.partitions().size()));
            for (OffsetDelete.PartitionResult partition : topic.partitions()) {
                Unhashed.add(
                        partitions,
                        new OffsetDeleteResponsePartition()
                                .setErrorCode(partition.error().number()),
                        OffsetDeleteResponsePartition::setPartitionIndex,
                        partition.partition());
            }
            Unhashed.add(
                    topics,
                    new OffsetDeleteResponseTopic().setPartitions(partitions),
                    OffsetDeleteResponseTopic::setName,
                    topic.topic());
        }
        return new OffsetDeleteResponseData()
                .setErrorCode(response.error().number())
                .setTopics(topics);
    }
}
