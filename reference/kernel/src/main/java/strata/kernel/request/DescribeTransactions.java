package strata.kernel.request;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;

/** DescribeTransactions (key 65): what the coordinator knows of transactional ids (KIP-664). */
public final class DescribeTransactions {
    private DescribeTransactions() {}

    public record Request(List<String> transactionalIds) implements strata.kernel.request.Request {}

    /**
     * @param transactions in the order of the request
     */
    public record Response(List<Transaction> transactions)
            implements strata.kernel.request.Response {}

    /**
     * @param state as {@code Ongoing}; empty with an error
     * @param startedMs wall time; -1 before the first transaction
     */
    public record Transaction(
            ErrorCode error,
            String transactionalId,
            String state,
            int timeoutMs,
            long startedMs,
            long producerId,
            short producerEpoch,
            List<TopicPartition> partitions) {
        /** Nothing to tell. */
        public static Transaction failed(String transactionalId, ErrorCode error) {
            return new Transaction(error, transactionalId, "", 0, 0L, 0L, (short) 0, List.of());
        }
    }
}
