package strata.broker.controller;

import strata.broker.BrokerConfig;
import strata.kernel.Event;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;

/**
 * A broker's life as the controller sees it: it registers, sends heartbeats, is let in once it has
 * the metadata it needs, and asks to be let go before it stops (KIP-631).
 */
public final class BrokerLifecycle {
    /** Told of the steps of its life. */
    public interface Listener {
        /** It has a broker epoch: requests to other brokers and to the controller carry it. */
        void registered(long brokerEpoch);

        /** The controller has said for the first time that it is no longer fenced. */
        void unfenced();

        /** After {@link #shutDown}: it may stop now, or there was no controller to ask for long. */
        void mayStop();
    }

    /**
     * @param previousBrokerEpoch from the clean stop file; -1 when the broker did not stop in good
     *     order
     */
    public BrokerLifecycle(
            NodeContext context,
            BrokerConfig config,
            long previousBrokerEpoch,
            Listener listener) {}

    /** Begins: registers as soon as there is a controller. */
    public void start() {}

    /** Who leads the quorum; null for not known. */
    public void controllerIs(@Nullable NodeId controller) {}

    /**
     * Metadata is applied up to here.
     *
     * @param offset of the last fact
     */
    public void metadataApplied(long offset) {}

    /** -1 while it has none. */
    public long brokerEpoch() {
        return -1;
    }

    /** Asks to be let go; {@link Listener#mayStop} follows. */
    public void shutDown() {}

    /** Lane CONTROLLER: answers to registrations and heartbeats. */
    public boolean handle(Event.AnswerArrived arrived) {
        return false;
    }

    /** Lane CONTROLLER; others may want to know of it, too. */
    public void laneClosed(Event.LaneClosed closed) {}

    public boolean timerFired(Timer timer) {
        return false;
    }
}
