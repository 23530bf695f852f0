package strata.transactions.producers;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
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
        // LAB 5.2 an epoch below the last one is a zombie's
        if (known == null || batch.producerEpoch() >= known.epoch()) {
            return null;
        }
        return new Refusal(
                ErrorCode.INVALID_PRODUCER_EPOCH,
                "producer "
                        + known.id()
                        + " comes with epoch "
                        + batch.producerEpoch()
                        + ", but has had "
                        + known.epoch());
    }

    /**
     * By the sequences of a client's batch, where no verification is under way.
     *
     * @param known null for a producer that is not known here
     */
    static @Nullable Refusal ofSequence(BatchHeader batch, @Nullable Producer known) {
        // LAB 5.2 a new epoch begins with 0, the same one goes on where it was; unknown: anywhere
        if (known == null) {
            return null;
        }
        int first = batch.baseSequence();
        int expected =
                known.epoch() == batch.producerEpoch() ? expectedAfter(known.lastSequence()) : 0;
        if (first == expected) {
            return null;
        }
        return outOfOrder(batch, "sequence " + expected + " was to come");
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
        // LAB 5.5 an old epoch (of V2: one that is not higher), or an old coordinator's
        if (known == null) {
            return null;
        }
        boolean isOld = version.bumpsEpochs() ? epoch <= known.epoch() : epoch < known.epoch();
        boolean isAgain =
                version.bumpsEpochs()
                        && epoch == known.epoch()
                        && (!known.isOpen() || epoch == Short.MAX_VALUE);
        if (isOld && !isAgain) {
            return new Refusal(
                    ErrorCode.INVALID_PRODUCER_EPOCH,
                    "a marker of producer "
                            + known.id()
                            + " has epoch "
                            + epoch
                            + ", but it has had "
                            + known.epoch());
        }
        if (marker.coordinatorEpoch() < known.coordinatorEpoch()) {
            return new Refusal(
                    ErrorCode.TRANSACTION_COORDINATOR_FENCED,
                    "a marker comes from coordinator epoch "
                            + marker.coordinatorEpoch()
                            + ", but one from "
                            + known.coordinatorEpoch()
                            + " has come");
        }
        return null;
    }
}
