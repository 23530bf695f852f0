package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData;
import org.apache.kafka.common.message.ListPartitionReassignmentsRequestData.ListPartitionReassignmentsTopics;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingPartitionReassignment;
import org.apache.kafka.common.message.ListPartitionReassignmentsResponseData.OngoingTopicReassignment;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.request.ListPartitionReassignments;

/** ListPartitionReassignments, version 0. */
final class ListPartitionReassignmentsCodec {
    private ListPartitionReassignmentsCodec() {}

    static ListPartitionReassignments.Request read(FrameReader from, short version) {
        ListPartitionReassignmentsRequestData data =
                new ListPartitionReassignmentsRequestData(from, version);
        return new ListPartitionReassignments.Request(data.timeoutMs(), topics(data.topics()));
    }

    private static @Nullable List<ListPartitionReassignments.TopicQuery> topics(
            @Nullable List<ListPartitionReassignmentsTopics> asked) {
        if (asked == null) {
            return null;
        }
        List<ListPartitionReassignments.TopicQuery> topics = new ArrayList<>(asked.size());
        for (ListPartitionReassignmentsTopics topic : asked) {
            topics.add(
                    new ListPartitionReassignments.TopicQuery(
                            topic.name(), topic.partitionIndexes()));
        }
        return topics;
    }

    static ApiMessage write(ListPartitionReassignments.Response response) {
        List<OngoingTopicReassignment> topics = new ArrayList<>(response.topics().size());
        for (ListPartitionReassignments.TopicReassignments topic : response.topics()) {
            List<OngoingPartitionReassignment> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (ListPartitionReassignments.Reassignment partition : topic.partitions()) {
                partitions.add(
                        new OngoingPartitionReassignment()
                                .setPartitionIndex(partition.partition())
                                .setReplicas(KernelTypes.numbers(partition.replicas()))
                                .setAddingReplicas(KernelTypes.numbers(partition.adding()))
                                .setRemovingReplicas(KernelTypes.numbers(partition.removing())));
            }
            topics.add(
                    new OngoingTopicReassignment()
                            .setName(topic.topic())
                            .setPartitions(partitions));
        }
        return new ListPartitionReassignmentsResponseData()
                .setErrorCode(response.error().number())
                .setErrorMessage(KernelTypes.message(response.errorMessage()))
                .setTopics(topics);
    }

    static ApiMessage ask(ListPartitionReassignments.Request request) {
        ListPartitionReassignmentsRequestData data =
                new ListPartitionReassignmentsRequestData().setTimeoutMs(request.timeoutMs());
        List<ListPartitionReassignments.TopicQuery> asked = request.topics();
        if (asked == null) {
            return data.setTopics(null);
        }
        List<ListPartitionReassignmentsTopics> topics = new ArrayList<>(asked.size());
        for (ListPartitionReassignments.TopicQuery topic : asked) {
            topics.add(
                    new ListPartitionReassignmentsTopics()
                            .setName(topic.topic())
                            .setPartitionIndexes(topic.partitions()));
        }
        return data.setTopics(topics);
    }

    static ListPartitionReassignments.Response answer(FrameReader from, short version) {
        ListPartitionReassignmentsResponseData data =
                new ListPartitionReassignmentsResponseData(from, version);
        List<ListPartitionReassignments.TopicReassignments> topics =
                new ArrayList<>(data.topics().size());
        for (OngoingTopicReassignment topic : data.topics()) {
            List<ListPartitionReassignments.Reassignment> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (OngoingPartitionReassignment partition : topic.partitions()) {
                partitions.add(
                        new ListPartitionReassignments.Reassignment(
                                partition.partitionIndex(),
                                KernelTypes.nodes(partition.replicas()),
                                KernelTypes.nodes(partition.addingReplicas()),
                                KernelTypes.nodes(partition.removingReplicas())));
            }
            topics.add(new ListPartitionReassignments.TopicReassignments(topic.name(), partitions));
        }
        return new ListPartitionReassignments.Response(
                ErrorCode.ofNumber(data.errorCode()), data.errorMessage(), topics);
    }
}
