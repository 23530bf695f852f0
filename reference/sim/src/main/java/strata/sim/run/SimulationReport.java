package strata.sim.run;

import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;
import strata.sim.Verdict;

/**
 * What a series of runs showed. Its components are the names of the JSON form, too.
 *
 * @param scenarios one summary each, in the order they ran
 */
public record SimulationReport(List<Summary> scenarios) {
    /**
     * One scenario's runs.
     *
     * @param hash over the trace hashes of all runs in order: the fingerprint of the series
     * @param virtualSeconds simulated, all runs together
     * @param seconds of real time
     * @param expected how many of those that passed showed an anomaly that their scenario allows
     * @param expectedByName in how many of them each was shown, by its name
     * @param failures every run that did not pass, at most {@link SimulationRunner#FAILURES_TOLD}
     */
    public record Summary(
            String scenario,
            long firstSeed,
            long lastSeed,
            long passed,
            long failed,
            long inconclusive,
            String hash,
            double virtualSeconds,
            double seconds,
            double seedsPerSecond,
            double virtualSecondsPerSecond,
            long acknowledgedRecords,
            long crashes,
            long expected,
            Map<String, Long> expectedByName,
            List<Failure> failures) {}

    /**
     * A run that did not pass.
     *
     * @param invariant that broke; empty when the run was inconclusive
     * @param schedule where the smallest run that still fails was saved; null when it was not
     * @param diagram where that run was drawn; null when it was not
     * @param lesson the whole text for a person
     */
    public record Failure(
            long seed,
            Verdict verdict,
            String invariant,
            String message,
            String hash,
            @Nullable String schedule,
            @Nullable String diagram,
            String lesson) {}

    /** Whether every run passed, and there was one. */
    public boolean passed() {
        return !scenarios.isEmpty()
                && scenarios.stream()
                        .allMatch(s -> s.passed > 0 && s.failed == 0 && s.inconclusive == 0);
    }
}
