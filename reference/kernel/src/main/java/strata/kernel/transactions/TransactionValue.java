package strata.kernel.transactions;

import java.util.List;
import strata.kernel.TopicPartition;

/**
 * What is true of a transactional id: TransactionLogValue, with Kafka's fields. Times are wall
 * time, milliseconds since 1970.
 *
 * @param producerId the producer's; with the markers of a transaction whose end exhausts its epochs
 *     still the old one, see {@code nextProducerId}
 * @param previousProducerId the producer's until the last record before this one, so another one
 *     only where this record has changed it; of the first record the same; -1 where that is not
 *     known. Stored from record version 1 on
 * @param nextProducerId the one that is the producer's once the transaction has ended; -1 for none.
 *     Stored from record version 1 on
 * @param producerEpoch its epoch
 * @param timeoutMs {@code transaction.timeout.ms}
 * @param partitions those of the transaction, each once, in their order
 * @param updatedMs when this became true
 * @param startedMs when the transaction began; -1 before the first
 * @param clientVersion in which the client spoke that made it true. Stored from record version 1 on
 */
public record TransactionValue(
        long producerId,
        long previousProducerId,
        long nextProducerId,
        short producerEpoch,
        int timeoutMs,
        TransactionState state,
        List<TopicPartition> partitions,
        long updatedMs,
        long startedMs,
        TransactionVersion clientVersion) {}
