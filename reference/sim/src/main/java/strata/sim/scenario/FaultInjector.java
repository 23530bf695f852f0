package strata.sim.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.NodeId;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.fault.Effect;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.ImpossibleSchedule;
import strata.sim.fault.Target;
import strata.sim.fault.Trigger;
import strata.sim.net.Disturbance;
import strata.sim.net.Host;
import strata.sim.net.Network;

/** Makes a run's faults happen. */
final class FaultInjector {
    private final SimWorld world;
    private final Network network;
    private final Map<NodeId, NodeFaults> nodes = new LinkedHashMap<>();
    private boolean ended;
    private int struck;

    FaultInjector(Stage stage, List<Fault> faults) {
        this.world = stage.world();
        this.network = world.network();
        for (SimNode node : stage.allNodes()) {
            nodes.put(node.id(), new NodeFaults(stage, node));
        }
        for (Fault fault : faults) {
            switch (fault.trigger()) {
                case Trigger.AtTime at -> world.after(at.us(), () -> strike(fault));
                case Trigger.AtOperation at -> {
                    NodeFaults node = struckNode(fault);
                    if (at.fromUs() == 0) {
                        node.addAtOperation(fault, at.point());
                    } else {
                        world.after(at.fromUs(), () -> node.addFromNow(fault, at.point()));
                    }
                }
            }
        }
        nodes.values().forEach(NodeFaults::arm);
    }

    /** How many crashes there were. */
    int crashes() {
        return nodes.values().stream().mapToInt(NodeFaults::crashes).sum();
    }

    /** How many faults struck. */
    int struck() {
        return struck + nodes.values().stream().mapToInt(NodeFaults::crashesAtOperations).sum();
    }

    /** Whether a node found a flipped bit and would not serve what it cannot vouch for. */
    boolean refusedRot() {
        return nodes.values().stream().anyMatch(NodeFaults::refusedRot);
    }

    /** Nothing goes wrong from now on, and nodes that are down are started. */
    void endAll() {
        ended = true;
        network.heal();
        nodes.values().forEach(NodeFaults::endAll);
        world.story().tell("all faults end");
        world.trace().line("world", "heal", "all faults end");
        world.recorder().healed();
    }

    private void strike(Fault fault) {
        if (ended) {
            return;
        }
        struck++;
        String line = FaultSchedule.line(fault);
        world.trace().line("world", "fault", line);
        // What it does at once has it for a cause.
        int before = world.recorder().handling(world.recorder().fault(line));
        switch (fault.effect()) {
            case Effect.OnNode effect -> struckNode(fault).strike(effect);
            case Effect.OnWay effect -> strikeWay((Target.Way) fault.target(), effect);
            case Effect.OnAll effect -> strikeAll(fault.target(), effect);
        }
        world.recorder().handling(before);
    }

    private NodeFaults struckNode(Fault fault) {
        if (fault.target() instanceof Target.OneNode one) {
            NodeFaults node = nodes.get(one.id());
            if (node != null) {
                return node;
            }
        }
        throw new ImpossibleSchedule("no such node: " + FaultSchedule.line(fault));
    }

    private void strikeWay(Target.Way way, Effect.OnWay effect) {
        Host from = network.host(way.from());
        Host to = network.host(way.to());
        String shown = way.from() + " to " + way.to();
        switch (effect) {
            case Effect.Cut cut -> {
                world.story().tell("nothing gets from " + shown + " any more");
                end(cut.forUs(), network.cut(from, to), "the way from " + shown + " is open again");
            }
            case Effect.SlowLink slow -> {
                world.story().tell("the way from " + shown + " is slow: x" + slow.factor());
                end(
                        slow.forUs(),
                        network.slow(from, to, slow.factor()),
                        "the way from " + shown + " is as fast as before");
            }
            case Effect.ResetConnection reset -> {
                world.story().tell("the connection from " + shown + " is reset");
                network.reset(from, to);
            }
        }
    }

    private void strikeAll(Target target, Effect.OnAll effect) {
        switch (effect) {
            case Effect.Split split -> {
                List<List<Host>> groups = new ArrayList<>();
                for (List<String> group : split.groups()) {
                    groups.add(group.stream().map(network::host).toList());
                }
                String shown = "split " + split.groups();
                world.story().tell("the network is " + shown);
                end(split.forUs(), network.split(groups), "no longer " + shown);
            }
            case Effect.ResetConnections reset -> {
                Host of =
                        target instanceof Target.OneNode one
                                ? network.host(one.id().toString())
                                : null;
                world.story().tell("all connections " + target + " are reset");
                network.resetAll(of);
            }
            case Effect.Heal heal -> {
                world.story().tell("everything is healed");
                network.heal();
                nodes.values().forEach(NodeFaults::heal);
                world.recorder().healed();
            }
        }
    }

    private void end(long afterUs, Disturbance disturbance, String told) {
        if (afterUs != Effect.UNTIL_HEALED) {
            world.after(
                    afterUs,
                    () -> {
                        if (!ended && disturbance.end()) {
                            world.story().tell(told);
                            world.trace().line("world", "mended", told);
                        }
                    });
        }
    }
}
