package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignablePartition;
import org.apache.kafka.common.message.AlterPartitionReassignmentsRequestData.ReassignableTopic;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignablePartitionResponse;
import org.apache.kafka.common.message.AlterPartitionReassignmentsResponseData.ReassignableTopicResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.request.AlterPartitionReassignments;

/**
 * AlterPartitionReassignments, versions 0 and 1: from 1 on the replication factor may be kept from
 * changing (KIP-860).
 */
final class AlterPartitionReassignmentsCodec {
    private AlterPartitionReassignmentsCodec() {}

    static AlterPartitionReassignments.Request read(FrameReader from, short version) {
        AlterPartitionReassignmentsRequestData data =
                new AlterPartitionReassignmentsRequestData(from, version);
        List<AlterPartitionReassignments.TopicReassignment> topics =
                new ArrayList<>(data.topics().size());
        for (ReassignableTopic topic : data.topics()) {
            List<AlterPartitionReassignments.PartitionReassignment> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (ReassignablePartition partition : topic.partitions()) {
                partitions.add(
                        new AlterPartitionReassignments.PartitionReassignment(
                                partition.partitionIndex(), partition.replicas()));
            }
            topics.add(new AlterPartitionReassignments.TopicReassignment(topic.name(), partitions));
        }
        return new AlterPartitionReassignments.Request(
                data.timeoutMs(), data.allowReplicationFactorChange(), topics);
    }

    static ApiMessage write(AlterPartitionReassignments.Response response) {
        List<ReassignableTopicResponse> topics = new ArrayList<>(response.topics().size());
        for (AlterPartitionReassignments.TopicResult topic : response.topics()) {
            List<ReassignablePartitionResponse> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (AlterPartitionReassignments.PartitionResult partition : topic.partitions()) {
                partitions.add(
                        new ReassignablePartitionResponse()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode(partition.error().number())
                                .setErrorMessage(KernelTypes.message(partition.errorMessage())));
            }
            topics.add(
                    new ReassignableTopicResponse()
                            .setName(topic.topic())
                            .setPartitions(partitions));
        }
        return new AlterPartitionReassignmentsResponseData()
                .setErrorCode(response.error().number())
                .setErrorMessage(KernelTypes.message(response.errorMessage()))
                .setAllowReplicationFactorChange(response.allowReplicationFactorChange())
                .setResponses(topics);
    }

    static ApiMessage ask(AlterPartitionReassignments.Request request) {
        List<ReassignableTopic> topics = new ArrayList<>(request.topics().size());
        for (AlterPartitionReassignments.TopicReassignment topic : request.topics()) {
            List<ReassignablePartition> partitions = new ArrayList<>(topic.partitions().size());
            for (AlterPartitionReassignments.PartitionReassignment partition : topic.partitions()) {
                partitions.add(
                        new ReassignablePartition()
                                .setPartitionIndex(partition.partition())
                                .setReplicas(partition.replicas()));
            }
            topics.add(new ReassignableTopic().setName(topic.topic()).setPartitions(partitions));
        }
        return new AlterPartitionReassignmentsRequestData()
                .setTimeoutMs(request.timeoutMs())
                .setAllowReplicationFactorChange(request.allowReplicationFactorChange())
                .setTopics(topics);
    }

    static AlterPartitionReassignments.Response answer(FrameReader from, short version) {
        AlterPartitionReassignmentsResponseData data =
                new AlterPartitionReassignmentsResponseData(from, version);
        List<AlterPartitionReassignments.TopicResult> topics =
                new ArrayList<>(data.responses().size());
        for (ReassignableTopicResponse topic : data.responses()) {
            List<AlterPartitionReassignments.PartitionResult> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (ReassignablePartitionResponse partition : topic.partitions()) {
                partitions.add(
                        new AlterPartitionReassignments.PartitionResult(
                                partition.partitionIndex(),
                                ErrorCode.ofNumber(partition.errorCode()),
                                partition.errorMessage()));
            }
            topics.add(new AlterPartitionReassignments.TopicResult(topic.name(), partitions));
        }
        return new AlterPartitionReassignments.Response(
                ErrorCode.ofNumber(data.errorCode()),
                data.errorMessage(),
                data.allowReplicationFactorChange(),
                topics);
    }
}
