package strata.broker.controller;

import java.util.function.Consumer;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * Passes requests that are the controller's affair on to the active controller, and its answers
 * back. A request that meets none is asked again while its time lasts.
 */
public final class Forwarding {
    public Forwarding(NodeContext context) {}

    /** Who leads the quorum; null for not known. */
    public void controllerIs(@Nullable NodeId controller) {}

    /**
     * Takes a request that is the controller's affair; to be called after {@link
     * ControllerRuntime#handle} where there is one.
     *
     * @return whether it was taken
     */
    public boolean handle(RequestId id, ClientInfo client, Request request) {
        return false;
    }

    /**
     * Asks the controller something on the node's own behalf, as to create a topic that a client
     * asked about.
     *
     * @param then gets the answer, at the latest after the time: a failure then
     */
    public void ask(Request request, long timeoutMs, Consumer<Response> then) {}

    /** Lane FORWARDING. */
    public boolean handle(Event.AnswerArrived arrived) {
        return false;
    }

    /** Lane FORWARDING. */
    public boolean handle(Event.LaneClosed closed) {
        return false;
    }

    public boolean timerFired(Timer timer) {
        return false;
    }

    /** A client's connection has gone: its requests need no answer. */
    public void clientDisconnected(long connectionId) {}
}
