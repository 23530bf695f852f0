package strata.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.Event;
import strata.kernel.Message;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.request.Request;
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

        record Answer(Served connection, RequestId to, Response response) implements Leaving {}

        record ToPeer(LaneConnection lane, Question question) implements Leaving {}

        record LaneEnd(LaneConnection lane) implements Leaving {}
    }

    /**
     * A request to a peer.
     *
     * @param sent the event of its sending in the record of the run
     */
    record Question(long correlation, Request request, int sent) {}

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

    void add(Served connection, RequestId to, Response response) {
        leaving.add(new Leaving.Answer(connection, to, response));
    }

    void add(LaneConnection lane, Question question) {
        leaving.add(new Leaving.ToPeer(lane, question));
    }

    void close(LaneConnection lane) {
        leaving.add(new Leaving.LaneEnd(lane));
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
        String why = "its sender died before its turn was over";
        for (Leaving what : leaving) {
            if (what instanceof Leaving.ToNode message) {
                world.recorder().lost(message.sent(), why);
            } else if (what instanceof Leaving.ToPeer asked) {
                world.recorder().lost(asked.question().sent(), why);
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
            case Leaving.Answer answer ->
                    answer.connection().answer(answer.to(), answer.response());
            case Leaving.ToPeer asked -> asked.lane().leave(asked.question());
            case Leaving.LaneEnd end -> end.lane().close();
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
