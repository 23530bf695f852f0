package strata.kernel;

/**
 * A node: a single-threaded, deterministic state machine. <b>Handlers run one at a time, to
 * completion, without blocking, sleeping or starting threads.</b>
 *
 * <p>The same node runs in the real world (one event loop, real disk) and in the simulated one
 * (virtual time, faulty disk); only the {@link NodeContext} differs. Given the same context answers
 * and the same events in the same order, a node does the same things.
 *
 * <p>A <em>turn</em> is one batch of ready events: {@link #handle} is called for each of them, then
 * {@link #turnEnded} once. What the node sent or answered in the turn leaves after {@code
 * turnEnded} returns, so a node may gather work (one flush for many appends) and do it once.
 */
public interface Node {
    /**
     * Opens what is stored and makes ready to serve. Called once, before any event.
     *
     * @throws strata.kernel.storage.StorageException when the storage fails; the node is then dead
     */
    void start(NodeContext context);

    /**
     * Handles one event, to completion.
     *
     * @throws strata.kernel.storage.StorageException when the storage fails; the node is then dead
     *     and is recovered by starting a new one on the same storage
     */
    void handle(Event event);

    /** Called once after the last event of a turn, before its replies and messages leave. */
    default void turnEnded() {}

    /**
     * Somebody wants the node to stop. It may hand over what it leads first: it goes on handling
     * events, and says with {@link NodeContext#mayStop} when it is done. Called once at most; the
     * world does not wait for ever.
     *
     * @return whether it may be stopped at once
     */
    default boolean askedToStop() {
        return true;
    }

    /** Stops in good order: flushes and closes what is open. Not called when a node crashes. */
    default void stop() {}
}
