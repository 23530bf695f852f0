package strata.kernel;

import java.util.List;
import strata.kernel.request.Response;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * Everything a {@link Node} may ask of the world it runs in. There is no other way out: no static
 * clock, no thread, no file but through here.
 */
public interface NodeContext {
    /** The node's own id ({@code node.id}). */
    NodeId self();

    /** The node's clocks. */
    Clock clock();

    /** The node's source of randomness. */
    RandomSource random();

    /** The node's disk. */
    Storage storage();

    /** Where remarks go. */
    Trace trace();

    /** The other nodes. */
    default Peers peers() {
        return Peers.NONE;
    }

    // --8<-- [start:out]
    /**
     * Sends a message to a node; it leaves after the turn. There is no promise that it arrives. A
     * message to oneself is handled in the next turn.
     */
    void send(NodeId to, Message message);

    /**
     * Answers a client's request; the answer leaves after the turn. Each request is answered
     * exactly once; an answer whose connection has gone is dropped and its slices are released.
     */
    void reply(RequestId to, Response response);

    /**
     * Flushes files without holding the turn up; {@link Event.SyncDone} with the same id comes once
     * everything written to them before this call is durable. If the flush fails the node is
     * stopped: no {@code SyncDone} comes.
     */
    void sync(List<StorageFile> files, SyncId id);

    /**
     * Sets a timer: {@link Event.TimerFired} with an equal timer comes after the delay. Setting a
     * timer that equals one already set replaces it.
     *
     * @param delayMs from now, monotonic milliseconds, at least 0
     */
    void setTimer(Timer timer, long delayMs);

    /** Cancels a timer that equals this one; after it no event of it comes. No timer: no effect. */
    void cancelTimer(Timer timer);

    // --8<-- [end:out]

    /**
     * The node was asked to stop ({@link Node#askedToStop}) and has handed over what it led: it may
     * be stopped after the turn. Where nobody asked: no effect.
     */
    default void mayStop() {}
}
