package strata.transactions.coordinator;

import strata.kernel.Todo;
import strata.kernel.Trace;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;

/**
 * Aborts transactions that are ongoing for too long: their producers are gone, or hang.
 *
 * <p>Invariant: once the log is loaded, every ongoing transaction has an alarm, and no other has.
 */
final class Timeouts {
    private final TransactionalIds ids;
    private final EpochBumps bumps;
    private final int retryMs;
    private final Trace trace;
    private final Alarms alarms = new Alarms();

    Timeouts(TransactionalIds ids, EpochBumps bumps, int retryMs, Trace trace) {
        this.ids = ids;
        this.bumps = bumps;
        this.retryMs = retryMs;
        this.trace = trace;
    }

    /** Every transaction that is ongoing has its whole time from now on. */
    void loaded(long nowMs) {
        for (TransactionalId id : ids.all()) {
            if (id.state() == TransactionState.ONGOING) {
                alarms.set(id.name(), nowMs + id.value().timeoutMs());
            }
        }
    }

    /** Something else is true of a transactional id. Its time counts from its first partition. */
    void applied(String transactionalId, TransactionValue value, long nowMs) {
        if (value.state() != TransactionState.ONGOING) {
            alarms.cancel(transactionalId);
        } else if (!alarms.has(transactionalId)) {
            alarms.set(transactionalId, nowMs + value.timeoutMs());
        }
    }

    /** A transactional id is not known any more. */
    void gone(String transactionalId) {
        alarms.cancel(transactionalId);
    }

    /** When {@link #due} has something to do; {@code Long.MAX_VALUE} for never. */
    long nextDueMs() {
        return alarms.nextMs();
    }

    /** Aborts the transaction whose time was up first; nothing if all have time left. */
    void due(long nowMs, WallTime wall, Draft draft) {
        throw Todo.step(
                "5.7",
                "abort it as the coordinator does by itself; look again soon if that cannot be"
                        + " yet");
    }

    /** What was decided of an id is not applied: if that was that its time is up, it still is. */
    void refused(String transactionalId, long nowMs) {
        TransactionalId id = ids.find(transactionalId);
        if (id != null && id.state() == TransactionState.ONGOING && !alarms.has(id.name())) {
            alarms.set(id.name(), nowMs + retryMs);
        }
    }
}
