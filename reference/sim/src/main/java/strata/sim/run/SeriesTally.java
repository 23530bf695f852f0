package strata.sim.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import strata.sim.run.SimulationReport.Failure;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;

/** One scenario's runs, being counted. Time spent on making failures small is not counted. */
final class SeriesTally {
    private final Scenario scenario;
    private final long firstSeed;
    private final long lastSeed;
    private final List<Failure> failures = new ArrayList<>();
    private long startNs = System.nanoTime();
    private long passed;
    private long expected;
    private final Map<String, Long> expectedByName = new TreeMap<>();
    private long failed;
    private long inconclusive;
    private long virtualUs;
    private long acknowledged;
    private long crashes;
    private long hash = 0xcbf29ce484222325L;

    SeriesTally(Scenario scenario, long firstSeed, long lastSeed) {
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
                result.expected()
                        .forEach(each -> expectedByName.merge(each.invariant(), 1L, Long::sum));
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
    }

    /** A failure that is told in full; telling it has taken a while. */
    void add(Failure failure, long tookNs) {
        failures.add(failure);
        startNs += tookNs;
    }

    /** How many failures are told in full. */
    int told() {
        return failures.size();
    }

    /** How many runs there were. */
    long done() {
        return passed + failed + inconclusive;
    }

    /** How many runs there are to be. */
    long total() {
        return lastSeed - firstSeed + 1;
    }

    Summary summary() {
        double seconds = Math.max(1, System.nanoTime() - startNs) / 1e9;
        double virtualSeconds = virtualUs / 1e6;
        return new Summary(
                scenario.name(),
                firstSeed,
                lastSeed,
                passed,
                failed,
                inconclusive,
                String.format(Locale.ROOT, "%016x", hash),
                virtualSeconds,
                seconds,
                done() / seconds,
                virtualSeconds / seconds,
                acknowledged,
                crashes,
                expected,
                Collections.unmodifiableMap(expectedByName),
                Collections.unmodifiableList(failures));
    }
}
