package strata.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.Verdict;
import strata.sim.client.Actor;
import strata.sim.client.ProducerPlan;
import strata.sim.fault.FaultBudget;
import strata.sim.history.History;
import strata.sim.history.Promise;
import strata.sim.toy.TallyCodec;
import strata.sim.toy.TallyNode;

/** What clients did is checked as a whole when a run is over. */
final class LastCheckTest {
    private static final int SEEDS = 60;

    @Test
    void whatNoInvariantSeesInTheRunBreaksItAtTheEnd() {
        Scenario scenario =
                toy("mislaid", stage -> stage.actor(new Mislaid(stage.history())))
                        .mayShow("unseen");

        RunResult result = ScenarioRun.of(scenario, 1);

        // It may be shown where it is legal; here it is not.
        assertThat(result.verdict()).isEqualTo(Verdict.FAIL);
        Breach breach = Objects.requireNonNull(result.breach());
        assertThat(breach.invariant()).isEqualTo("unseen");
        assertThat(breach.numbers()).contains("mislaid-1").contains("at offset 0");
        assertThat(breach.subjects()).containsExactly("mislaid-1");
        assertThat(String.join("\n", result.steps())).contains("mis sends mislaid-1");
    }

    @Test
    void aLegalAnomalyIsExpectedWhereItIsDeclaredAndFailsWhereItIsNot() {
        Scenario silent = toy("silent", stage -> {}).withFaults(resets());
        Scenario declared =
                toy("declared", stage -> {})
                        .withFaults(resets())
                        .mayShow("duplicate")
                        .mayShow("nonmonotonic-send");
        int shown = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult result = ScenarioRun.of(silent, seed);
            if (result.verdict() == Verdict.PASS) {
                assertThat(ScenarioRun.of(declared, seed).verdict()).isEqualTo(Verdict.PASS);
                continue;
            }
            shown++;
            Breach breach = Objects.requireNonNull(result.breach());
            assertThat(breach.numbers()).contains("It is legal: the producer is not idempotent");

            RunResult expected = ScenarioRun.of(declared, seed);

            assertThat(expected.verdict()).isEqualTo(Verdict.EXPECTED);
            assertThat(expected.why()).contains(breach.invariant());
        }
        assertThat(shown).isBetween(1, SEEDS - 1);
    }

    private static FaultBudget resets() {
        return FaultBudget.none().resetConnections(2);
    }

    private static Scenario toy(String name, Scenario.Staging more) {
        return Scenario.named(name)
                .forSeconds(1)
                .staged(
                        stage -> {
                            Promise promise = Promise.FLUSHED_BEFORE_SHOWN;
                            stage.acknowledgementsPromise(promise);
                            stage.node(() -> new TallyNode(promise), new TallyCodec());
                            stage.partition("tally", 0);
                            stage.producers(1, ProducerPlan.EAGER);
                            more.set(stage);
                        });
    }

    /** Believes that something was acknowledged, in a partition that nobody reads. */
    private static final class Mislaid implements Actor {
        private final History history;

        Mislaid(History history) {
            this.history = history;
        }

        @Override
        public void begin() {
            history.acknowledged(history.sending("mis", "mislaid-0", List.of("mislaid-1")), 0);
        }

        @Override
        public void finish() {}

        @Override
        public void conclude() {}

        @Override
        public @Nullable String waitsFor() {
            return null;
        }
    }
}
