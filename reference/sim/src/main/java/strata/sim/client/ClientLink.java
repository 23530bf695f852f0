package strata.sim.client;

import strata.kernel.ClientInfo;
import strata.kernel.Nullable;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.KeyedChance;
import strata.sim.Operations;
import strata.sim.Scheduler;
import strata.sim.SeededRandom;
import strata.sim.SimConnection;
import strata.sim.SimNode;
import strata.sim.SimWorld;

/**
 * A client's way to its node: one connection at a time, opened anew when it was lost. A request
 * that is not answered in time costs the connection, as with Kafka's clients.
 */
public final class ClientLink {
    /** {@code request.timeout.ms}, in virtual microseconds. */
    private static final long TIMEOUT_US = 5_000_000;

    private final SimWorld world;
    private final SimNode node;
    private final String label;
    private final SeededRandom random;
    private final KeyedChance pauses;
    private final Operations operations;
    private long pausesTaken;
    private @Nullable SimConnection connection;

    /**
     * @param label the client's name, at most 6 characters
     */
    public ClientLink(SimWorld world, SimNode node, String label) {
        this.world = world;
        this.node = node;
        this.label = label;
        this.random = world.random("client " + label);
        this.pauses = world.keyed("pause").of(label).of(node.id().toString());
        this.operations = world.operations(label);
    }

    public String label() {
        return label;
    }

    public SimWorld world() {
        return world;
    }

    /** The client's operations: what it does, one after the other, and when. */
    public Operations operations() {
        return operations;
    }

    /**
     * The client's own chance, as a stream. What belongs to one operation is drawn from the chance
     * of that operation, so that another one left out does not change it.
     */
    public SeededRandom random() {
        return random;
    }

    /** The node that it leads to. */
    public SimNode node() {
        return node;
    }

    /**
     * Whether the node's process is alive. A client knows as much, so that it does not knock all
     * the time; whether the network lets anything through it does not know.
     */
    public boolean canReach() {
        return node.isUp();
    }

    /** Sends a request, over a new connection if need be. */
    public void send(Request request, SimConnection.Reply reply) {
        SimConnection open = connection;
        if (open == null || !open.isOpen()) {
            open = node.connect(new ClientInfo(label, "sim"));
            connection = open;
        }
        if (open == null) {
            reply.lost("the node is down");
            return;
        }
        open.send(request, new TimedReply(open, reply));
    }

    /** The client's connection is reset. */
    public void reset() {
        SimConnection open = connection;
        connection = null;
        if (open != null) {
            open.close("the connection was reset");
        }
    }

    /** Does something after a random time. */
    public void later(long minUs, long maxUs, Runnable what) {
        world.after(pauses.between(++pausesTaken, minUs, maxUs), what);
    }

    /** An answer with a time limit. */
    private final class TimedReply implements SimConnection.Reply {
        private final SimConnection.Reply reply;
        private final Scheduler.Task timeout;

        TimedReply(SimConnection over, SimConnection.Reply reply) {
            this.reply = reply;
            this.timeout = world.after(TIMEOUT_US, () -> over.close("no answer in time"));
        }

        @Override
        public void answered(Response response) {
            timeout.cancel();
            reply.answered(response);
        }

        @Override
        public void lost(String why) {
            timeout.cancel();
            reply.lost(why);
        }
    }
}
