package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.SimConnection;
import strata.sim.SimNode;
import strata.sim.client.ClientLink;
import strata.sim.cluster.ClusterClient;
import strata.sim.scenario.Stage;

/**
 * A client's way to the coordinator of a group, or of a transactional id: asks any broker who that
 * is, talks to it over connections of their own, and asks anew when it was told that it is not, or
 * told nothing.
 */
public final class CoordinatorLink {
    private final ClusterClient client;
    private final byte keyType;
    private final String id;
    // Joining may take long: what else there is to say goes over another connection.
    private final Map<NodeId, ClientLink> forJoining = new LinkedHashMap<>();
    private final Map<NodeId, ClientLink> forTheRest = new LinkedHashMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private @Nullable NodeId coordinator;
    private @Nullable Life searching;
    private String last = "not asked yet";
    // The next request of this kind is held back.
    private @Nullable Class<? extends Request> toHold;
    private @Nullable Held held;

    /** A request that is held back on its way. */
    private record Held(NodeId to, Request request) {}

    /** What becomes of a request. */
    public interface Outcome {
        /**
         * @param by who answered
         * @param sentUs when it was asked
         */
        void answered(Response response, NodeId by, long sentUs);

        /** No answer; the coordinator is looked for anew. */
        void lost(String why);
    }

    /** To that of a group. */
    public CoordinatorLink(
            Stage stage, ClusterClient client, String groupId, List<SimNode> brokers) {
        this(stage, client, brokers, FindCoordinator.GROUP, groupId);
    }

    private CoordinatorLink(
            Stage stage, ClusterClient client, List<SimNode> brokers, byte keyType, String id) {
        this.client = client;
        this.keyType = keyType;
        this.id = id;
        for (SimNode broker : brokers) {
            forJoining.put(broker.id(), stage.link(client.label(), broker));
            forTheRest.put(broker.id(), stage.link(client.label(), broker));
        }
    }

    /** To that of a transactional id. */
    public static CoordinatorLink ofTransactions(
            Stage stage, ClusterClient client, String id, List<SimNode> brokers) {
        return new CoordinatorLink(stage, client, brokers, FindCoordinator.TRANSACTION, id);
    }

    String groupId() {
        return id;
    }

    /** For whoever wonders why nothing happens. */
    public String told() {
        return "coordinator " + coordinator + " (" + last + ")";
    }

    /** Sends a request to the coordinator, once it is known. */
    public void ask(Life life, Request request, Outcome outcome) {
        whenKnown(life, () -> send(life, forTheRest, request, outcome));
    }

    /** Sends a request whose answer does not matter. */
    public void tell(Life life, Request request) {
        ask(
                life,
                request,
                new Outcome() {
                    @Override
                    public void answered(Response response, NodeId by, long sentUs) {}

                    @Override
                    public void lost(String why) {}
                });
    }

    /** The same for one that the coordinator answers when all others have come. */
    void join(Life life, Request request, Outcome outcome) {
        whenKnown(life, () -> send(life, forJoining, request, outcome));
    }

    /** The one it knew is none: it has to be looked for. */
    public void forget() {
        coordinator = null;
    }

    /** The connections over which nothing is joined are reset, as by a client that is impatient. */
    public void hangUp() {
        forTheRest.values().forEach(ClientLink::reset);
    }

    /**
     * The next request of a kind is held back on its way, as by a network that takes its time; its
     * asker is told that it is lost.
     */
    public void holdBack(Class<? extends Request> kind) {
        toHold = kind;
    }

    /** Whether a request is held back. */
    public boolean holds() {
        return held != null;
    }

    /** What is held back arrives, over a connection of its own. */
    public void letGo(SimConnection.Reply reply) {
        Held late = held;
        held = null;
        ClientLink link = late == null ? null : forJoining.get(late.to);
        if (late == null || link == null) {
            reply.lost("nothing is held back");
        } else {
            link.send(late.request, reply);
        }
    }

    /** Its process has died. */
    public void reset() {
        toHold = null;
        held = null;
        coordinator = null;
        searching = null;
        waiting.clear();
        forJoining.values().forEach(ClientLink::reset);
        forTheRest.values().forEach(ClientLink::reset);
    }

    /**
     * Whether an error tells of the coordinator, not of the asker; if it is not one (any more), it
     * is forgotten.
     */
    public boolean isTheCoordinators(ErrorCode error) {
        switch (error) {
            case NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE -> forget();
            case COORDINATOR_LOAD_IN_PROGRESS, REQUEST_TIMED_OUT, NETWORK_EXCEPTION -> {}
            default -> {
                return false;
            }
        }
        last = error.toString();
        return true;
    }

    private void send(Life life, Map<NodeId, ClientLink> by, Request request, Outcome outcome) {
        NodeId to = coordinator;
        ClientLink link = to == null ? null : by.get(to);
        if (to == null || link == null) {
            whenKnown(life, () -> send(life, by, request, outcome));
            return;
        }
        SimConnection.Reply reply = life.guarded(new Answered(to, outcome));
        Class<? extends Request> kind = toHold;
        if (kind != null && kind.isInstance(request)) {
            toHold = null;
            held = new Held(to, request);
            client.later(1_000, 20_000, () -> reply.lost("the connection is lost"));
        } else {
            link.send(request, reply);
        }
    }

    /** What becomes of one request. */
    private final class Answered implements SimConnection.Reply {
        private final NodeId to;
        private final Outcome outcome;
        private final long sentUs = client.world().nowUs();

        Answered(NodeId to, Outcome outcome) {
            this.to = to;
            this.outcome = outcome;
        }

        @Override
        public void answered(Response response) {
            outcome.answered(response, to, sentUs);
        }

        @Override
        public void lost(String why) {
            last = why;
            if (to.equals(coordinator)) {
                forget();
            }
            outcome.lost(why);
        }
    }

    private void whenKnown(Life life, Runnable then) {
        if (coordinator != null) {
            then.run();
            return;
        }
        waiting.add(then);
        if (searching != life) {
            searching = life;
            search(life);
        }
    }

    private void search(Life life) {
        client.askAny(
                new FindCoordinator.Request(keyType, List.of(id)),
                life.guarded(
                        new SimConnection.Reply() {
                            @Override
                            public void answered(Response response) {
                                found(life, ((FindCoordinator.Response) response));
                            }

                            @Override
                            public void lost(String why) {
                                last = "FindCoordinator: " + why;
                                life.backOff(() -> search(life));
                            }
                        }));
    }

    private void found(Life life, FindCoordinator.Response response) {
        FindCoordinator.Coordinator told = response.coordinators().get(0);
        if (told.error() == ErrorCode.NONE) {
            NodeId node = new NodeId(told.nodeId());
            // Brings a broker to light that there is not.
            client.link(node);
            coordinator = node;
            searching = null;
            List<Runnable> now = new ArrayList<>(waiting);
            waiting.clear();
            now.forEach(Runnable::run);
            return;
        }
        last = "FindCoordinator: " + told.error() + " " + told.message();
        if (told.error() != ErrorCode.COORDINATOR_NOT_AVAILABLE
                && told.error() != ErrorCode.COORDINATOR_LOAD_IN_PROGRESS) {
            throw client.world()
                    .breach(
                            Breach.of(
                                    "wrong-answer",
                                    "A good request is served, or refused for a known reason",
                                    last,
                                    id));
        }
        life.backOff(() -> search(life));
    }
}
