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
    EMPTY("Empty"),
    ONGOING("Ongoing"),
    PREPARE_COMMIT("PrepareCommit"),
    PREPARE_ABORT("PrepareAbort"),
    COMPLETE_COMMIT("CompleteCommit"),
    COMPLETE_ABORT("CompleteAbort");

    private final String text;

    TransactionState(String text) {
        this.text = text;
    }

    /** As it is stored. */
    public byte number() {
        return (byte) ordinal();
    }

    /** As DescribeTransactions and ListTransactions tell it. */
    public String text() {
        return text;
    }

    /** The state of a number; null for none of these. */
    public static @Nullable TransactionState ofNumber(int number) {
        return number < 0 || number >= values().length ? null : values()[number];
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
