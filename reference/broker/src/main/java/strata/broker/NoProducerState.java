package strata.broker;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.log.AppendGuard;
import strata.kernel.log.BatchHeader;

/**
 * Stands in for layer 5 while it is absent: a promise of exactly-once that nobody keeps is refused
 * rather than broken. No client gets a producer id here, as InitProducerId is not advertised.
 */
final class NoProducerState implements AppendGuard {
    @Override
    public @Nullable Refusal refusalOf(BatchHeader batch) {
        if (batch.isTransactional()) {
            return new Refusal(
                    ErrorCode.INVALID_TXN_STATE,
                    "transactions need layer 5 (transactions), which is not present");
        }
        if (batch.hasProducerId()) {
            return new Refusal(
                    ErrorCode.UNKNOWN_PRODUCER_ID,
                    "idempotent producers need layer 5 (transactions), which is not present: set"
                            + " enable.idempotence=false");
        }
        return null;
    }
}
