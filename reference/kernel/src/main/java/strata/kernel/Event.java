package strata.kernel;

import strata.kernel.request.Request;
import strata.kernel.request.Response;

/** What can happen to a {@link Node}. */
public sealed interface Event {
    /** A message from another node, or from oneself. */
    record MessageArrived(NodeId from, Message message) implements Event {}

    /**
     * The connection to a node was lost. What was sent over it may or may not have been executed,
     * and a request that was under way may still be.
     */
    record PeerDisconnected(NodeId peer) implements Event {}

    /**
     * A peer's answer to {@link Peers#ask}. The record batches in the answer to a fetch belong to
     * the node, which releases them, and at the latest until the turn ends; see {@link
     * strata.kernel.storage.FileSlice#bytes}.
     */
    record AnswerArrived(NodeId from, Lane lane, long correlation, Response response)
            implements Event {}

    /** A connection to a peer has gone, or could not be made: what was under way has no answer. */
    record LaneClosed(NodeId peer, Lane lane, Reason reason) implements Event {
        /** What became of the connection. */
        public enum Reason {
            /**
             * Nobody listens at the peer's port though its machine answers: for certain, that
             * process is dead, or has not come up yet.
             */
            REFUSED,
            /** An open connection was cut: by the peer's death, or by something between. */
            RESET,
            /** No sign of life; the peer may well be alive. */
            UNREACHABLE,
            /** {@link Peers#disconnect}. */
            CLOSED_HERE
        }
    }

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
