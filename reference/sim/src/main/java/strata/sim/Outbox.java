package strata.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.request.Response;

/** What a process sends: it leaves when the turn is over, in its order. */
final class Outbox {
    private final SimWorld world;
    private final SimNode machine;
    private final SimProcess process;
    private final Map<NodeId, PeerLine> peers = new LinkedHashMap<>();
    private List<Leaving> leaving = new ArrayList<>();

    private sealed interface Leaving {
        record ToNode(NodeId to, Message message, int sent) implements Leaving {}

        record ToClient(SimConnection connection, RequestId to, Response response)
                implements Leaving {}
    }

    Outbox(SimWorld world, SimNode machine, SimProcess process) {
        this.world = world;
        this.machine = machine;
        this.process = process;
    }

    void add(NodeId to, Message message) {
        world.trace().line(machine.label(), "send", "to n" + to + ": " + message);
        int sent = world.recorder().sent(machine.label(), "n" + to, message);
        leaving.add(new Leaving.ToNode(to, message, sent));
    }

    void add(SimConnection connection, RequestId to, Response response) {
        leaving.add(new Leaving.ToClient(connection, to, response));
    }

    /** The turn is over: what it sent leaves. */
    void leave() {
        List<Leaving> now = leaving;
        if (!now.isEmpty()) {
            leaving = new ArrayList<>();
            now.forEach(this::leave);
        }
    }

    /** The process died before its turn was over: nothing leaves. */
    void drop() {
        for (Leaving what : leaving) {
            if (what instanceof Leaving.ToNode message) {
                String why = "its sender died before its turn was over";
                world.recorder().lost(message.sent(), why);
            }
        }
        leaving.clear();
    }

    /** A connection to a node is gone: the next message to it goes over another. */
    void forget(PeerLine line) {
        peers.remove(line.peer(), line);
    }

    private void leave(Leaving what) {
        switch (what) {
            case Leaving.ToClient answer ->
                    answer.connection().answer(answer.to(), answer.response());
            case Leaving.ToNode message -> {
                Event event = new Event.MessageArrived(machine.id(), message.message());
                if (message.to().equals(machine.id())) {
                    process.arrive(Ready.of(event, message.sent()));
                } else {
                    lineTo(message.to()).connection().send(event, message.sent());
                }
            }
        }
    }

    private PeerLine lineTo(NodeId to) {
        PeerLine line = peers.get(to);
        if (line == null) {
            line = new PeerLine(world, process, machine, world.node(to));
            peers.put(to, line);
        }
        return line;
    }
}
