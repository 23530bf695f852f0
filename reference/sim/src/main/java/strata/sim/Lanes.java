package strata.sim;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Peers;
import strata.kernel.request.Request;

/**
 * A process's lanes to its peers, each with a connection of its own.
 *
 * <p>Invariant: what is asked over a lane before the process has been told that its connection is
 * lost is lost with it; so that when it is told, nothing is under way on that lane.
 */
final class Lanes implements Peers {
    private final SimWorld world;
    private final SimNode machine;
    private final SimProcess process;
    private final Outbox outbox;
    private final Map<NodeId, EnumMap<Lane, LaneConnection>> open = new TreeMap<>();

    Lanes(SimWorld world, SimNode machine, SimProcess process, Outbox outbox) {
        this.world = world;
        this.machine = machine;
        this.process = process;
        this.outbox = outbox;
    }

    @Override
    public void reach(NodeId peer, String host, int port) {
        // The world knows its nodes.
    }

    @Override
    public void ask(NodeId peer, Lane lane, long correlation, Request request) {
        process.mustLive();
        String shown = "n" + peer + " " + lane + " #" + correlation + " ";
        world.trace().line(machine.label(), "ask", shown + Requests.shown(request));
        int sent = world.recorder().sent(machine.label(), "n" + peer, request);
        LaneConnection over = connection(peer, lane);
        if (over == null) {
            over = new LaneConnection(world, process, machine, world.node(peer), lane);
            open.computeIfAbsent(peer, p -> new EnumMap<>(Lane.class)).put(lane, over);
        }
        over.expectAnother();
        outbox.add(over, new Outbox.Question(correlation, request, sent));
    }

    @Override
    public void disconnect(NodeId peer, Lane lane) {
        process.mustLive();
        LaneConnection over = connection(peer, lane);
        if (over != null) {
            outbox.close(over);
            if (!over.waits()) {
                toldOf(peer, lane);
            }
        }
    }

    /** The process is being told that a lane is gone: the next request opens another. */
    void toldOf(NodeId peer, Lane lane) {
        EnumMap<Lane, LaneConnection> lanes = open.get(peer);
        if (lanes != null) {
            lanes.remove(lane);
        }
    }

    private @Nullable LaneConnection connection(NodeId peer, Lane lane) {
        EnumMap<Lane, LaneConnection> lanes = open.get(peer);
        return lanes == null ? null : lanes.get(lane);
    }
}
