package strata.broker.controller;

import strata.broker.BrokerConfig;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.NodeContext;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.replication.ElectionRules;
import strata.kernel.replication.FencingRules;
import strata.kernel.request.Request;

/**
 * The controller of a node of role controller. It is active while its node leads the quorum: then
 * it decides, on a state that includes what it has decided but is not committed yet.
 */
public final class ControllerRuntime {
    /**
     * What the controller stands on.
     *
     * @param elections layer 3's, or a stand-in
     * @param fencing layer 3's, or a stand-in
     */
    public record Rules(ElectionRules elections, FencingRules fencing) {}

    public ControllerRuntime(
            NodeContext context, BrokerConfig config, Rules rules, ControllerLog log) {}

    /** This node leads the quorum from now on: the state is built anew from the log. */
    public void activated(int epoch) {}

    /** It does not lead any more: what waits is answered with NOT_CONTROLLER, the state goes. */
    public void deactivated() {}

    public boolean isActive() {
        return false;
    }

    /**
     * Takes a request that is the controller's affair.
     *
     * <p>Requests of brokers, and those that another node has passed on, are always taken: where
     * the controller is not active the answer is NOT_CONTROLLER. A client's request is taken only
     * where the controller is active; else it is {@link Forwarding}'s.
     *
     * @return whether it was taken
     */
    public boolean handle(RequestId id, ClientInfo client, Request request) {
        return false;
    }

    /** The committed end of the metadata log has moved, or facts were committed by append. */
    public void committed() {}

    /** A connection to this node has gone: it may have been a broker's. */
    public void clientDisconnected(long connectionId) {}

    /** Lane PROBE. */
    public boolean handle(Event.AnswerArrived arrived) {
        return false;
    }

    /** Lane PROBE. */
    public boolean handle(Event.LaneClosed closed) {
        return false;
    }

    public boolean timerFired(Timer timer) {
        return false;
    }

    /**
     * Enters this node as the one broker of its cluster, and on a cluster's first start the
     * cluster, where there is no layer 3 and so no {@link BrokerLifecycle}. It must be active.
     */
    public void registerAlone() {}
}
