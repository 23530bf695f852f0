package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.transactions.TransactionVersion;

/**
 * AddPartitionsToTxn (key 24): partitions become part of transactions, or are verified to be
 * (KIP-98, KIP-890). Up to version 3 a client asks, about one transaction; from version 4 on
 * another broker, about many.
 */
public final class AddPartitionsToTxn {
    private AddPartitionsToTxn() {}

    /**
     * @param transactions one of them up to version 3
     */
    public record Request(List<Transaction> transactions)
            implements strata.kernel.request.Request {}

    /**
     * @param verifyOnly to ask, not to add
     * @param version of the client: {@code V2} from version 4 on, else {@code V0}
     */
    public record Transaction(
            String transactionalId,
            long producerId,
            short producerEpoch,
            boolean verifyOnly,
            TransactionVersion version,
            List<TopicPartition> partitions) {}

    /**
     * @param error of the whole request, from version 4 on
     * @param results in the order of the request
     */
    public record Response(ErrorCode error, List<Result> results)
            implements strata.kernel.request.Response {}

    /**
     * @param partitions in the order of the request
     */
    public record Result(String transactionalId, List<PartitionResult> partitions) {
        /** The same error for all that was asked of a transaction. */
        public static Result failed(Transaction asked, ErrorCode error) {
            return new Result(
                    asked.transactionalId(),
                    asked.partitions().stream().map(p -> new PartitionResult(p, error)).toList());
        }
    }

    /**
     * @param error {@code OPERATION_NOT_ATTEMPTED} for one that may be added, where another one of
     *     the transaction may not
     */
    public record PartitionResult(TopicPartition partition, ErrorCode error) {}
}
