package strata.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.RequestId;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.net.Connection;
import strata.sim.net.Loss;
import strata.sim.net.Opener;

/**
 * A client's connection to a node: first in, first out, both ways, over the simulated network. It
 * ends with the node's life, with a reset, when the way is cut for too long, or when the client
 * closes it; a request that was under way then may have been executed, or may still be, or never.
 */
public final class SimConnection implements Opener, Served.Asking {
    private final SimWorld world;
    private final SimNode node;
    private final ClientInfo client;
    private final String clientName;
    private final Connection connection;
    private final Served served;
    // Requests without an answer yet, by number.
    private final Map<Long, Reply> outstanding = new LinkedHashMap<>();
    private boolean open = true;

    /** What a client does with an answer. */
    public interface Reply {
        void answered(Response response);

        /** The connection is gone; nobody knows what became of the request. */
        void lost(String why);
    }

    /** An answer on its way. */
    private record Answer(long number, Response response) {}

    SimConnection(SimWorld world, SimNode node, ClientInfo client) {
        this.world = world;
        this.node = node;
        this.client = client;
        this.served = new Served(world, node, client.clientId(), this::answerLeaves);
        this.clientName = served.asker();
        this.connection =
                world.network().connect(world.network().host(clientName), node.host(), this);
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
        RequestId id = served.next(request);
        outstanding.put(id.number(), reply);
        int sent = world.recorder().sent(clientName, node.label(), request);
        Request copy = Requests.copyOf(request);
        connection.send(new Event.RequestArrived(id, client, copy), sent);
    }

    /**
     * The client closes it; what is under way may or may not arrive before the node learns of it.
     */
    public void close(String why) {
        if (open) {
            open = false;
            connection.close();
            tellLost(why);
        }
    }

    @Override
    public void lost(Connection gone, Loss how, int cause) {
        int before = world.recorder().handling(cause);
        open = false;
        tellLost(how.told());
        world.recorder().handling(before);
    }

    @Override
    public void answered(Connection over, Object what, int sent) {
        Answer answer = (Answer) what;
        Reply reply = outstanding.remove(answer.number);
        int before = world.recorder().handling(world.recorder().delivered(clientName, sent, false));
        if (answer.response instanceof Response.CloseConnection closing) {
            close(closing.why());
            if (reply != null) {
                reply.lost(closing.why());
            }
        } else if (reply != null) {
            reply.answered(answer.response);
        }
        world.recorder().handling(before);
    }

    @Override
    public boolean waits() {
        return !outstanding.isEmpty();
    }

    @Override
    public boolean isClient() {
        return true;
    }

    @Override
    public Served served() {
        return served;
    }

    private void answerLeaves(long number, Response response, int sent) {
        connection.answer(new Answer(number, response), sent);
    }

    private void tellLost(String why) {
        List<Reply> waiting = new ArrayList<>(outstanding.values());
        outstanding.clear();
        if (!waiting.isEmpty()) {
            world.recorder().disconnected(clientName, node.label(), why);
        }
        waiting.forEach(reply -> reply.lost(why));
    }
}
