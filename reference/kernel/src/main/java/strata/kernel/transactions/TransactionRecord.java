package strata.kernel.transactions;

import strata.kernel.Nullable;

/**
 * A record of {@code __transaction_state}: what is true of a transactional id from now on.
 *
 * @param value null for a tombstone: the id is not known any more
 * @param recordVersion in which the value is, or is to be, written: {@link
 *     TransactionVersion#recordVersion}; of a tombstone 0
 */
public record TransactionRecord(
        String transactionalId, @Nullable TransactionValue value, short recordVersion) {
    /** Says that an id is not known any more. */
    public static TransactionRecord tombstone(String transactionalId) {
        return new TransactionRecord(transactionalId, null, (short) 0);
    }
}
