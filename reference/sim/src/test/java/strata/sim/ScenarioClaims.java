package strata.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
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

    /**
     * Runs a schedule that is kept beside a test: what went wrong with it once goes well.
     *
     * @param name of the file, without its ending
     * @param named the scenario of a name
     */
    public static void goesWellNow(Class<?> beside, String name, Function<String, Scenario> named) {
        FaultSchedule schedule = kept(beside, name);

        RunResult result = ScenarioRun.of(named.apply(schedule.scenario()), schedule, null);

        assertThat(result.verdict().passes()).as("%s: %s", name, result.why()).isTrue();
    }

    private static FaultSchedule kept(Class<?> beside, String name) {
        try (InputStream text = beside.getResourceAsStream(name + ".faults")) {
            byte[] bytes = Objects.requireNonNull(text, name).readAllBytes();
            return FaultSchedule.parse(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
