package strata.broker.coordinator;

import strata.kernel.Nullable;
import strata.kernel.transactions.Verification;

/**
 * In whose transaction a coordinator is to write (KIP-447).
 *
 * @param verification that the transaction has the coordinator's partition; null where nobody had
 *     to be asked
 */
public record TransactionalWrite(
        long producerId, short producerEpoch, @Nullable Verification verification) {}
