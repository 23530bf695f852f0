package strata.examples.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.run.SimulationRunner;

/** The register as it should be holds what it promises, whatever goes wrong. */
final class RightRegisterTest {
    @Test
    void itPassesThreeHundredSeeds() {
        assertAllPass(300);
    }

    @Test
    @Tag("long")
    void itPassesTenThousandSeeds() {
        assertAllPass(10_000);
    }

    private static void assertAllPass(long seeds) {
        SimulationRunner runner = new SimulationRunner(null, SimulationRunner.Progress.NONE);

        Summary summary =
                runner.run(List.of(RegisterScenarios.right()), 1, seeds).scenarios().get(0);

        System.out.printf(
                "register: %d passed, %d failed, %d inconclusive; %.0f seeds/s, %.0f simulated"
                        + " seconds/s, %d crashes%n",
                summary.passed(),
                summary.failed(),
                summary.inconclusive(),
                summary.seedsPerSecond(),
                summary.virtualSecondsPerSecond(),
                summary.crashes());
        assertThat(summary.failures()).isEmpty();
        assertThat(summary.passed()).isEqualTo(seeds);
    }
}
