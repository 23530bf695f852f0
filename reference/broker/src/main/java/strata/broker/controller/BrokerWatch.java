package strata.broker.controller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.kernel.replication.BrokerSessions;
import strata.kernel.request.ApiVersions;

/**
 * Watches whether brokers live. One that is silent for a whole session counts as dead. One whose
 * connection has closed is asked at its port at once: where nobody listens any more, its process is
 * dead for certain; anything else proves nothing, and its session goes on.
 *
 * <p>Invariant: the watch is empty while the controller is not active.
 */
final class BrokerWatch {
    /** Told of the dead. */
    interface Mourner {
        /** A broker's session has run out, or its process is dead. */
        void dead(NodeId broker, String why);
    }

    /** Sessions may have run out. */
    record SessionsTimer() implements Timer {}

    /** A broker's port is asked once more. */
    record ProbeTimer(NodeId broker) implements Timer {}

    // A process that is just dying may still take a connection and cut it.
    private static final long PROBE_AGAIN_MS = 100;
    private static final int PROBES_MAX = 20;
    private static final long PROBE_TIMEOUT_MS = 1_000;
    // Who was stopped itself for so long has had no chance to hear the others.
    private static final long OWN_PAUSE_MS = 500;

    private final NodeContext context;
    private final BrokerSessions sessions;
    private final Mourner mourner;
    private final Map<Long, NodeId> connections = new LinkedHashMap<>();
    // Brokers whose connection has closed, or that this controller has not heard of yet.
    private final TreeSet<NodeId> doubtful = new TreeSet<>();
    // How often each has been asked.
    private final Map<NodeId, Integer> probes = new TreeMap<>();
    private long timerDueMs = Long.MAX_VALUE;
    private long correlations;

    BrokerWatch(NodeContext context, BrokerSessions sessions, Mourner mourner) {
        this.context = context;
        this.sessions = sessions;
        this.mourner = mourner;
    }

    /** A broker has spoken. */
    void heard(NodeId broker, long connectionId) {
        connections.put(connectionId, broker);
        doubtful.remove(broker);
        endProbing(broker);
        sessions.heard(broker, nowMs());
        armTimer();
    }

    /** Its session begins though it has not spoken to this controller yet. */
    void expect(NodeId broker) {
        doubtful.add(broker);
        sessions.heard(broker, nowMs());
        armTimer();
    }

    /** Its session is over. */
    void end(NodeId broker) {
        sessions.end(broker);
        doubtful.remove(broker);
        endProbing(broker);
    }

    /**
     * Whether another process may not take its id.
     *
     * @param samePlace whether that process listens where the broker does. There is room for one,
     *     so a doubtful one is dead; elsewhere it has to be waited for until its session is over
     */
    boolean isAlive(NodeId broker, boolean samePlace) {
        return sessions.isAlive(broker, nowMs()) && !(samePlace && doubtful.contains(broker));
    }

    void clear() {
        sessions.clear();
        connections.clear();
        doubtful.clear();
        new ArrayList<>(probes.keySet()).forEach(this::endProbing);
        context.cancelTimer(new SessionsTimer());
        timerDueMs = Long.MAX_VALUE;
    }

    /**
     * A connection has closed.
     *
     * @return the broker whose last it was; null for none
     */
    @Nullable
    NodeId closed(long connectionId) {
        NodeId broker = connections.remove(connectionId);
        if (broker == null || connections.containsValue(broker)) {
            return null;
        }
        doubtful.add(broker);
        return broker;
    }

    /** Asks whether anybody listens where a broker is to be reached. */
    void probe(NodeId broker) {
        if (probes.putIfAbsent(broker, 1) == null) {
            ask(broker);
        }
    }

    private void ask(NodeId broker) {
        context.peers()
                .ask(
                        broker,
                        Lane.PROBE,
                        correlations++,
                        new ApiVersions.Request("strata-controller", "1"));
        // Silence proves nothing, and is not to keep the lane.
        context.setTimer(new ProbeTimer(broker), PROBE_TIMEOUT_MS);
    }

    private void endProbing(NodeId broker) {
        if (probes.remove(broker) != null) {
            context.cancelTimer(new ProbeTimer(broker));
            context.peers().disconnect(broker, Lane.PROBE);
        }
    }

    boolean handle(Event.AnswerArrived arrived) {
        if (arrived.lane() != Lane.PROBE) {
            return false;
        }
        // Somebody listens: alive, or started anew; then it will register.
        endProbing(arrived.from());
        return true;
    }

    boolean handle(Event.LaneClosed closed) {
        if (closed.lane() != Lane.PROBE) {
            return false;
        }
        NodeId broker = closed.peer();
        Integer asked = probes.get(broker);
        if (asked == null) {
            return true;
        }
        switch (closed.reason()) {
            case REFUSED -> {
                end(broker);
                mourner.dead(broker, "nobody listens at its port");
            }
            case RESET -> {
                if (asked >= PROBES_MAX) {
                    endProbing(broker);
                } else {
                    probes.put(broker, asked + 1);
                    context.setTimer(new ProbeTimer(broker), PROBE_AGAIN_MS);
                }
            }
            case UNREACHABLE, CLOSED_HERE -> endProbing(broker);
        }
        return true;
    }

    boolean timerFired(Timer timer) {
        switch (timer) {
            case SessionsTimer any -> sessionsDue();
            case ProbeTimer probe -> probeDue(probe.broker());
            default -> {
                return false;
            }
        }
        return true;
    }

    private void probeDue(NodeId broker) {
        Integer asked = probes.get(broker);
        if (asked == null) {
            return;
        }
        if (asked > 1 && asked <= PROBES_MAX) {
            ask(broker);
        } else {
            endProbing(broker);
        }
    }

    private void sessionsDue() {
        long nowMs = nowMs();
        long lateMs = nowMs - timerDueMs;
        timerDueMs = Long.MAX_VALUE;
        if (lateMs >= OWN_PAUSE_MS) {
            // What the brokers said meanwhile may be waiting behind this event.
            timerDueMs = nowMs + OWN_PAUSE_MS;
            context.setTimer(new SessionsTimer(), OWN_PAUSE_MS);
            return;
        }
        List<NodeId> expired = sessions.expired(nowMs);
        for (NodeId broker : expired) {
            end(broker);
            mourner.dead(broker, "its session has run out");
        }
        armTimer();
    }

    private void armTimer() {
        long nextMs = sessions.nextExpiryMs();
        // Later words put an expiry off; the timer looks again then.
        if (nextMs < timerDueMs) {
            timerDueMs = nextMs;
            context.setTimer(new SessionsTimer(), Math.max(0, nextMs - nowMs()));
        }
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }
}
