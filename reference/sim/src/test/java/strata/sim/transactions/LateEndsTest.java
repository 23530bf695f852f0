package strata.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.sim.Breach;
import strata.sim.Verdict;
import strata.sim.run.Scenarios;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/**
 * An end of a transaction is held back, the next transaction is open, it is let go (KAFKA-17754).
 */
@Tag("layer")
final class LateEndsTest {
    private static final long SEEDS = 60;
    private static final String ANSWERED = "has its end of another transaction";

    private final List<String> answers = new ArrayList<>();

    @Test
    void anOlderClientsLateEndTearsItsNextTransactionWhichIsExpectedByThatName() {
        List<String> anomalies = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult result = run("transactions-late-end-v1", seed);

            assertThat(result.verdict())
                    .as("seed %s: %s %s", seed, result.why(), result.breach())
                    .isEqualTo(Verdict.EXPECTED);
            assertThat(result.why()).contains("KAFKA-17754");
            result.expected().stream()
                    .filter(breach -> breach.invariant().equals("KAFKA-17754"))
                    .map(Breach::numbers)
                    .forEach(anomalies::add);
        }

        assertThat(anomalies)
                .hasSize((int) SEEDS)
                .anyMatch(told -> told.startsWith("G1a"))
                .anyMatch(told -> told.startsWith("torn-transaction"));
        assertThat(answers).anyMatch(line -> line.endsWith("answered with NONE"));
    }

    @Test
    void aNewerClientsLateEndIsFencedAndNothingIsTorn() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult result = run("transactions-late-end", seed);

            assertThat(result.verdict().passes())
                    .as("seed %s: %s %s", seed, result.why(), result.breach())
                    .isTrue();
            assertThat(result.why()).doesNotContain("KAFKA-17754");
        }

        assertThat(answers)
                .hasSizeGreaterThan(4 * (int) SEEDS)
                .allMatch(line -> line.endsWith("answered with PRODUCER_FENCED"));
    }

    private RunResult run(String name, long seed) {
        Scenario scenario = Scenarios.named(name);
        return ScenarioRun.of(
                scenario,
                ScenarioRun.scheduleOf(scenario, seed),
                line -> {
                    if (line.contains(ANSWERED)) {
                        answers.add(line);
                    }
                });
    }
}
