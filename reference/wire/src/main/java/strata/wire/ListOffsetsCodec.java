package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsTopicResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;

/**
 * ListOffsets, versions 1 to 11. The special timestamps came one by one: greatest timestamp with 7
 * (KIP-734), earliest local with 8 (KIP-405), latest tiered with 9 (KIP-1005), earliest to be
 * uploaded with 11 (KIP-1023).
 */
final class ListOffsetsCodec {
    private static final short FIRST_WITH_LEADER_EPOCH = 4;

    private ListOffsetsCodec() {}

    static ListOffsets.Request read(FrameReader from, short version) {
        ListOffsetsRequestData data = new ListOffsetsRequestData(from, version);
        IsolationLevel isolation = KernelTypes.isolation(data.isolationLevel());
        if (isolation == null) {
            throw new RefusedRequest(write(unknownIsolation(data), version));
        }
        List<ListOffsets.TopicQuery> topics = new ArrayList<>(data.topics().size());
        for (ListOffsetsTopic topic : data.topics()) {
            List<ListOffsets.PartitionQuery> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (ListOffsetsPartition partition : topic.partitions()) {
                partitions.add(
                        new ListOffsets.PartitionQuery(
                                partition.partitionIndex(),
                                partition.currentLeaderEpoch(),
                                partition.timestamp(),
                                refusal(partition.timestamp(), version)));
            }
            topics.add(new ListOffsets.TopicQuery(topic.name(), partitions));
        }
        return new ListOffsets.Request(data.replicaId(), isolation, topics);
    }

    private static @Nullable Refusal refusal(long timestamp, short version) {
        if (timestamp >= 0 || version >= firstWith(timestamp)) {
            return null;
        }
        return new Refusal(
                ErrorCode.UNSUPPORTED_VERSION,
                "ListOffsets version " + version + " does not know the timestamp " + timestamp);
    }

    private static int firstWith(long specialTimestamp) {
        // A constant of type long cannot be the label of a case.
        if (specialTimestamp == ListOffsets.LATEST || specialTimestamp == ListOffsets.EARLIEST) {
            return 1;
        } else if (specialTimestamp == ListOffsets.MAX_TIMESTAMP) {
            return 7;
        } else if (specialTimestamp == ListOffsets.EARLIEST_LOCAL) {
            return 8;
        } else if (specialTimestamp == ListOffsets.LATEST_TIERED) {
            return 9;
        } else if (specialTimestamp == ListOffsets.EARLIEST_PENDING_UPLOAD) {
            return 11;
        } else {
            return Integer.MAX_VALUE;
        }
    }

    private static ListOffsets.Response unknownIsolation(ListOffsetsRequestData data) {
        List<ListOffsets.TopicResult> topics = new ArrayList<>();
        for (ListOffsetsTopic topic : data.topics()) {
            List<ListOffsets.PartitionResult> partitions = new ArrayList<>();
            for (ListOffsetsPartition partition : topic.partitions()) {
                partitions.add(
                        ListOffsets.PartitionResult.failed(
                                partition.partitionIndex(), ErrorCode.UNKNOWN_SERVER_ERROR));
            }
            topics.add(new ListOffsets.TopicResult(topic.name(), partitions));
        }
        return new ListOffsets.Response(topics);
    }

    static ApiMessage write(ListOffsets.Response response, short version) {
        List<ListOffsetsTopicResponse> topics = new ArrayList<>(response.topics().size());
        for (ListOffsets.TopicResult topic : response.topics()) {
            List<ListOffsetsPartitionResponse> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (ListOffsets.PartitionResult partition : topic.partitions()) {
                ListOffsetsPartitionResponse result =
                        new ListOffsetsPartitionResponse()
                                .setPartitionIndex(partition.partition())
                                .setErrorCode(partition.error().number())
                                .setTimestamp(partition.timestamp())
                                .setOffset(partition.offset());
                if (version >= FIRST_WITH_LEADER_EPOCH) {
                    result.setLeaderEpoch(partition.leaderEpoch());
                }
                partitions.add(result);
            }
            topics.add(
                    new ListOffsetsTopicResponse()
                            .setName(topic.topic())
                            .setPartitions(partitions));
        }
        return new ListOffsetsResponseData().setTopics(topics);
    }

    static ApiMessage ask(ListOffsets.Request request) {
        List<ListOffsetsTopic> topics = new ArrayList<>(request.topics().size());
        for (ListOffsets.TopicQuery topic : request.topics()) {
            List<ListOffsetsPartition> partitions = new ArrayList<>(topic.partitions().size());
            for (ListOffsets.PartitionQuery partition : topic.partitions()) {
                partitions.add(
                        new ListOffsetsPartition()
                                .setPartitionIndex(partition.partition())
                                .setCurrentLeaderEpoch(partition.currentLeaderEpoch())
                                .setTimestamp(partition.timestamp()));
            }
            topics.add(new ListOffsetsTopic().setName(topic.topic()).setPartitions(partitions));
        }
        return new ListOffsetsRequestData()
                .setReplicaId(request.replicaId())
                .setIsolationLevel(KernelTypes.number(request.isolation()))
                .setTopics(topics);
    }

    static ListOffsets.Response answer(FrameReader from, short version) {
        ListOffsetsResponseData data = new ListOffsetsResponseData(from, version);
        List<ListOffsets.TopicResult> topics = new ArrayList<>(data.topics().size());
        for (ListOffsetsTopicResponse topic : data.topics()) {
            List<ListOffsets.PartitionResult> partitions =
                    new ArrayList<>(topic.partitions().size());
            for (ListOffsetsPartitionResponse partition : topic.partitions()) {
                partitions.add(
                        new ListOffsets.PartitionResult(
                                partition.partitionIndex(),
                                ErrorCode.ofNumber(partition.errorCode()),
                                partition.timestamp(),
                                partition.offset(),
                                partition.leaderEpoch()));
            }
            topics.add(new ListOffsets.TopicResult(topic.name(), partitions));
        }
        return new ListOffsets.Response(topics);
    }
}
