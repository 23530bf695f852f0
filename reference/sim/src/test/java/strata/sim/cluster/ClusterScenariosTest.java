package strata.sim.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.ScenarioClaims;
import strata.sim.scenario.RunResult;

/** Clusters under faults: a few seeds of each scenario. */
@Tag("layer")
final class ClusterScenariosTest {
    private static final long SEEDS = 4;

    static Stream<String> names() {
        return Stream.of(
                "crash",
                "partition",
                "asymmetric-partition",
                "slow-disk",
                "torn-disk",
                "clock-skew",
                "rolling-restart",
                "churn",
                "everything");
    }

    @ParameterizedTest
    @MethodSource("names")
    void aClusterKeepsItsPromisesAndHeals(String name) {
        for (RunResult result : ScenarioClaims.keepsItsPromises(name, SEEDS)) {
            assertThat(result.figures().acknowledged()).isPositive();
        }
    }

    @Test
    void aRunIsTheSameAgain() {
        ScenarioClaims.isTheSameAgain("everything", 7);
    }
}
