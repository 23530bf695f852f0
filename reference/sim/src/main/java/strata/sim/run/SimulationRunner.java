package strata.sim.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.run.SimulationReport.Failure;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.scenario.Lesson;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/**
 * Runs scenarios, seed after seed, and tells how it went. Real time, files and progress are here
 * and nowhere else in the simulator.
 */
public final class SimulationRunner {
    /** How many failures of a scenario are kept in full; the others are only counted. */
    public static final int FAILURES_TOLD = 5;

    private final @Nullable Path schedules;
    private final Progress progress;

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
    }

    /**
     * A runner.
     *
     * @param schedules the directory in which fault schedules of failures are saved; null for
     *     nowhere
     */
    public SimulationRunner(@Nullable Path schedules, Progress progress) {
        this.schedules = schedules;
        this.progress = progress;
    }

    /** Runs each of the scenarios with each of the seeds, both ends included. */
    public SimulationReport run(List<Scenario> scenarios, long firstSeed, long lastSeed) {
        List<Summary> summaries = new ArrayList<>();
        for (Scenario scenario : scenarios) {
            Tally tally = new Tally(scenario, firstSeed, lastSeed);
            for (long seed = firstSeed; seed <= lastSeed; seed++) {
                tally.add(ScenarioRun.of(scenario, seed));
            }
            summaries.add(tally.summary());
        }
        return new SimulationReport(Collections.unmodifiableList(summaries));
    }

    /**
     * Runs a saved fault schedule.
     *
     * @param traceSink gets every line of the trace; null for none
     */
    public SimulationReport replay(FaultSchedule schedule, @Nullable Consumer<String> traceSink) {
        Scenario scenario = Scenarios.chosen(schedule.scenario()).get(0);
        Tally tally = new Tally(scenario, schedule.seed(), schedule.seed());
        tally.add(ScenarioRun.of(scenario, schedule, traceSink));
        return new SimulationReport(List.of(tally.summary()));
    }

    /**
     * The fewest of a failing run's faults that still break the same invariant: one after the other
     * is left out, and stays out if the run still breaks.
     */
    static FaultSchedule fewestFaults(Scenario scenario, RunResult failure) {
        Breach breach = failure.breach();
        FaultSchedule fewest = failure.schedule();
        if (breach == null) {
            return fewest;
        }
        for (int i = fewest.faults().size() - 1; i >= 0; i--) {
            List<Fault> fewer = new ArrayList<>(fewest.faults());
            fewer.remove(i);
            FaultSchedule candidate = fewest.with(fewer);
            Breach again = ScenarioRun.of(scenario, candidate, null).breach();
            if (again != null && again.invariant().equals(breach.invariant())) {
                fewest = candidate;
            }
        }
        return fewest;
    }

    /** One scenario's runs, being counted. */
    private final class Tally {
        private final Scenario scenario;
        private final long firstSeed;
        private final long lastSeed;
        private final long startNs = System.nanoTime();
        private final List<Failure> failures = new ArrayList<>();
        private long passed;
        private long expected;
        private long failed;
        private long inconclusive;
        private long virtualUs;
        private long acknowledged;
        private long crashes;
        private long hash = 0xcbf29ce484222325L;

        Tally(Scenario scenario, long firstSeed, long lastSeed) {
            this.scenario = scenario;
            this.firstSeed = firstSeed;
            this.lastSeed = lastSeed;
        }

        void add(RunResult result) {
            switch (result.verdict()) {
                case PASS -> passed++;
                case EXPECTED -> {
                    passed++;
                    expected++;
                }
                case FAIL -> failed++;
                case INCONCLUSIVE -> inconclusive++;
            }
            for (int i = 0; i < result.hash().length(); i++) {
                hash = (hash ^ result.hash().charAt(i)) * 0x100000001b3L;
            }
            virtualUs += result.figures().virtualUs();
            acknowledged += result.figures().acknowledged();
            crashes += result.figures().crashes();
            if (!result.passed() && failures.size() < FAILURES_TOLD) {
                failures.add(told(result));
            }
            progress.ended(
                    scenario.name(),
                    passed + failed + inconclusive,
                    lastSeed - firstSeed + 1,
                    result);
        }

        /** Tells a failure by the shortest run that shows it. */
        private Failure told(RunResult result) {
            FaultSchedule fewest = fewestFaults(scenario, result);
            RunResult shortest =
                    fewest.equals(result.schedule())
                            ? result
                            : ScenarioRun.of(scenario, fewest, null);
            String saved = schedules == null ? null : save(schedules, fewest);
            Breach breach = result.breach();
            return new Failure(
                    result.schedule().seed(),
                    result.verdict(),
                    breach == null ? "" : breach.invariant(),
                    breach == null ? result.why() : breach.numbers(),
                    result.hash(),
                    saved,
                    Lesson.of(shortest, result.schedule().faults().size(), saved));
        }

        Summary summary() {
            double seconds = Math.max(1, System.nanoTime() - startNs) / 1e9;
            double virtualSeconds = virtualUs / 1e6;
            return new Summary(
                    scenario.name(),
                    firstSeed,
                    lastSeed,
                    passed,
                    expected,
                    failed,
                    inconclusive,
                    String.format(Locale.ROOT, "%016x", hash),
                    virtualSeconds,
                    seconds,
                    (passed + failed + inconclusive) / seconds,
                    virtualSeconds / seconds,
                    acknowledged,
                    crashes,
                    Collections.unmodifiableList(failures));
        }
    }

    private static String save(Path directory, FaultSchedule schedule) {
        Path file = directory.resolve(schedule.scenario() + "-" + schedule.seed() + ".faults");
        try {
            Files.createDirectories(directory);
            Files.writeString(file, schedule.toText(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot save " + file, e);
        }
        return file.toString();
    }
}
