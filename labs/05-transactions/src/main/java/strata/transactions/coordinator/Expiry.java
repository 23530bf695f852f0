package strata.transactions.coordinator;

import java.util.ArrayDeque;
import strata.kernel.transactions.TransactionState;

/**
 * Forgets transactional ids that nobody has used for long. A look at all of them is cut into steps
 * of one decision each.
 */
final class Expiry {
    /** How many ids a step may forget: that many records go into one batch. */
    static final int STEP_EVENTS = 500;

    /** How many ids a step may look at. */
    static final int STEP_IDS = 5_000;

    private final TransactionalIds ids;
    private final long expirationMs;
    private final ArrayDeque<String> ahead = new ArrayDeque<>();

    // Of the look under way, milliseconds since 1970.
    private long wallMs;

    // Long.MAX_VALUE when no step is left.
    private long dueMs = Long.MAX_VALUE;

    Expiry(TransactionalIds ids, long expirationMs) {
        this.ids = ids;
        this.expirationMs = expirationMs;
    }

    /** Begins, or begins again, to look at all ids: the first step is due at once. */
    void begin(long wallMs, long nowMs) {
        this.wallMs = wallMs;
        ahead.clear();
        ids.all().forEach(id -> ahead.add(id.name()));
        dueMs = nowMs;
    }

    /** When the next step is due; {@code Long.MAX_VALUE} when none is. */
    long nextDueMs() {
        return dueMs;
    }

    /** Takes the next step. */
    void step(Draft draft) {
        for (int looked = 0; looked < STEP_IDS && draft.eventCount() < STEP_EVENTS; looked++) {
            String name = ahead.poll();
            if (name == null) {
                break;
            }
            TransactionalId id = ids.find(name);
            if (id != null && isExpired(id)) {
                draft.remove(name);
            }
        }
        if (ahead.isEmpty()) {
            dueMs = Long.MAX_VALUE;
        }
    }

    /** Whether an id has not changed for so long, and has no transaction. */
    private boolean isExpired(TransactionalId id) {
        return id.state() != TransactionState.ONGOING
                && !id.state().isPrepared()
                && id.value().updatedMs() <= wallMs - expirationMs;
    }
}
