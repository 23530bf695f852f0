package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarker;
import org.apache.kafka.common.message.WriteTxnMarkersRequestData.WritableTxnMarkerTopic;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerPartitionResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerResult;
import org.apache.kafka.common.message.WriteTxnMarkersResponseData.WritableTxnMarkerTopicResult;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.TransactionVersion;

/** WriteTxnMarkers, versions 1 and 2: from 2 on a marker has its version (KIP-1228). */
final class WriteTxnMarkersCodec {
    private WriteTxnMarkersCodec() {}

    static WriteTxnMarkers.Request read(FrameReader from, short version) {
        WriteTxnMarkersRequestData data = new WriteTxnMarkersRequestData(from, version);
        List<WriteTxnMarkers.Marker> markers = new ArrayList<>(data.markers().size());
        for (WritableTxnMarker marker : data.markers()) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (WritableTxnMarkerTopic topic : marker.topics()) {
                ByTopic.add(partitions, topic.name(), topic.partitionIndexes());
            }
            markers.add(
                    new WriteTxnMarkers.Marker(
                            marker.producerId(),
                            marker.producerEpoch(),
                            new EndMarker(marker.transactionResult(), marker.coordinatorEpoch()),
                            TransactionVersion.ofLevel(marker.transactionVersion()),
                            partitions));
        }
        return new WriteTxnMarkers.Request(markers);
    }

    static ApiMessage write(WriteTxnMarkers.Response response) {
        List<WritableTxnMarkerResult> markers = new ArrayList<>(response.markers().size());
        for (WriteTxnMarkers.Result result : response.markers()) {
            List<WritableTxnMarkerTopicResult> topics =
                    ByTopic.group(
                            result.partitions(),
                            WriteTxnMarkers.PartitionResult::partition,
                            (name, partitions) ->
                                    new WritableTxnMarkerTopicResult()
                                            .setName(name)
                                            .setPartitions(partitions(partitions)));
            markers.add(
                    new WritableTxnMarkerResult()
                            .setProducerId(result.producerId())
                            .setTopics(topics));
        }
        return new WriteTxnMarkersResponseData().setMarkers(markers);
    }

    private static List<WritableTxnMarkerPartitionResult> partitions(
            List<WriteTxnMarkers.PartitionResult> results) {
        List<WritableTxnMarkerPartitionResult> partitions = new ArrayList<>(results.size());
        for (WriteTxnMarkers.PartitionResult result : results) {
            partitions.add(
                    new WritableTxnMarkerPartitionResult()
                            .setPartitionIndex(result.partition().partition())
                            .setErrorCode(result.error().number()));
        }
        return partitions;
    }

    static ApiMessage ask(WriteTxnMarkers.Request request) {
        List<WritableTxnMarker> markers = new ArrayList<>(request.markers().size());
        for (WriteTxnMarkers.Marker marker : request.markers()) {
            List<WritableTxnMarkerTopic> topics =
                    ByTopic.numbers(
                            marker.partitions(),
                            (name, numbers) ->
                                    new WritableTxnMarkerTopic()
                                            .setName(name)
                                            .setPartitionIndexes(numbers));
            markers.add(
                    new WritableTxnMarker()
                            .setProducerId(marker.producerId())
                            .setProducerEpoch(marker.producerEpoch())
                            .setTransactionResult(marker.end().committed())
                            .setTopics(topics)
                            .setCoordinatorEpoch(marker.end().coordinatorEpoch())
                            .setTransactionVersion((byte) marker.version().level()));
        }
        return new WriteTxnMarkersRequestData().setMarkers(markers);
    }

    static WriteTxnMarkers.Response answer(FrameReader from, short version) {
        WriteTxnMarkersResponseData data = new WriteTxnMarkersResponseData(from, version);
        List<WriteTxnMarkers.Result> markers = new ArrayList<>(data.markers().size());
        for (WritableTxnMarkerResult marker : data.markers()) {
            List<WriteTxnMarkers.PartitionResult> partitions = new ArrayList<>();
            for (WritableTxnMarkerTopicResult topic : marker.topics()) {
                for (WritableTxnMarkerPartitionResult partition : topic.partitions()) {
                    partitions.add(
                            new WriteTxnMarkers.PartitionResult(
                                    new TopicPartition(topic.name(), partition.partitionIndex()),
                                    ErrorCode.ofNumber(partition.errorCode())));
                }
            }
            markers.add(new WriteTxnMarkers.Result(marker.producerId(), partitions));
        }
        return new WriteTxnMarkers.Response(markers);
    }
}
