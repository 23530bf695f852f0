package strata.sim.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.broker.Layers;
import strata.sim.cluster.ClusterCodes;
import strata.sim.cluster.ClusterFaults;
import strata.sim.cluster.ClusterShape;
import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultBudget;
import strata.sim.scenario.Scenario;

/**
 * Consumer groups under faults, where layer 4 is present. Two groups of three members read what
 * producers write; members crash, stand still and come back, coordinators die and move. The fault
 * budget is that of the cluster's own scenarios: at most one node loses what it has not flushed.
 */
public final class GroupScenarios {
    private static final int FAULTY_SECONDS = 8;
    private static final int HEALING_SECONDS = 25;
    private static final long SPELL_US_MAX = 4_000_000;
    private static final Mischief CALM = new Mischief(2, 2, 0, 4, 4);

    private GroupScenarios() {}

    /** What sets a scenario apart. */
    record Kind(
            String name,
            String what,
            ClusterShape shape,
            Mischief mischief,
            GroupsAdmin.Wants changes) {}

    /** All of them; none where layer 4 is absent. */
    public static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        if (loader().getResource("META-INF/strata/groups") == null) {
            return scenarios;
        }
        Supplier<Layers> layers = Layers.source(loader());
        for (String name : names()) {
            scenarios.add(named(name, layers));
        }
        return scenarios;
    }

    /** Their names. */
    public static List<String> names() {
        return List.of(
                "groups-crash",
                "groups-pause",
                "groups-zombie",
                "groups-coordinator-move",
                "groups-offsets-leader",
                "groups-network",
                "groups-everything");
    }

    /**
     * A scenario, on any layers.
     *
     * @param layers of each life of each node
     */
    static Scenario named(String name, Supplier<Layers> layers) {
        GroupsAdmin.Wants still = new GroupsAdmin.Wants(false, 0);
        GroupsAdmin.Wants grows = new GroupsAdmin.Wants(false, 2);
        GroupsAdmin.Wants moves = new GroupsAdmin.Wants(true, 1);
        FaultBudget none = FaultBudget.none().lastingAtMost(SPELL_US_MAX);
        ClusterShape three = ClusterShape.THREE;
        return switch (name) {
            case "groups-crash" ->
                    scenario(
                            new Kind(
                                    name,
                                    "members that die and come back, and some nodes",
                                    three,
                                    new Mischief(35, 0, 0, 5, 5),
                                    grows),
                            none.crashes(2, CrashMode.KEEP_ALL).withinOperations(1_500),
                            layers);
            case "groups-pause" ->
                    scenario(
                            new Kind(
                                    name,
                                    "members that stand still, at times past their sessions",
                                    three,
                                    new Mischief(0, 40, 0, 3, 3),
                                    still),
                            none.pauses(2).slowNodes(1),
                            layers);
            case "groups-zombie" ->
                    scenario(
                            new Kind(
                                    name,
                                    "members that come back after others have taken their place",
                                    three,
                                    new Mischief(5, 5, 30, 3, 3),
                                    still),
                            none.slowLinks(2).resetsOfOne(2),
                            layers);
            case "groups-coordinator-move" ->
                    scenario(
                            new Kind(
                                    name,
                                    "coordinators that move while members join and leave",
                                    three,
                                    new Mischief(10, 5, 0, 15, 10),
                                    moves),
                            none.restarts(2).slowLinks(1),
                            layers);
            case "groups-offsets-leader" ->
                    scenario(
                            new Kind(
                                    name,
                                    "the offsets topic loses its leaders",
                                    three,
                                    CALM,
                                    still),
                            none.crashes(6, CrashMode.values())
                                    .losingPowerOnAtMost(1)
                                    .withinOperations(1_500),
                            layers);
            case "groups-network" ->
                    scenario(
                            new Kind(
                                    name,
                                    "ways that are cut, split, slow and reset",
                                    three,
                                    CALM,
                                    grows),
                            none.splits(2).cuts(4).slowLinks(2).resetsOfOne(3).resetConnections(1),
                            layers);
            case "groups-everything" ->
                    scenario(
                            new Kind(
                                    name,
                                    "all of it at once",
                                    ClusterShape.APART,
                                    new Mischief(8, 8, 8, 6, 8),
                                    new GroupsAdmin.Wants(true, 2)),
                            ClusterFaults.everything(none),
                            layers);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Scenario scenario(Kind kind, FaultBudget budget, Supplier<Layers> layers) {
        Scenario scenario =
                Scenario.named(kind.name())
                        .about(kind.shape().told() + ", two groups; " + kind.what())
                        .on(kind.shape().nodes(), 0)
                        .onWaysOf(GroupStage.clients())
                        .withFaults(budget)
                        // The producers are not idempotent.
                        .mayShow("duplicate")
                        .mayShow("nonmonotonic-send")
                        .mayShow("int-nonmonotonic-send")
                        .forSeconds(FAULTY_SECONDS)
                        .thenServesWithinSeconds(HEALING_SECONDS)
                        .staged(stage -> new GroupStage(stage, kind, layers).set());
        return GroupCodes.PAGES.explain(ClusterCodes.PAGES.explain(scenario));
    }

    private static ClassLoader loader() {
        return GroupScenarios.class.getClassLoader();
    }
}
