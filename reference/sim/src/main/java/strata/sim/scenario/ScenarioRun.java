package strata.sim.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.SimWorld;
import strata.sim.Verdict;
import strata.sim.client.Actor;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;

/** Runs one seed of a scenario. */
public final class ScenarioRun {
    private static final int LINES_TOLD = 25;
    private static final long EVENTS_MAX = 2_000_000;

    private final Scenario scenario;
    private final FaultSchedule schedule;
    private final SimWorld world;
    private final Stage stage;
    private @Nullable FaultInjector injector;
    // Anomalies that the protocol allows and the run has shown, by name.
    private String allowed = "";

    private ScenarioRun(
            Scenario scenario, FaultSchedule schedule, @Nullable Consumer<String> traceSink) {
        this.scenario = scenario;
        this.schedule = schedule;
        this.world = new SimWorld(schedule.seed(), traceSink);
        this.stage = new Stage(world);
    }

    /** The faults that a seed gives a scenario. */
    public static FaultSchedule scheduleOf(Scenario scenario, long seed) {
        List<Fault> faults = new ArrayList<>(scenario.fixedFaults());
        SimWorld unused = new SimWorld(seed);
        faults.addAll(scenario.budget().draw(unused.random("faults"), scenario.safetyUs()));
        return new FaultSchedule(scenario.name(), seed, faults);
    }

    /** Runs a scenario with the faults that the seed gives it. */
    public static RunResult of(Scenario scenario, long seed) {
        return of(scenario, scheduleOf(scenario, seed), null);
    }

    /**
     * Runs a scenario with given faults.
     *
     * @param traceSink gets every line of the trace; null for none
     */
    public static RunResult of(
            Scenario scenario, FaultSchedule schedule, @Nullable Consumer<String> traceSink) {
        return new ScenarioRun(scenario, schedule, traceSink).run();
    }

    private RunResult run() {
        try {
            scenario.staging().set(stage);
            FaultInjector faults = new FaultInjector(stage, schedule.faults());
            injector = faults;
            stage.actors().forEach(Actor::begin);
            world.after(0, stage.theNode()::start);
            world.runFor(scenario.safetyUs());
            faults.heal();
            until("finish", Actor::finish);
            stage.history().finalPolls();
            until("conclude", Actor::conclude);
            checkNothingIsHeld();
            checkOperations();
        } catch (BreachFound found) {
            return result(Verdict.FAIL, found.breach().numbers());
        }
        return judged();
    }

    /** Has every actor do something, and waits until none has anything left to wait for. */
    private void until(String phase, Consumer<Actor> what) {
        stage.actors().forEach(what);
        long endUs = world.nowUs() + scenario.livenessUs();
        while (waiting() != null && !refusedRot()) {
            if (world.nowUs() >= endUs || world.events() > EVENTS_MAX) {
                throw world.breach(
                        Breach.of(
                                "liveness",
                                "Once faults have ended the node serves everybody again",
                                String.format(
                                        Locale.ROOT,
                                        "%d virtual seconds after all faults ended (%s): %s",
                                        scenario.livenessUs() / 1_000_000,
                                        phase,
                                        waiting())));
            }
            world.runFor(10_000);
        }
    }

    /** Whether the node has found that its data rots, and rightly serves nobody any more. */
    private boolean refusedRot() {
        FaultInjector faults = injector;
        return faults != null && faults.refusedRot();
    }

    private @Nullable String waiting() {
        for (Actor actor : stage.actors()) {
            String waits = actor.waitsFor();
            if (waits != null) {
                return waits;
            }
        }
        return null;
    }

    private void checkNothingIsHeld() {
        int held = stage.theNode().disk().slicesHeld();
        if (held > 0) {
            throw world.breach(
                    Breach.of(
                            "slice-leak",
                            "Every slice of a file is released",
                            held + " slices are held although every request was answered"));
        }
    }

    /** Judges the whole of what clients did. A disk that rots keeps no promise to judge by. */
    private void checkOperations() {
        if (stage.history().hasRotted() || refusedRot()) {
            return;
        }
        LastCheck check = LastCheck.of(stage.history(), scenario);
        Breach breach = check.breach();
        if (breach != null) {
            throw world.breach(breach);
        }
        allowed = check.allowed();
    }

    private RunResult judged() {
        if (refusedRot()) {
            return result(Verdict.PASS, "");
        }
        if (stage.history().acknowledged() == 0) {
            return result(Verdict.INCONCLUSIVE, "no record was ever acknowledged");
        }
        if (stage.fullReads() == 0) {
            return result(Verdict.INCONCLUSIVE, "the log was never read from start to end");
        }
        if (!allowed.isEmpty()) {
            return result(Verdict.EXPECTED, "the protocol allows: " + allowed);
        }
        return result(Verdict.PASS, "");
    }

    private RunResult result(Verdict verdict, String why) {
        FaultInjector faults = injector;
        RunResult.Figures figures =
                new RunResult.Figures(
                        world.nowUs(),
                        world.events(),
                        stage.history().acknowledged(),
                        stage.history().read(),
                        faults == null ? 0 : faults.crashes(),
                        faults == null ? 0 : faults.struck());
        Breach breach = world.breaches().isEmpty() ? null : world.breaches().get(0);
        return new RunResult(
                verdict,
                why,
                world.trace().hash(),
                schedule,
                figures,
                breach,
                breach == null ? List.of() : world.story().toldOf(breach.subjects()),
                verdict == Verdict.PASS || verdict == Verdict.EXPECTED
                        ? List.of() : world.trace().lastLines(LINES_TOLD));
    }
}
