package strata.sim.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import strata.sim.run.Scenarios;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.run.SimulationRunner;
import strata.sim.scenario.Scenario;

@Tag("layer")
final class SingleNodeTest {
    private static final long SEEDS = 1000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "single-node-keep-all",
                "single-node-lose-unflushed",
                "single-node-tear-tail"
            })
    void theBrokerKeepsItsPromiseInEveryCrashMode(String name) {
        List<Scenario> scenario = Scenarios.chosen(name);
        SimulationRunner runner = new SimulationRunner(null, SimulationRunner.Progress.NONE);

        Summary summary = runner.run(scenario, 1, SEEDS).scenarios().get(0);

        assertThat(summary.failures()).isEmpty();
        assertThat(summary.passed()).isEqualTo(SEEDS);
        // It crashed, and it served: neither is a proof without the other.
        assertThat(summary.crashes()).isGreaterThan(SEEDS);
        assertThat(summary.acknowledgedRecords()).isGreaterThan(100 * SEEDS);
    }
}
