package strata.transactions.coordinator;

import strata.kernel.Todo;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;

/**
 * A transactional id: what its last record says, and the little that no record tells.
 *
 * <p>Invariant: the value is that of the last record that was applied; it changes by {@link #apply}
 * alone.
 */
final class TransactionalId {
    /** Stands for no epoch. */
    static final short NO_EPOCH = -1;

    private final String name;
    private TransactionValue value;

    /**
     * The epoch before the present one, if the same producer had it and only asked for the next;
     * {@link #NO_EPOCH} where another one took over, or where that is not known.
     */
    private short lastEpoch = NO_EPOCH;

    /** What {@link #lastEpoch} is once the record that has been decided is applied. */
    private short notedEpoch = NO_EPOCH;

    /** An id that was not known, by its first record. */
    TransactionalId(String name, TransactionValue value) {
        this.name = name;
        this.value = value;
    }

    String name() {
        return name;
    }

    TransactionValue value() {
        return value;
    }

    TransactionState state() {
        return value.state();
    }

    short lastEpoch() {
        return lastEpoch;
    }

    /**
     * Says which epoch the same producer had before the one that a record to come begins: whoever
     * decides such a record says it anew. It counts once that is applied.
     */
    void note(short epoch) {
        notedEpoch = epoch;
    }

    /** All records of the log are applied: what none of them tells is not known. */
    void loaded() {
        lastEpoch = NO_EPOCH;
    }

    /** Something else is true from now on. */
    void apply(TransactionValue next) {
        throw Todo.step(
                "5.4",
                "the last epoch first, as it depends on the value of before; then the value");
    }

    /**
     * What {@link #lastEpoch} is with a value to come. A producer that begins again has noted it.
     * An end of V2 bumps the epoch of the same producer; below V2 only a fence bumps it, and that
     * is for another one. Everything else leaves it as it is.
     */
    private short lastEpochWith(TransactionValue next) {
        throw Todo.step(
                "5.4",
                "noted with a new epoch; the present one with an end of V2; none with a fence");
    }
}
