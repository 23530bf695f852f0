package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ElectLeadersRequestData;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitions;
import org.apache.kafka.common.message.ElectLeadersRequestData.TopicPartitionsCollection;
import org.apache.kafka.common.message.ElectLeadersResponseData;
import org.apache.kafka.common.message.ElectLeadersResponseData.PartitionResult;
import org.apache.kafka.common.message.ElectLeadersResponseData.ReplicaElectionResult;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.ElectLeaders;

/** ElectLeaders, versions 0 to 2. Before 1 only preferred leaders can be elected (KIP-460). */
final class ElectLeadersCodec {
    private static final short FIRST_WITH_TYPE = 1;

    private ElectLeadersCodec() {}

    static ElectLeaders.Request read(FrameReader from, short version) {
        // As ElectLeadersRequestData has it, which hashes topics: see Unhashed.
        boolean flexible = ServedVersions.ELECT_LEADERS.isFlexible(version);
        byte type = version >= FIRST_WITH_TYPE ? from.readByte() : ElectLeaders.PREFERRED;
        List<ElectLeaders.TopicPartitions> topics = topics(from, version, flexible);
        int timeoutMs = from.readInt();
        from.skipTaggedFields(flexible);
        return new ElectLeaders.Request(type, topics, timeoutMs);
    }

    private static @Nullable List<ElectLeaders.TopicPartitions> topics(
            FrameReader from, short version, boolean flexible) {
        int count = from.readNullableCollectionSize(flexible);
        if (count < 0) {
            return null;
        }
        List<ElectLeaders.TopicPartitions> topics = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            TopicPartitions topic = new TopicPartitions(from, version);
            topics.add(new ElectLeaders.TopicPartitions(topic.topic(), topic.partitions()));
        }
        return topics;
    }

    static ApiMessage write(ElectLeaders.Response response, short version) {
        List<ReplicaElectionResult> topics = new ArrayList<>(response.topics().size());
        for (ElectLeaders.TopicResult topic : response.topics()) {
            List<PartitionResult> partitions = new ArrayList<>(topic.partitions().size());
            for (ElectLeaders.PartitionResult partition : topic.partitions()) {
                partitions.add(
                        new PartitionResult()
                                .setPartitionId(partition.partition())
                                .setErrorCode(partition.error().number())
                                .setErrorMessage(KernelTypes.message(partition.errorMessage())));
            }
            topics.add(
                    new ReplicaElectionResult()
                            .setTopic(topic.topic())
                            .setPartitionResult(partitions));
        }
        ElectLeadersResponseData data =
                new ElectLeadersResponseData().setReplicaElectionResults(topics);
        if (version >= FIRST_WITH_TYPE) {
            data.setErrorCode(response.error().number());
        }
        return data;
    }

    static ApiMessage ask(ElectLeaders.Request request) {
        ElectLeadersRequestData data =
                new ElectLeadersRequestData()
                        .setElectionType(request.electionType())
                        .setTimeoutMs(request.timeoutMs());
        List<ElectLeaders.TopicPartitions> topics = request.topics();
        if (topics == null) {
            return data.setTopicPartitions(null);
        }
        TopicPartitionsCollection written =
                new TopicPartitionsCollection(Unhashed.capacity(topics.size()));
        for (ElectLeaders.TopicPartitions topic : topics) {
            TopicPartitions element = new TopicPartitions().setPartitions(topic.partitions());
            Unhashed.add(written, element, TopicPartitions::setTopic, topic.topic());
        }
        return data.setTopicPartitions(written);
    }

    static ElectLeaders.Response answer(FrameReader from, short version) {
        ElectLeadersResponseData data = new ElectLeadersResponseData(from, version);
        List<ElectLeaders.TopicResult> topics =
                new ArrayList<>(data.replicaElectionResults().size());
        for (ReplicaElectionResult topic : data.replicaElectionResults()) {
            List<ElectLeaders.PartitionResult> partitions =
                    new ArrayList<>(topic.partitionResult().size());
            for (PartitionResult partition : topic.partitionResult()) {
                partitions.add(
                        new ElectLeaders.PartitionResult(
                                partition.partitionId(),
                                ErrorCode.ofNumber(partition.errorCode()),
                                partition.errorMessage()));
            }
            topics.add(new ElectLeaders.TopicResult(topic.topic(), partitions));
        }
        return new ElectLeaders.Response(ErrorCode.ofNumber(data.errorCode()), topics);
    }
}
