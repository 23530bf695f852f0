package strata.sim.transactions;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.ScenarioClaims;

/** Idempotent and transactional producers under faults: a few seeds of each scenario. */
@Tag("layer")
final class TransactionScenariosTest {
    private static final long SEEDS = 2;

    static List<String> names() {
        return TransactionScenarios.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void transactionsKeepTheirPromisesAndEnd(String name) {
        assertThat(ScenarioClaims.keepsItsPromises(name, SEEDS)).hasSize((int) SEEDS);
    }

    @Test
    void aRunIsTheSameAgain() {
        ScenarioClaims.isTheSameAgain("transactions-everything", 7);
    }
}
