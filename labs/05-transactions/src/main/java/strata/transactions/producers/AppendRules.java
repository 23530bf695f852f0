package strata.transactions.producers;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.TransactionVersion;

/** Why a batch or a marker of a producer may not be appended. */
final class AppendRules {
    private AppendRules() {}

    /**
     * By the epoch of a data batch.
     *
     * @param known null for a producer that is not known here
     */
    static @Nullable Refusal ofEpoch(BatchHeader batch, @Nullable Producer known) {
        throw Todo.step("5.2", "an epoch below the last one is a zombie's");
    }

    /**
     * By the sequences of a client's batch, where no verification is under way.
     *
     * @param known null for a producer that is not known here
     */
    static @Nullable Refusal ofSequence(BatchHeader batch, @Nullable Producer known) {
        throw Todo.step(
                "5.2",
                "a new epoch begins with 0, the same one goes on where it was; unknown: anywhere");
    }

    private static int expectedAfter(int lastSequence) {
        return lastSequence == Sequences.NONE ? 0 : Sequences.after(lastSequence, 1);
    }

    static Refusal outOfOrder(BatchHeader batch, String why) {
        return new Refusal(
                ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER,
                "producer "
                        + batch.producerId()
                        + ", epoch "
                        + batch.producerEpoch()
                        + ", comes with sequence "
                        + batch.baseSequence()
                        + ", but "
                        + why);
    }

    /**
     * Of a marker.
     *
     * @param known null for a producer that is not known here
     */
    static @Nullable Refusal ofMarker(
            @Nullable Producer known, short epoch, EndMarker marker, TransactionVersion version) {
        throw Todo.step(
                "5.5", "an old epoch (of V2: one that is not higher), or an old coordinator's");
    }
}
