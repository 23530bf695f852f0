package strata.broker;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.request.DescribeProducers;
import strata.kernel.request.DescribeProducers.PartitionResult;

/** Says which producers the leader of a partition knows (DescribeProducers, KIP-664). */
final class ProducersDescriber {
    private final PartitionFinder finder;

    ProducersDescriber(PartitionFinder finder) {
        this.finder = finder;
    }

    DescribeProducers.Response describe(DescribeProducers.Request request) {
        return new DescribeProducers.Response(
                request.partitions().stream().map(this::describe).toList());
    }

    private PartitionResult describe(TopicPartition name) {
        PartitionFinder.Found found =
                finder.findLeader(TopicRef.named(name.topic()), name.partition());
        Partition partition = found.partition();
        return partition == null
                ? new PartitionResult(name, refusal(name.topic(), found), null, List.of())
                : new PartitionResult(name, found.error(), null, partition.producers().producers());
    }

    /** Of a name that no topic can have more is said than that there is none of it. */
    private static ErrorCode refusal(String topic, PartitionFinder.Found found) {
        return TopicName.problemWith(topic) == null
                ? found.error()
                : ErrorCode.INVALID_TOPIC_EXCEPTION;
    }
}
