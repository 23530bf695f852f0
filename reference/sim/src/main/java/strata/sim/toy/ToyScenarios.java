package strata.sim.toy;

import static strata.sim.history.Promise.FLUSHED_BEFORE_ACK;
import static strata.sim.history.Promise.IN_PAGE_CACHE;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import strata.sim.client.ProducerPlan;
import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultBudget;
import strata.sim.history.Promise;
import strata.sim.scenario.Scenario;

/** The toy, on a good disk and on bad ones, right and with each of its planted bugs. */
public final class ToyScenarios {
    private static final ProducerPlan EAGER = new ProducerPlan(1, 20_000, 6, 300, 4);

    private ToyScenarios() {}

    /** All of them. */
    public static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        for (CrashMode mode : CrashMode.values()) {
            for (Promise promise : List.of(FLUSHED_BEFORE_ACK, IN_PAGE_CACHE)) {
                scenarios.add(tally(mode, promise));
            }
        }
        scenarios.add(bitRot());
        for (ToyBug bug : ToyBug.values()) {
            scenarios.add(withBug(bug));
        }
        return scenarios;
    }

    /** The toy as it should be, in one crash mode. */
    public static Scenario tally(CrashMode mode, Promise promise) {
        String mark = promise == FLUSHED_BEFORE_ACK ? "flushed" : "cached";
        String label = mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return staged(
                Scenario.named("toy-tally-" + label + "-" + mark)
                        .about("a tiny log; " + promise.told() + "; crashes " + mode)
                        .withFaults(budget(mode)),
                promise);
    }

    /**
     * Bits turn on the disk: it may lose its end or refuse to serve, but never serves a changed
     * byte.
     */
    public static Scenario bitRot() {
        return staged(
                Scenario.named("toy-tally-bit-rot")
                        .about("a tiny log on a disk whose bits turn")
                        .withFaults(budget(CrashMode.KEEP_ALL).flippedBits(2)),
                FLUSHED_BEFORE_ACK);
    }

    /** The toy with a mistake in it. */
    public static Scenario withBug(ToyBug bug) {
        return staged(
                Scenario.named("toy-tally-bug-" + bug.label())
                        .about("planted bug: " + bug.told())
                        .withPlantedBug()
                        .withFaults(budget(CrashMode.values())),
                FLUSHED_BEFORE_ACK,
                bug);
    }

    private static FaultBudget budget(CrashMode... modes) {
        return FaultBudget.none()
                .crashes(4, modes)
                .withinOperations(400)
                .restarts(1)
                .failedReads(1)
                .failedWrites(1)
                .fullDisks(1)
                .slowDisks(1)
                .clockJumps(1)
                .resetConnections(2);
    }

    private static Scenario staged(Scenario scenario, Promise promise, ToyBug... bugs) {
        return scenario.mayShow("duplicate")
                .mayShow("nonmonotonic-send")
                .mayShow("inconsistent-offsets")
                .mayShow("lost-write")
                .mayShow("unseen")
                .forSeconds(2)
                .thenServesWithinSeconds(30)
                .staged(
                        stage -> {
                            stage.acknowledgementsPromise(promise);
                            stage.node(() -> new TallyNode(promise, bugs), new TallyCodec());
                            stage.partition("tally", 0);
                            stage.producers(1, ProducerPlan.CAREFUL);
                            stage.producers(1, EAGER);
                            stage.producers(1, ProducerPlan.CARELESS);
                            stage.readers(1);
                        });
    }
}
