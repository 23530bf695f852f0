package strata.sim.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import strata.broker.Layers;
import strata.sim.check.Configuration.Transactions;
import strata.sim.check.Excuse;
import strata.sim.cluster.ClusterCodes;
import strata.sim.cluster.ClusterFaults;
import strata.sim.cluster.ClusterShape;
import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultBudget;
import strata.sim.scenario.Scenario;

/**
 * Producers that are idempotent, or transactional, under faults, where layer 5 is present. Two
 * applications write in transactions, two workers read, transform and write; readers read what is
 * committed. Each scenario of transactions is there twice: with clients of today (KIP-890), and
 * with those before them, to which the protocol allows that a late end of a transaction ends the
 * next one (KAFKA-17754); in one scenario it does. The fault budget is that of the cluster's own
 * scenarios.
 */
public final class TransactionScenarios {
    private static final String OLD = "-v1";
    private static final int FAULTY_SECONDS = 8;
    private static final int HEALING_SECONDS = 30;
    private static final long SPELL_US_MAX = 4_000_000;

    private TransactionScenarios() {}

    /**
     * What sets a scenario apart.
     *
     * @param moves whether coordinators move
     */
    record Kind(
            String name, String what, ClusterShape shape, Temper temper, Cast cast, boolean moves) {
        /** Whether there are transactions at all. */
        boolean transactional() {
            return cast != Cast.IDEMPOTENT;
        }

        /** The same, with coordinators that move. */
        Kind moving(ClusterShape where) {
            return new Kind(name, what, where, temper, cast, true);
        }

        /** Whether anybody reads, transforms and writes. */
        boolean hasWorkers() {
            return cast == Cast.APPLICATIONS;
        }

        Transactions version() {
            return name.endsWith(OLD) ? Transactions.V1 : Transactions.V2;
        }
    }

    /** Who is there. */
    enum Cast {
        /** Producers that are idempotent, and nothing more. */
        IDEMPOTENT,
        /** Applications that write in transactions, and workers. */
        APPLICATIONS,
        /** One application whose ends come late. */
        LATE_ENDS
    }

    /** All of them; none where layer 5 is absent. */
    public static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        if (loader().getResource("META-INF/strata/transactions") == null) {
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
        List<String> names = new ArrayList<>(List.of("idempotent"));
        List<String> kinds =
                List.of("crash", "coordinator-move", "network", "zombie", "everything", "late-end");
        kinds.forEach(kind -> names.add("transactions-" + kind));
        kinds.forEach(kind -> names.add("transactions-" + kind + OLD));
        return names;
    }

    /**
     * A scenario, on any layers.
     *
     * @param layers of each life of each node
     */
    static Scenario named(String name, Supplier<Layers> layers) {
        String plain = name.endsWith(OLD) ? name.substring(0, name.length() - OLD.length()) : name;
        return scenario(kind(name, plain), budget(plain), layers);
    }

    /**
     * @param plain the name without its version
     */
    private static Kind kind(String name, String plain) {
        ClusterShape three = ClusterShape.THREE;
        return switch (plain) {
            case "idempotent" ->
                    new Kind(
                            name,
                            "producers with several batches under way, and all faults",
                            three,
                            new Temper(4, 4, 0, 0, 0, 0),
                            Cast.IDEMPOTENT,
                            true);
            case "transactions-crash" ->
                    ofApplications(
                            name,
                            "producers and nodes that die and come back",
                            new Temper(8, 2, 0, 15, 2, 5));
            case "transactions-coordinator-move" ->
                    ofApplications(
                                    name,
                                    "coordinators that move in the middle of everything",
                                    new Temper(3, 2, 0, 15, 2, 5))
                            .moving(three);
            case "transactions-network" ->
                    ofApplications(
                            name,
                            "ways that are cut, split, slow and reset; late ends",
                            new Temper(2, 2, 0, 20, 2, 30));
            case "transactions-zombie" ->
                    ofApplications(
                            name,
                            "producers that come back after others took their place",
                            new Temper(2, 4, 12, 15, 5, 5));
            case "transactions-everything" ->
                    ofApplications(name, "all of it at once", new Temper(4, 3, 4, 15, 3, 10))
                            .moving(ClusterShape.APART);
            case "transactions-late-end" ->
                    new Kind(
                            name,
                            "ends that are held back until the next transaction is open",
                            three,
                            new Temper(0, 0, 0, 0, 0, 0),
                            Cast.LATE_ENDS,
                            false);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Kind ofApplications(String name, String what, Temper temper) {
        return new Kind(name, what, ClusterShape.THREE, temper, Cast.APPLICATIONS, false);
    }

    private static FaultBudget budget(String plain) {
        FaultBudget none = FaultBudget.none().lastingAtMost(SPELL_US_MAX);
        return switch (plain) {
            case "transactions-crash" ->
                    none.crashes(5, CrashMode.values())
                            .losingPowerOnAtMost(1)
                            .withinOperations(1_500);
            case "transactions-coordinator-move" -> none.restarts(2).slowLinks(1);
            case "transactions-network" ->
                    none.splits(2).cuts(4).slowLinks(3).resetsOfOne(4).resetConnections(2);
            case "transactions-zombie" -> none.slowLinks(2).resetsOfOne(2).pauses(1);
            case "transactions-late-end" -> none.slowLinks(1);
            default -> ClusterFaults.everything(none);
        };
    }

    private static Scenario scenario(Kind kind, FaultBudget budget, Supplier<Layers> layers) {
        Scenario scenario =
                Scenario.named(kind.name())
                        .about(kind.shape().told() + "; " + kind.what())
                        .on(kind.shape().nodes(), 0)
                        .onWaysOf(TransactionStage.clients(kind))
                        .withFaults(budget)
                        .forSeconds(FAULTY_SECONDS)
                        .thenServesWithinSeconds(HEALING_SECONDS)
                        .staged(stage -> new TransactionStage(stage, kind, layers).set());
        return TransactionCodes.PAGES.explain(
                ClusterCodes.PAGES.explain(allowing(scenario, kind.version())));
    }

    /** What the protocol allows, each for its own reason: the checker says whether that fits. */
    static Scenario allowing(Scenario scenario, Transactions version) {
        // Writers are not isolated from each other; and one reader sees everything.
        scenario.mayShow("int-send-skip").mayShow("G0").mayShow("G1c").mayShow("G1a");
        if (version == Transactions.V1) {
            scenario.mayShow(Excuse.LATE_END);
        }
        return scenario;
    }

    private static ClassLoader loader() {
        return TransactionScenarios.class.getClassLoader();
    }
}
