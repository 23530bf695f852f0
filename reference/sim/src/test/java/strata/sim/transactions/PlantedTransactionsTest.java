package strata.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import strata.broker.Layers;
import strata.sim.Verdict;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.transactions.PlantedTransactions.Mistake;

/** A mistake in layer 5 is found, and called by the name of the claim that it breaks. */
@Tag("layer")
final class PlantedTransactionsTest {
    private static final long SEEDS = 8;

    @ParameterizedTest
    @CsvSource({
        "KNOWS_NO_DUPLICATES, idempotent, duplicate",
        "CHECKS_NO_EPOCH, transactions-everything-v1, zombie-accepted",
        "STABLE_TO_THE_END, transactions-crash, aborted-read",
        "STABLE_BEYOND, transactions-crash, stable-beyond-high-watermark",
        "TELLS_NO_ABORTS, transactions-crash, aborted-read",
        "FORGETS_PRODUCERS, transactions-crash, producers-differ",
        "SENDS_MARKERS_AT_ONCE, transactions-crash, marker-before-decision",
        "CHANGES_ITS_MIND, transactions-crash, decision-changed",
        "LOSES_MARKERS, transactions-crash, hanging-transaction",
        "LETS_LATE_ENDS_PASS, transactions-late-end, aborted-read",
        "REPLAYS_BADLY, transactions-coordinator-move, replay-differs",
        "LOSES_OFFSETS, transactions-crash, processed-twice",
        "COMMITS_ABORTED_OFFSETS, transactions-crash, not-processed",
    })
    void aPlantedMistakeIsFoundByName(Mistake mistake, String scenario, String claim) {
        List<String> seen = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS && !seen.contains(claim); seed++) {
            seen.add(brokenIn(planted(scenario, mistake), seed));
        }

        assertThat(seen).contains(claim);
    }

    private static String brokenIn(Scenario scenario, long seed) {
        RunResult result = ScenarioRun.of(scenario, seed);
        return result.verdict() == Verdict.FAIL
                ? Objects.requireNonNull(result.breach()).invariant()
                : result.verdict() + " " + result.why();
    }

    private static Scenario planted(String name, Mistake mistake) {
        return TransactionScenarios.named(
                name,
                () -> {
                    Layers layers = Layers.load(PlantedTransactionsTest.class.getClassLoader());
                    return layers.with(
                            Layers.Layer.TRANSACTIONS,
                            "planted",
                            new PlantedTransactions(
                                    Objects.requireNonNull(layers.transactions()), mistake));
                });
    }
}
