package strata.kernel;

import strata.kernel.request.Request;

/**
 * How a node asks other nodes, and itself, in Kafka's protocol.
 *
 * <p>Requests of one lane to one peer go over one connection, in order, and are answered in order.
 * The first request opens it. Each request ends in one of two ways: {@link Event.AnswerArrived}, or
 * the {@link Event.LaneClosed} of its connection, which ends all that are under way on it; whether
 * the peer handled those is not known, and one may still be handled after the next connection is
 * there. What is asked before the node has handled that event is ended by it, too; so that once it
 * is handled nothing is under way, and the next request opens a new connection.
 */
public interface Peers {
    /** No peers: a node that is alone. */
    Peers NONE =
            new Peers() {
                @Override
                public void reach(NodeId peer, String host, int port) {}

                @Override
                public void ask(NodeId peer, Lane lane, long correlation, Request request) {
                    Check.that(false, "node %s cannot be reached from here", peer);
                }

                @Override
                public void disconnect(NodeId peer, Lane lane) {}
            };

    /**
     * Says where a node is to be reached from now on; connections that are open stay. A simulated
     * world knows its nodes and takes no notice.
     */
    void reach(NodeId peer, String host, int port);

    /**
     * Asks a node, or oneself; the request leaves after the turn. The peer gets an ordinary {@link
     * Event.RequestArrived}.
     *
     * <p>Asking a node of which nobody has said where it is closes the lane as unreachable.
     *
     * @param correlation chosen by the caller; comes back with the answer
     */
    void ask(NodeId peer, Lane lane, long correlation, Request request);

    /**
     * Closes a lane whose peer has been silent for too long; {@link Event.LaneClosed} of kind
     * {@link Event.LaneClosed.Reason#CLOSED_HERE} follows if anything was under way. No connection:
     * no effect.
     */
    void disconnect(NodeId peer, Lane lane);
}
