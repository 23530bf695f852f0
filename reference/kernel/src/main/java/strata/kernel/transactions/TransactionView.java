package strata.kernel.transactions;

import java.util.List;
import strata.kernel.TopicPartition;

/**
 * A transactional id, for inspection: as it was last decided, committed or not.
 *
 * @param unmarked partitions that have not confirmed the marker of a decided transaction
 */
public record TransactionView(
        String transactionalId, TransactionValue value, List<TopicPartition> unmarked) {}
