package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.TransactionVersion;

/**
 * WriteTxnMarkers (key 27): a coordinator tells the leaders of partitions how transactions have
 * ended (KIP-98). An administrator may send it too, to end a transaction that hangs (KIP-664).
 */
public final class WriteTxnMarkers {
    private WriteTxnMarkers() {}

    public record Request(List<Marker> markers) implements strata.kernel.request.Request {}

    /**
     * @param version of the transaction (version 2 on); else {@code V0}
     */
    public record Marker(
            long producerId,
            short producerEpoch,
            EndMarker end,
            TransactionVersion version,
            List<TopicPartition> partitions) {}

    /**
     * @param markers in the order of the request; every one is committed, or has its error
     */
    public record Response(List<Result> markers) implements strata.kernel.request.Response {}

    public record Result(long producerId, List<PartitionResult> partitions) {}

    public record PartitionResult(TopicPartition partition, ErrorCode error) {}
}
