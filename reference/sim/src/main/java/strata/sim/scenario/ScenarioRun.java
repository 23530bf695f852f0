package strata.sim.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.BreachFound;
import strata.sim.Operations;
import strata.sim.SeededRandom;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.Verdict;
import strata.sim.check.Testimony;
import strata.sim.client.Actor;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.history.History;
import strata.sim.net.Counts;
import strata.sim.record.Recorder;

/** Runs one seed of a scenario. */
public final class ScenarioRun {
    /**
     * The choice that sets how long faults strike, in virtual microseconds, whatever the scenario
     * says.
     */
    public static final String LENGTH_US = "length-us";

    /** The choice that has every message take the same time, in virtual microseconds. */
    public static final String CALM_US = "calm-us";

    private static final int LINES_TOLD = 25;
    private static final long EVENTS_MAX = 2_000_000;

    private final Scenario scenario;
    private final FaultSchedule schedule;
    private final SimWorld world;
    private final Stage stage;
    private @Nullable FaultInjector injector;

    private ScenarioRun(
            Scenario scenario,
            FaultSchedule schedule,
            @Nullable Consumer<String> traceSink,
            boolean recorded) {
        this.scenario = scenario;
        this.schedule = schedule;
        this.world = new SimWorld(schedule.seed(), traceSink, recorded ? Recorder::on : null);
        this.stage = new Stage(world, schedule.choices());
    }

    /** The faults that a seed gives a scenario. */
    public static FaultSchedule scheduleOf(Scenario scenario, long seed) {
        List<Fault> faults = new ArrayList<>(scenario.fixedFaults());
        SeededRandom chance = new SeededRandom(seed).fork("faults");
        faults.addAll(scenario.budget().draw(chance, scenario.safetyUs(), scenario.cast()));
        return FaultSchedule.of(scenario.name(), seed, faults);
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
        return new ScenarioRun(scenario, schedule, traceSink, false).run();
    }

    /** The same, recorded: the result has a record of the run. */
    public static RunResult recorded(
            Scenario scenario, FaultSchedule schedule, @Nullable Consumer<String> traceSink) {
        return new ScenarioRun(scenario, schedule, traceSink, true).run();
    }

    private RunResult run() {
        try {
            scenario.allowed().forEach(world::allow);
            takeSchedule();
            scenario.staging().set(stage);
            long calmUs = stage.said(CALM_US, 0);
            if (calmUs > 0) {
                world.network().timing(world.network().timing().withDelays(calmUs, calmUs));
            }
            FaultInjector faults = new FaultInjector(stage, schedule.faults());
            injector = faults;
            stage.actors().forEach(Actor::begin);
            for (SimNode node : stage.allNodes()) {
                world.after(0, node::start);
            }
            world.runFor(stage.said(LENGTH_US, scenario.safetyUs()));
            faults.endAll();
            world.allOperations().forEach(Operations::end);
            until("finish", Actor::finish);
            stage.testimonies().forEach(Testimony::finalPolls);
            until("conclude", Actor::conclude);
            checkNothingIsHeld();
            checkOperations();
        } catch (BreachFound found) {
            return result(Verdict.FAIL, found.breach().numbers());
        }
        return judged();
    }

    /** What the schedule says beyond faults and choices. */
    private void takeSchedule() {
        for (FaultSchedule.Drop drop : schedule.drops()) {
            world.operations(drop.actor()).leaveOut(drop.from(), drop.to());
        }
        for (FaultSchedule.Delay delay : schedule.delays()) {
            world.network().delay(delay.way().from(), delay.way().to(), delay.number(), delay.us());
        }
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
                                "Once faults have ended everybody is served again",
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
        int held = 0;
        for (SimNode node : stage.allNodes()) {
            held += node.disk().slicesHeld();
        }
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
        History history = stage.historyIfAny();
        if ((history == null || !history.hasRotted()) && !refusedRot()) {
            stage.testimonies().forEach(told -> LastCheck.of(told.operations(), world));
        }
    }

    private RunResult judged() {
        if (refusedRot()) {
            return result(Verdict.PASS, "");
        }
        History history = stage.historyIfAny();
        if (stage.hasAuditor() && history != null && history.acknowledged() == 0) {
            return result(Verdict.INCONCLUSIVE, "no record was ever acknowledged");
        }
        if (stage.hasAuditor() && stage.fullReads() == 0) {
            return result(Verdict.INCONCLUSIVE, "the log was never read from start to end");
        }
        for (Stage.Showing showing : stage.showings()) {
            String why = showing.whyInconclusive();
            if (why != null) {
                return result(Verdict.INCONCLUSIVE, why);
            }
        }
        if (!world.expected().isEmpty()) {
            return result(Verdict.EXPECTED, "expected here: " + namesOfExpected());
        }
        return result(Verdict.PASS, "");
    }

    private String namesOfExpected() {
        return world.expected().stream().map(Breach::invariant).collect(Collectors.joining(", "));
    }

    private RunResult result(Verdict verdict, String why) {
        Breach breach = world.breaches().isEmpty() ? null : world.breaches().get(0);
        Map<String, Long> operations = new LinkedHashMap<>();
        world.allOperations().forEach(of -> operations.put(of.actor(), of.count()));
        return new RunResult(
                verdict,
                why,
                world.trace().hash(),
                schedule.withChoices(stage.choices()),
                figures(),
                operations,
                world.expected(),
                breach,
                breach == null ? List.of() : world.story().toldOf(breach.subjects()),
                verdict == Verdict.PASS ? List.of() : world.telling(LINES_TOLD),
                world.recorder().isOn() ? world.recorder().record() : null,
                world.network().delays());
    }

    private RunResult.Figures figures() {
        FaultInjector faults = injector;
        List<Testimony> told = stage.testimonies();
        Counts network = world.network().counts();
        return new RunResult.Figures(
                world.nowUs(),
                world.events(),
                told.stream().mapToLong(Testimony::acknowledged).sum(),
                told.stream().mapToLong(Testimony::read).sum(),
                faults == null ? 0 : faults.crashes(),
                faults == null ? 0 : faults.struck(),
                network.sent(),
                network.lost(),
                network.overtaken());
    }
}
