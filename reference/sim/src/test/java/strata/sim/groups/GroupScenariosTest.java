package strata.sim.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.Verdict;
import strata.sim.fault.FaultSchedule;
import strata.sim.run.Scenarios;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/** Consumer groups under faults: a few seeds of each scenario. */
@Tag("layer")
final class GroupScenariosTest {
    private static final long SEEDS = 2;

    static List<String> names() {
        return GroupScenarios.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void groupsKeepTheirPromisesAndSettle(String name) {
        Scenario scenario = Scenarios.named(name);
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult result = ScenarioRun.of(scenario, seed);

            assertThat(result.verdict())
                    .as("%s, seed %s: %s %s", name, seed, result.why(), result.breach())
                    .isIn(Verdict.PASS, Verdict.EXPECTED);
        }
    }

    @Test
    void aRunIsTheSameAgain() {
        Scenario scenario = Scenarios.named("groups-everything");
        FaultSchedule schedule = ScenarioRun.scheduleOf(scenario, 7);

        List<String> hashes =
                Stream.of(
                                ScenarioRun.of(scenario, schedule, null),
                                ScenarioRun.recorded(scenario, schedule, null))
                        .map(RunResult::hash)
                        .toList();

        assertThat(hashes.get(1)).isEqualTo(hashes.get(0));
    }
}
