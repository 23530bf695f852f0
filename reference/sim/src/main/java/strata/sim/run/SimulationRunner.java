package strata.sim.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import strata.kernel.Nullable;
import strata.sim.fault.FaultSchedule;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/**
 * Runs scenarios, seed after seed, and tells how it went. Real time, files and progress are in this
 * package and nowhere else in the simulator.
 */
public final class SimulationRunner {
    /** How many failures of a scenario are kept in full; the others are only counted. */
    public static final int FAILURES_TOLD = 5;

    private final RunOptions options;
    private final Progress progress;
    private volatile boolean stopped;

    /** Is told of every run. */
    public interface Progress {
        /** Tells nobody. */
        Progress NONE = (scenario, done, total, result) -> {};

        /**
         * A run has ended.
         *
         * @param done how many of the scenario's runs have
         */
        void ended(String scenario, long done, long total, RunResult result);

        /**
         * A smaller run than a failure has been tried.
         *
         * @param tried how many have
         * @param smallest of those that still fail
         */
        default void minimising(long seed, int tried, RunResult smallest) {}
    }

    /**
     * A runner with the usual options.
     *
     * @param schedules the directory in which fault schedules of failures are saved; null for
     *     nowhere
     */
    public SimulationRunner(@Nullable Path schedules, Progress progress) {
        this(progress, RunOptions.savingTo(schedules));
    }

    private SimulationRunner(Progress progress, RunOptions options) {
        this.progress = progress;
        this.options = options;
    }

    /** A runner with options of its own. */
    public static SimulationRunner with(RunOptions options, Progress progress) {
        return new SimulationRunner(progress, options);
    }

    /**
     * Ends what is under way after the run that is being done; what is reported is what was done
     * until then. May be called by any thread.
     */
    public void stop() {
        stopped = true;
    }

    /** Whether it was told to end. */
    public boolean isStopped() {
        return stopped;
    }

    /** Runs each of the scenarios with each of the seeds, both ends included. */
    public SimulationReport run(List<Scenario> scenarios, long firstSeed, long lastSeed) {
        List<Summary> summaries = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            if (!stopped) {
                summaries.add(series(scenario, firstSeed, lastSeed));
            }
        }
        return new SimulationReport(Collections.unmodifiableList(summaries));
    }

    /**
     * Runs a saved fault schedule.
     *
     * @param traceSink gets every line of the trace; null for none
     */
    public SimulationReport replay(FaultSchedule schedule, @Nullable Consumer<String> traceSink) {
        return replay(Scenarios.named(schedule.scenario()), schedule, traceSink);
    }

    /** The same for a scenario that may be on no list. */
    public SimulationReport replay(
            Scenario scenario, FaultSchedule schedule, @Nullable Consumer<String> traceSink) {
        SeriesTally tally = new SeriesTally(scenario, schedule.seed(), schedule.seed());
        RunResult result = ScenarioRun.of(scenario, schedule, traceSink);
        add(tally, scenario, result);
        if (result.verdict().passes() && options.drawsPasses()) {
            teller(scenario).drawn(result);
        }
        return new SimulationReport(List.of(tally.summary()));
    }

    private Summary series(Scenario scenario, long firstSeed, long lastSeed) {
        SeriesTally tally = new SeriesTally(scenario, firstSeed, lastSeed);
        for (long seed = firstSeed; seed <= lastSeed && !stopped; seed++) {
            RunResult result = ScenarioRun.of(scenario, seed);
            add(tally, scenario, result);
            if (!result.verdict().passes() && !options.keepGoing()) {
                break;
            }
        }
        return tally.summary();
    }

    private void add(SeriesTally tally, Scenario scenario, RunResult result) {
        tally.add(result);
        progress.ended(scenario.name(), tally.done(), tally.total(), result);
        if (!result.verdict().passes() && tally.told() < FAILURES_TOLD) {
            long startNs = System.nanoTime();
            tally.add(teller(scenario).told(result), System.nanoTime() - startNs);
        }
    }

    private FailureTeller teller(Scenario scenario) {
        return new FailureTeller(scenario, options, progress, () -> stopped);
    }
}
