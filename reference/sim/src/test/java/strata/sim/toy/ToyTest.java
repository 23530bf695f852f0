package strata.sim.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import strata.sim.Verdict;
import strata.sim.run.SimulationReport;
import strata.sim.run.SimulationRunner;
import strata.sim.scenario.Lesson;
import strata.sim.scenario.Rerun;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/** The simulator's own proof: a right node passes, and each planted bug is found and told. */
final class ToyTest {
    /** Within so many seeds every planted bug is found by the invariant that names it. */
    private static final long SEEDS_TO_FIND_A_BUG = 200;

    private static final long SEEDS_OF_THE_RIGHT_TOY = 1000;

    static Stream<Scenario> rightToys() {
        return ToyScenarios.all().stream().filter(scenario -> !scenario.hasPlantedBug());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rightToys")
    void theRightToyPassesAThousandSeeds(Scenario toy) {
        SimulationRunner runner = new SimulationRunner(null, SimulationRunner.Progress.NONE);

        SimulationReport report = runner.run(List.of(toy), 1, SEEDS_OF_THE_RIGHT_TOY);

        assertThat(report.scenarios().get(0).failures()).isEmpty();
        assertThat(report.scenarios().get(0).passed()).isEqualTo(SEEDS_OF_THE_RIGHT_TOY);
    }

    @ParameterizedTest
    @EnumSource(ToyBug.class)
    void everyPlantedBugIsFoundByItsInvariantAndToldInSteps(ToyBug bug) {
        RunResult found = firstFoundBy(bug.invariant(), ToyScenarios.withBug(bug));

        String lesson =
                Lesson.of(
                        found,
                        new Lesson.Telling(
                                found.steps(),
                                List.of(),
                                List.of(),
                                new Rerun(Rerun.COMMAND, "bug.faults"),
                                null,
                                null));
        long seed = found.schedule().seed();
        assertThat(lesson)
                .contains("invariant " + bug.invariant() + ": ")
                .containsPattern("(?m)^ +1\\. +0\\.000000  the promise: ")
                .containsPattern("(?m)^ +\\d+\\. +\\d+\\.\\d{6}  BROKEN " + bug.invariant())
                .contains("seconds who    what       details")
                .contains("--scenario toy-tally-bug-" + bug.label())
                .contains("--seeds " + seed + ".." + seed)
                .contains("replay: ./strata sim --replay bug.faults");
    }

    private static RunResult firstFoundBy(String invariant, Scenario scenario) {
        for (long seed = 1; seed <= SEEDS_TO_FIND_A_BUG; seed++) {
            RunResult result = ScenarioRun.of(scenario, seed);
            if (result.verdict() == Verdict.FAIL
                    && Objects.requireNonNull(result.breach()).invariant().equals(invariant)) {
                return result;
            }
        }
        throw new AssertionError(scenario.name() + ": not found by " + invariant + " in 200 seeds");
    }
}
