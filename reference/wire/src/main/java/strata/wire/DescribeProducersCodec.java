package strata.wire;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.DescribeProducersRequestData;
import org.apache.kafka.common.message.DescribeProducersRequestData.TopicRequest;
import org.apache.kafka.common.message.DescribeProducersResponseData;
import org.apache.kafka.common.message.DescribeProducersResponseData.PartitionResponse;
import org.apache.kafka.common.message.DescribeProducersResponseData.ProducerState;
import org.apache.kafka.common.message.DescribeProducersResponseData.TopicResponse;
import org.apache.kafka.common.protocol.ApiMessage;
import strata.kernel.TopicPartition;
import strata.kernel.request.DescribeProducers;
import strata.kernel.transactions.ProducerView;

/** DescribeProducers, version 0. */
final class DescribeProducersCodec {
    private DescribeProducersCodec() {}

    static DescribeProducers.Request read(FrameReader from, short version) {
        DescribeProducersRequestData data = new DescribeProducersRequestData(from, version);
        List<TopicPartition> partitions = new ArrayList<>();
        for (TopicRequest topic : data.topics()) {
            ByTopic.add(partitions, topic.name(), topic.partitionIndexes());
        }
        return new DescribeProducers.Request(partitions);
    }

    static ApiMessage write(DescribeProducers.Response response) {
        List<TopicResponse> topics =
                ByTopic.group(
                        response.partitions(),
                        DescribeProducers.PartitionResult::partition,
                        (name, partitions) ->
                                new TopicResponse()
                                        .setName(name)
                                        .setPartitions(partitions(partitions)));
        return new DescribeProducersResponseData().setTopics(topics);
    }

    private static List<PartitionResponse> partitions(
            List<DescribeProducers.PartitionResult> results) {
        List<PartitionResponse> partitions = new ArrayList<>(results.size());
        for (DescribeProducers.PartitionResult result : results) {
            List<ProducerState> producers = new ArrayList<>(result.producers().size());
            for (ProducerView producer : result.producers()) {
                producers.add(producer(producer));
            }
            partitions.add(
                    new PartitionResponse()
                            .setPartitionIndex(result.partition().partition())
                            .setErrorCode(result.error().number())
                            .setErrorMessage(KernelTypes.message(result.message()))
                            .setActiveProducers(producers));
        }
        return partitions;
    }

    private static ProducerState producer(ProducerView producer) {
        return new ProducerState()
                .setProducerId(producer.producerId())
                .setProducerEpoch(producer.producerEpoch())
                .setLastSequence(producer.lastSequence())
                .setLastTimestamp(producer.lastTimestampMs())
                .setCoordinatorEpoch(producer.coordinatorEpoch())
                .setCurrentTxnStartOffset(producer.openSinceOffset());
    }
}
