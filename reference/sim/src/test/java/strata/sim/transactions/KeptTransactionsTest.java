package strata.sim.transactions;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.sim.ScenarioClaims;
import strata.sim.run.Scenarios;

/** Schedules of runs in which a claim about producers broke once. */
@Tag("layer")
final class KeptTransactionsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "has-its-second-batch-first",
                "asks-again-in-its-old-epoch",
                "goes-on-where-another-life-has-committed",
                "is-ended-by-its-own-late-question",
                "sends-all-again-after-a-restart"
            })
    void whatWentWrongOnceGoesWell(String name) {
        ScenarioClaims.goesWellNow(KeptTransactionsTest.class, name, Scenarios::named);
    }
}
