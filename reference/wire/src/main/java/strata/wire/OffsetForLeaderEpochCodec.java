package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopicCollection;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResultCollection;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.OffsetForLeaderEpoch;

/** OffsetForLeaderEpoch, versions 2 to 4: from 3 on it says who asks (KIP-392). */
final class OffsetForLeaderEpochCodec {
    private static final short FIRST_WITH_REPLICA = 3;
    // Kafka's number for one who does not say.
    private static final int ANYBODY = -2;

    private OffsetForLeaderEpochCodec() {}

    static OffsetForLeaderEpoch.Request read(FrameReader from, short version) {
        // As OffsetForLeaderEpochRequestData has it, which hashes topics: see Unhashed.
        boolean flexible = ServedVersions.OFFSET_FOR_LEADER_EPOCH.isFlexible(version);
        int replicaId = version >= FIRST_WITH_REPLICA ? from.readInt() : ANYBODY;
        int count = from.readCollectionSize(flexible);
        List<OffsetForLeaderEpoch.TopicQuery> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            OffsetForLeaderTopic topic = new OffsetForLeaderTopic(from, version);
            List<OffsetForLeaderEpoch.PartitionQuery> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (OffsetForLeaderPartition partition : topic.partitions()) {
                partitions.add(
                        new OffsetForLeaderEpoch.PartitionQuery(
                                partition.partition(),
                                partition.currentLeaderEpoch(),
                                partition.leaderEpoch()));
            }
            topics.add(new OffsetForLeaderEpoch.TopicQuery(topic.topic(), partitions));
        }
        from.skipTaggedFields(flexible);
        return new OffsetForLeaderEpoch.Request(replicaId, topics);
    }

    static ApiMessage write(OffsetForLeaderEpoch.Response response) {
        OffsetForLeaderTopicResultCollection topics =
                new OffsetForLeaderTopicResultCollection(
                        Unhashed.capacity(response.topics().size()));
        for (OffsetForLeaderEpoch.TopicResult topic : response.topics()) {
            List<EpochEndOffset> partitions = new ArrayList<>(topic.partitions().size());
            for (OffsetForLeaderEpoch.PartitionResult partition : topic.partitions()) {
                partitions.add(
                        new EpochEndOffset()
                                .setErrorCode(partition.error().number())
                                .setPartition(partition.partition())
                                .setLeaderEpoch(partition.leaderEpoch())
                                .setEndOffset(partition.endOffset()));
            }
            OffsetForLeaderTopicResult result =
                    new OffsetForLeaderTopicResult().setPartitions(partitions);
            Unhashed.add(topics, result, OffsetForLeaderTopicResult::setTopic, topic.topic());
        }
        return new OffsetForLeaderEpochResponseData().setTopics(topics);
    }

    static ApiMessage ask(OffsetForLeaderEpoch.Request request) {
        OffsetForLeaderTopicCollection topics =
                new OffsetForLeaderTopicCollection(Unhashed.capacity(request.topics().size()));
        for (OffsetForLeaderEpoch.TopicQuery topic : request.topics()) {
            List<OffsetForLeaderPartition> partitions = new ArrayList<>(topic.partitions().size());
            for (OffsetForLeaderEpoch.PartitionQuery partition : topic.partitions()) {
                partitions.add(
                        new OffsetForLeaderPartition()
                                .setPartition(partition.partition())
                                .setCurrentLeaderEpoch(partition.currentLeaderEpoch())
                                .setLeaderEpoch(partition.leaderEpoch()));
            }
            OffsetForLeaderTopic asked = new OffsetForLeaderTopic().setPartitions(partitions);
            Unhashed.add(topics, asked, OffsetForLeaderTopic::setTopic, topic.topic());
        }
        return new OffsetForLeaderEpochRequestData()
                .setReplicaId(request.replicaId())
                .setTopics(topics);
    }

    static OffsetForLeaderEpoch.Response answer(FrameReader from, short version) {
        // As OffsetForLeaderEpochResponseData has it, which hashes topics: see Unhashed.
        boolean flexible = ServedVersions.OFFSET_FOR_LEADER_EPOCH.isFlexible(version);
        from.readInt(); // How long the client is throttled.
        int count = from.readCollectionSize(flexible);
        List<OffsetForLeaderEpoch.TopicResult> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            OffsetForLeaderTopicResult topic = new OffsetForLeaderTopicResult(from, version);
            List<OffsetForLeaderEpoch.PartitionResult> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (EpochEndOffset partition : topic.partitions()) {
                partitions.add(
                        new OffsetForLeaderEpoch.PartitionResult(
                                partition.partition(),
                                ErrorCode.ofNumber(partition.errorCode()),
                                partition.leaderEpoch(),
                                partition.endOffset()));
            }
            topics.add(new OffsetForLeaderEpoch.TopicResult(topic.topic(), partitions));
        }
        from.skipTaggedFields(flexible);
        return new OffsetForLeaderEpoch.Response(topics);
    }
}
