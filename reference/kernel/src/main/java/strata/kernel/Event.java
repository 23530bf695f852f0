package strata.kernel;

import strata.kernel.request.Request;

/** What can happen to a {@link Node}. */
public sealed interface Event {
    /** A message from another node, or from oneself. */
    record MessageArrived(NodeId from, Message message) implements Event {}

    /**
     * The connection to a node was lost. What was sent over it may or may not have been executed,
     * and a request that was under way may still be.
     */
    record PeerDisconnected(NodeId peer) implements Event {}

    // --8<-- [start:requests]
    /**
     * A client's request. Buffers in it belong to the node until the turn ends; what it wants to
     * keep longer it copies.
     */
    record RequestArrived(RequestId id, ClientInfo client, Request request) implements Event {}

    // --8<-- [end:requests]

    /** A client's connection has gone; requests of it that still wait need no answer. */
    record ClientDisconnected(long connectionId) implements Event {}

    /** A timer set with {@link NodeContext#setTimer} came due. */
    record TimerFired(Timer timer) implements Event {}

    // --8<-- [start:sync-done]
    /** A flush asked for with {@link NodeContext#sync} is durable. */
    record SyncDone(SyncId id) implements Event {}
    // --8<-- [end:sync-done]
}
