package strata.kernel;

import java.util.List;

/**
 * A replicated state machine: it decides, then applies. The cluster controller, group coordinator
 * and transaction coordinator are of this shape.
 *
 * <p>The broker appends the events of a decision to the coordinator's internal topic, applies them,
 * and lets the response out only when the high watermark has passed them. On losing leadership the
 * state is dropped; on gaining it, rebuilt by applying the log from its start.
 *
 * @param <C> commands
 * @param <E> events: facts, as stored in the log
 * @param <R> responses
 */
public interface Coordinator<C, E, R> {
    /**
     * Looks at the state and decides; changes nothing.
     *
     * @param nowMs monotonic milliseconds
     */
    Decision<E, R> decide(C command, long nowMs);

    /**
     * The only mutation, for a fresh event as for a replayed one.
     *
     * @param offset of the event in its log
     */
    void apply(long offset, E event);

    /** What was decided: facts to store, and what to answer once they are. */
    record Decision<E, R>(List<E> events, R response) {}
}
