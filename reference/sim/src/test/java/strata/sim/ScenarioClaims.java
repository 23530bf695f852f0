package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import strata.sim.fault.FaultSchedule;
import strata.sim.run.Scenarios;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/** What is claimed of every scenario, whatever runs in it. */
public final class ScenarioClaims {
    private ScenarioClaims() {}

    /** Runs seeds 1 to {@code seeds}: no promise is broken in any. */
    public static List<RunResult> keepsItsPromises(String name, long seeds) {
        Scenario scenario = Scenarios.named(name);
        return Stream.iterate(1L, seed -> seed <= seeds, seed -> seed + 1)
                .map(seed -> keepsItsPromises(scenario, name, seed))
                .toList();
    }

    private static RunResult keepsItsPromises(Scenario scenario, String name, long seed) {
        RunResult result = ScenarioRun.of(scenario, seed);

        assertThat(result.verdict())
                .as("%s, seed %s: %s %s", name, seed, result.why(), result.breach())
                .isIn(Verdict.PASS, Verdict.EXPECTED);
        return result;
    }

    /** One seed, twice, once of them recorded: the same run. */
    public static void isTheSameAgain(String name, long seed) {
        Scenario scenario = Scenarios.named(name);
        FaultSchedule schedule = ScenarioRun.scheduleOf(scenario, seed);

        String hash = ScenarioRun.of(scenario, schedule, null).hash();
        String again = ScenarioRun.recorded(scenario, schedule, null).hash();

        assertThat(again).isEqualTo(hash);
    }
}
