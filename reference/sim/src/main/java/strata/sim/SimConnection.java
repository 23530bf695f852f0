package strata.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/**
 * A client's connection to a node: first in, first out, both ways. It ends with the node's life, or
 * when the client closes it; a request that was under way then may have been executed, or may still
 * be, or never.
 */
public final class SimConnection {
    private static final int DELAY_MIN_US = 30;
    private static final int DELAY_MAX_US = 400;

    private final SimWorld world;
    private final SimNode node;
    private final SimProcess server;
    private final ClientInfo client;
    private final SeededRandom random;
    private final long id;
    // Requests without an answer yet, by number.
    private final Map<Long, Reply> outstanding = new LinkedHashMap<>();
    // Numbers whose requests the node has not answered yet.
    private final TreeMap<Long, Boolean> unanswered = new TreeMap<>();
    // Answers that wait for an earlier one, by number.
    private final TreeMap<Long, Response> early = new TreeMap<>();

    private boolean open = true;
    private long nextNumber;
    private long nextToLeave;
    private long requestArrivesUs;
    private long answerArrivesUs;

    /** What a client does with an answer. */
    public interface Reply {
        void answered(Response response);

        /** The connection is gone; nobody knows what became of the request. */
        void lost(String why);
    }

    SimConnection(SimWorld world, SimNode node, SimProcess server, ClientInfo client) {
        this.world = world;
        this.node = node;
        this.server = server;
        this.client = client;
        this.id = world.newConnectionId();
        this.random = world.random("connection " + id);
        server.connected(this);
    }

    public boolean isOpen() {
        return open;
    }

    /** How many requests wait for an answer. */
    public int outstanding() {
        return outstanding.size();
    }

    /** Sends a request, with its own copy of all bytes. */
    public void send(Request request, Reply reply) {
        if (!open) {
            reply.lost("the connection is closed");
            return;
        }
        long number = nextNumber++;
        outstanding.put(number, reply);
        unanswered.put(number, false);
        Request sent = Requests.copyOf(request);
        requestArrivesUs = Math.max(requestArrivesUs, world.nowUs() + delayUs());
        world.scheduler()
                .at(
                        requestArrivesUs,
                        () ->
                                server.arrive(
                                        new Event.RequestArrived(
                                                new RequestId(id, number), client, sent)));
    }

    /**
     * The client closes it; what is under way may or may not arrive before the node learns of it.
     */
    public void close(String why) {
        if (!open) {
            return;
        }
        long noticedUs = Math.max(requestArrivesUs, world.nowUs() + delayUs());
        end(why);
        world.scheduler().at(noticedUs, () -> server.disconnected(this));
    }

    long id() {
        return id;
    }

    /** The node's life has ended. */
    void lost(String why) {
        if (open) {
            open = false;
            world.after(delayUs(), () -> tellLost(why));
        }
    }

    /** Each request is answered once. */
    void checkMayBeAnswered(RequestId to, Response response) {
        Boolean answered = unanswered.put(to.number(), true);
        if (answered == null || answered) {
            throw world.breach(
                    Breach.of(
                            "answered-twice",
                            "Each request is answered exactly once",
                            "node "
                                    + node.id()
                                    + " answers request "
                                    + to.number()
                                    + " of connection "
                                    + id
                                    + " with "
                                    + Responses.shown(response)
                                    + (answered == null ? ", which never arrived" : " again")));
        }
    }

    /** An answer leaves the node; it waits for those of earlier requests. */
    void answer(RequestId to, Response response) {
        early.put(to.number(), Responses.detached(response));
        while (!early.isEmpty() && early.firstKey() == nextToLeave) {
            long number = nextToLeave++;
            Response leaves = early.remove(number);
            unanswered.remove(number);
            world.trace()
                    .line(node.label(), "answer", "c" + id + "#" + number + " " + shown(leaves));
            answerArrivesUs = Math.max(answerArrivesUs, world.nowUs() + delayUs());
            world.scheduler().at(answerArrivesUs, () -> arrived(number, leaves));
        }
    }

    private void arrived(long number, Response response) {
        if (!open) {
            return;
        }
        Reply reply = outstanding.remove(number);
        if (response instanceof Response.CloseConnection closing) {
            end(closing.why());
            server.disconnected(this);
            if (reply != null) {
                reply.lost(closing.why());
            }
        } else if (reply != null) {
            reply.answered(response);
        }
    }

    private void end(String why) {
        open = false;
        node.closed(this);
        tellLost(why);
    }

    private void tellLost(String why) {
        List<Reply> waiting = new ArrayList<>(outstanding.values());
        outstanding.clear();
        waiting.forEach(reply -> reply.lost(why));
    }

    private long delayUs() {
        return random.between(DELAY_MIN_US, DELAY_MAX_US);
    }

    private static String shown(@Nullable Response response) {
        return response == null ? "nothing" : Responses.shown(response);
    }
}
