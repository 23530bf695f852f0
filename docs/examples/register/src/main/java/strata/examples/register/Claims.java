package strata.examples.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.Invariant;
import strata.sim.SimNode;
import strata.sim.SimWorld;

/** What the three nodes promise, looked at after every event of a run. */
final class Claims {
    // --8<-- [start:claims]
    /** Clients see one register; {@link History} looks at it. */
    static final String LINEARIZABLE = "linearizable";

    /** A primary holds every acknowledged write. */
    static final String ACKNOWLEDGED = "acknowledged-write-lost";

    /** An epoch has one primary. */
    static final String ONE_PRIMARY = "one-primary-per-epoch";

    /** A node never goes back, neither in its epoch nor in what it holds. */
    static final String NEVER_BACK = "node-goes-back";

    // --8<-- [end:claims]

    private final History history;
    private final Strays strays;
    private final List<SimNode> machines = new ArrayList<>();
    private final Map<NodeId, RegisterNode> programs = new TreeMap<>();
    private final Map<Long, NodeId> primaries = new TreeMap<>();
    private final Map<NodeId, Stored> furthest = new TreeMap<>();

    Claims(SimWorld world, History history) {
        this.history = history;
        this.strays = new Strays(world);
    }

    /** Looks at a machine from now on. */
    void watch(SimNode machine) {
        machines.add(machine);
        NodeId id = machine.id();
        machine.watch("epoch", () -> program(id).told().promised());
        machine.watch("leads epoch", () -> program(id).leads());
        machine.watch("holds", () -> program(id).told().state().value());
        machine.watch("done", () -> program(id).told().state().done());
    }

    /**
     * This is what a machine runs in its next life.
     *
     * @return the same, looked at
     */
    Node follow(NodeId id, RegisterNode program) {
        programs.put(id, program);
        return strays.follow(id, program);
    }

    /** How many epochs had a primary. */
    long epochsLed() {
        return primaries.size();
    }

    /** All claims about nodes. */
    Invariant all() {
        return this::broken;
    }

    private @Nullable Breach broken() {
        for (SimNode machine : machines) {
            if (machine.isUp()) {
                Breach breach = broken(machine.id(), program(machine.id()));
                if (breach != null) {
                    return breach;
                }
            }
        }
        return null;
    }

    private @Nullable Breach broken(NodeId id, RegisterNode node) {
        Breach breach = goneBack(id, node.told());
        if (breach == null) {
            breach = secondPrimary(id, node.actedAsPrimaryIn());
        }
        return breach == null ? lostWrite(id, node) : breach;
    }

    private @Nullable Breach goneBack(NodeId id, Stored now) {
        Stored before = furthest.put(id, now);
        if (before == null) {
            return null;
        }
        boolean back =
                now.promised() < before.promised() || before.state().isNewerThan(now.state());
        return back
                ? Breach.of(
                        NEVER_BACK,
                        "A node never goes back behind what it has told others",
                        "n" + id + " was at " + shown(before) + ", now it is at " + shown(now))
                : null;
    }

    private @Nullable Breach secondPrimary(NodeId id, long epoch) {
        NodeId other = epoch == 0 ? null : primaries.putIfAbsent(epoch, id);
        return other == null || other.equals(id)
                ? null
                : Breach.of(
                        ONE_PRIMARY,
                        "An epoch has one primary at most",
                        "epoch " + epoch + " has two: n" + other + ", and n" + id);
    }

    /** The primary of the latest epoch must know; one that was replaced need not. */
    private @Nullable Breach lostWrite(NodeId id, RegisterNode node) {
        long epoch = node.leads();
        if (epoch == 0 || primaries.keySet().stream().anyMatch(later -> later > epoch)) {
            return null;
        }
        State state = node.told().state();
        for (Map.Entry<Integer, Long> entry : history.acknowledged().entrySet()) {
            int client = entry.getKey();
            if (!state.holds(client, entry.getValue())) {
                long value = Question.Write.valueOf(client, entry.getValue());
                return Breach.of(
                        ACKNOWLEDGED,
                        "A primary holds every acknowledged write",
                        "n"
                                + client
                                + " was told that "
                                + value
                                + " is written; n"
                                + id
                                + ", primary of epoch "
                                + epoch
                                + ", has never heard of it: "
                                + state,
                        Long.toString(value));
            }
        }
        return null;
    }

    private RegisterNode program(NodeId id) {
        return Objects.requireNonNull(programs.get(id));
    }

    private static String shown(Stored stored) {
        return "epoch " + stored.promised() + " with " + stored.state();
    }
}
