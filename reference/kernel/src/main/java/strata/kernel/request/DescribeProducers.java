package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.transactions.ProducerView;

/** DescribeProducers (key 61): the producers that the leader of a partition knows (KIP-664). */
public final class DescribeProducers {
    private DescribeProducers() {}

    public record Request(List<TopicPartition> partitions)
            implements strata.kernel.request.Request {}

    /**
     * @param partitions in the order of the request
     */
    public record Response(List<PartitionResult> partitions)
            implements strata.kernel.request.Response {}

    /**
     * @param message what is wrong; null for the error's usual one
     * @param producers empty with an error
     */
    public record PartitionResult(
            TopicPartition partition,
            ErrorCode error,
            @Nullable String message,
            List<ProducerView> producers) {}
}
