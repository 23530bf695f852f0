package strata.transactions.coordinator;

import java.util.Collections;
import java.util.List;
import strata.kernel.Todo;
import strata.kernel.TopicPartition;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;

/**
 * All changes of a transactional id's state, as pure functions: what is true, and what comes next.
 * Whether it may be so is not asked here.
 */
final class Transitions {
    /** Clients get no epoch above it: there is one more, to fence them with. */
    static final short LAST_EPOCH = Short.MAX_VALUE - 1;

    private Transitions() {}

    /** Whether a producer's next epoch belongs to nobody but the coordinator. */
    static boolean isExhausted(short epoch) {
        return epoch >= LAST_EPOCH;
    }

    /** A producer has begun, or begun again: without a transaction, in this epoch. */
    static TransactionValue initialised(
            TransactionValue before, long producerId, int epoch, int timeoutMs, long wallMs) {
        throw Todo.step(
                "5.4",
                "the producer's id, epoch and timeout; nothing is left of an earlier transaction");
    }

    /**
     * Partitions have become part of the transaction. The first ones begin it.
     *
     * @param version of the client
     */
    static TransactionValue withPartitions(
            TransactionValue before,
            List<TopicPartition> added,
            TransactionVersion version,
            long wallMs) {
        throw Todo.step(
                "5.4", "each partition once, in order; it began now, or when its first ones came");
    }

    /** It is decided how the transaction ends, by a client that does not know bumped epochs. */
    static TransactionValue decided(TransactionValue before, boolean committed, long wallMs) {
        throw Todo.step("5.4", "the decision, of a client of V0; the producer keeps its epoch");
    }

    /**
     * It is decided how the transaction ends, and its producer's epoch is over: markers and next
     * transaction have the next one (KIP-890). The highest epoch there is stays.
     *
     * @param nextProducerId for the time after the markers, if the epochs are exhausted; else -1
     */
    static TransactionValue decidedWithBump(
            TransactionValue before, boolean committed, long nextProducerId, long wallMs) {
        throw Todo.step(
                "5.7",
                "the decision, of V2, in the next epoch; the abort of nothing has begun just now");
    }

    /** The coordinator aborts the transaction of a client that it fences, below V2. */
    static TransactionValue fenced(TransactionValue before, long wallMs) {
        throw Todo.step(
                "5.7",
                "aborted in the next epoch, so that what the producer sends late is refused");
    }

    /** Every partition knows how the transaction has ended. */
    static TransactionValue completed(TransactionValue before, long wallMs) {
        throw Todo.step(
                "5.5", "complete the same way; the producer id that waited takes over, in epoch 0");
    }

    /** Whether a partition is part of the transaction that is open, or decided. */
    static boolean has(TransactionValue value, TopicPartition partition) {
        return Collections.binarySearch(value.partitions(), partition) >= 0;
    }

    /** The marker of a decided transaction: as its record says, whoever reads it. */
    static TransactionMarker marker(String transactionalId, TransactionValue value) {
        return new TransactionMarker(
                transactionalId,
                value.producerId(),
                value.producerEpoch(),
                value.state() == TransactionState.PREPARE_COMMIT,
                value.clientVersion());
    }

    private static TransactionState prepared(boolean committed) {
        return committed ? TransactionState.PREPARE_COMMIT : TransactionState.PREPARE_ABORT;
    }

    private static int successor(short epoch) {
        return Math.min(epoch + 1, Short.MAX_VALUE);
    }
}
