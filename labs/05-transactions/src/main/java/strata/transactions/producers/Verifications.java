package strata.transactions.producers;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verification;

/**
 * The producers whose coordinator is being asked about the partition (KIP-890). Why a token and not
 * a yes: between the question and the batch a marker may end the transaction, and the producer may
 * begin the next one, of which the answer says nothing.
 *
 * <p>Invariant: a producer that is in here has no open transaction in the epoch that it asks for.
 */
final class Verifications {
    /** One that is under way. */
    private static final class Asking {
        private final Verification token = new Verification();
        private final boolean addsPartitions;
        private short epoch;
        // Of the batches that wait: a later one must not get in before it.
        private int lowestSequence;
        // When it was first seen by an expiry; -1 before.
        private long seenMs = -1;

        Asking(boolean addsPartitions, short epoch, int sequence) {
            this.addsPartitions = addsPartitions;
            this.epoch = epoch;
            this.lowestSequence = sequence;
        }

        void also(short otherEpoch, int sequence) {
            if (otherEpoch > epoch) {
                epoch = otherEpoch;
                lowestSequence = sequence;
            } else if (otherEpoch == epoch) {
                lowestSequence = Math.min(lowestSequence, sequence);
            }
        }
    }

    // By producer id.
    private final Map<Long, Asking> asking = new LinkedHashMap<>();

    /** One for a producer: the one under way, or a new one. */
    Verification of(
            long producerId, short producerEpoch, int baseSequence, TransactionVersion version) {
        throw Todo.step(
                "5.7", "one a producer; it remembers the lowest sequence of the highest epoch");
    }

    /** Why a batch that begins a transaction here may not do so; null when it may. */
    @Nullable
    Refusal ofToken(BatchHeader batch, @Nullable Verification token) {
        throw Todo.step(
                "5.7", "only the token of the producer's verification under way lets it in");
    }

    /**
     * Why a client's batch may not come before others that wait; null when it may.
     *
     * @param known null for a producer that is not known here
     */
    @Nullable
    Refusal ofSequence(BatchHeader batch, @Nullable Producer known) {
        if (asking.isEmpty()) {
            return null;
        }
        Asking there = asking.get(batch.producerId());
        return there == null ? null : ofSequence(batch, known, there);
    }

    private static @Nullable Refusal ofSequence(
            BatchHeader batch, @Nullable Producer known, Asking there) {
        throw Todo.step(
                "5.7",
                "nothing above the lowest that waits; of V2, an unknown producer begins with 0");
    }

    /** Something of the producer's transaction was appended: what is known of it counts now. */
    void over(long producerId) {
        asking.remove(producerId);
    }

    void clear() {
        asking.clear();
    }

    /** Forgets those that were here so long ago already. */
    void expire(long nowMs, long expirationMs) {
        for (Asking each : asking.values()) {
            if (each.seenMs == -1) {
                each.seenMs = nowMs;
            }
        }
        asking.values().removeIf(each -> nowMs - each.seenMs >= expirationMs);
    }
}
