package strata.kernel.transactions;

import strata.kernel.Nullable;

/**
 * The states of a transactional id, with Kafka's numbers and names (KIP-98).
 *
 * <pre>
 * EMPTY, COMPLETE_x --partitions added--> ONGOING
 * ONGOING --decided--> PREPARE_x --every partition has its marker--> COMPLETE_x
 * EMPTY, COMPLETE_x --a new producer--> EMPTY
 * EMPTY, COMPLETE_x --nothing to abort (V2)--> PREPARE_ABORT --> COMPLETE_ABORT
 * EMPTY, COMPLETE_x --long unused--> gone (a tombstone)
 * </pre>
 *
 * <p>Kafka's DEAD (6) and PREPARE_EPOCH_FENCE (7) are never stored, and not needed here: what is
 * decided is applied at once.
 */
public enum TransactionState {
    EMPTY(0, "Empty"),
    ONGOING(1, "Ongoing"),
    PREPARE_COMMIT(2, "PrepareCommit"),
    PREPARE_ABORT(3, "PrepareAbort"),
    COMPLETE_COMMIT(4, "CompleteCommit"),
    COMPLETE_ABORT(5, "CompleteAbort");

    private final byte number;
    private final String text;

    TransactionState(int number, String text) {
        this.number = (byte) number;
        this.text = text;
    }

    /** As it is stored. */
    public byte number() {
        return number;
    }

    /** As DescribeTransactions and ListTransactions tell it. */
    public String text() {
        return text;
    }

    /** The state of a number; null for none of these. */
    public static @Nullable TransactionState ofNumber(int number) {
        for (TransactionState state : values()) {
            if (state.number == number) {
                return state;
            }
        }
        return null;
    }

    /** The state of a text; null for none of these. */
    public static @Nullable TransactionState ofText(String text) {
        for (TransactionState state : values()) {
            if (state.text.equals(text)) {
                return state;
            }
        }
        return null;
    }

    /** Whether it is decided how the transaction ends, and not every partition may know yet. */
    public boolean isPrepared() {
        return this == PREPARE_COMMIT || this == PREPARE_ABORT;
    }
}
