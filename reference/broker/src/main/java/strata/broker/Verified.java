package strata.broker;

import java.util.Collections;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.Produce.PartitionResult;
import strata.kernel.transactions.Verification;

/**
 * What a coordinator has said of the partitions of a produce (KIP-890).
 *
 * @param tokens what lets batches in
 * @param errors of those that its transaction does not have, as the producer is told them
 */
record Verified(Map<TopicPartition, Verification> tokens, Map<TopicPartition, ErrorCode> errors) {
    /** Nobody had to be asked. */
    static final Verified NOTHING = new Verified(Collections.emptyMap(), Collections.emptyMap());

    /** What lets a batch in; null for nothing. */
    @Nullable
    Verification token(TopicPartition partition) {
        return tokens.isEmpty() ? null : tokens.get(partition);
    }

    /** Why nothing may be appended to a partition; null when it may. */
    @Nullable
    PartitionResult failure(TopicPartition partition) {
        ErrorCode error = errors.isEmpty() ? null : errors.get(partition);
        return error == null
                ? null
                : PartitionResult.failed(
                        partition.partition(),
                        error,
                        "it is not known that the transaction has " + partition);
    }
}
