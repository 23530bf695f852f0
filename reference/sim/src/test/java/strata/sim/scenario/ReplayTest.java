package strata.sim.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.sim.Verdict;
import strata.sim.fault.FaultSchedule;
import strata.sim.toy.ToyBug;
import strata.sim.toy.ToyScenarios;

/** A saved schedule is the same run again, whatever else the scenario draws meanwhile. */
final class ReplayTest {
    private static final int SEEDS = 60;

    private final List<String> said = new ArrayList<>();
    private final Scenario chatter = Chatter.scenario(said, stage -> {});

    @Test
    void manySeedsBreakTheClaimThatIsTooStrongAndManyDoNot() {
        int failed = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            failed += ScenarioRun.of(chatter, seed).verdict() == Verdict.FAIL ? 1 : 0;
        }
        assertThat(failed).isBetween(SEEDS / 10, SEEDS * 9 / 10);
    }

    @Test
    void aReplayedScheduleIsTheSameRun() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult first = ScenarioRun.of(chatter, seed);

            RunResult again = replay(chatter, first);

            assertThat(again.hash()).isEqualTo(first.hash());
            assertThat(again.schedule()).isEqualTo(first.schedule());
            assertThat(first.schedule().choices()).containsOnlyKeys("gap-ms");
        }
    }

    @Test
    void aFailureStillFailsWhenTheScenarioDrawsMoreAtItsStart() {
        Scenario more =
                Chatter.scenario(
                        said,
                        stage -> {
                            // Of the kind it draws itself, and of all others there are.
                            stage.choice("new", 0, 1000);
                            stage.chance("newer", 50);
                            stage.world().random("node 1").nextLong();
                            stage.operations("c101").chance(1).nextLong();
                        });
        int failures = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult first = ScenarioRun.of(chatter, seed);
            if (first.verdict() == Verdict.FAIL) {
                failures++;
                RunResult again = replay(more, first);
                assertThat(again.verdict()).isEqualTo(Verdict.FAIL);
                assertThat(again.hash()).isEqualTo(first.hash());
            }
        }
        assertThat(failures).isPositive();
    }

    @Test
    void aFailureOfTheToyStillFailsWhenItsScenarioDrawsMoreAtItsStart() {
        Scenario toy = ToyScenarios.withBug(ToyBug.ACK_BEFORE_FLUSH);
        Scenario.Staging staging = toy.staging();
        int failures = 0;
        for (long seed = 1; seed <= 20; seed++) {
            RunResult first = ScenarioRun.of(toy, seed);
            if (first.verdict() != Verdict.FAIL) {
                continue;
            }
            failures++;
            Scenario more =
                    ToyScenarios.withBug(ToyBug.ACK_BEFORE_FLUSH)
                            .staged(
                                    stage -> {
                                        stage.choice("new", 0, 1000);
                                        staging.set(stage);
                                        stage.links().forEach(link -> link.random().nextLong());
                                    });
            RunResult again = replay(more, first);
            assertThat(Objects.requireNonNull(again.breach()).invariant())
                    .isEqualTo(Objects.requireNonNull(first.breach()).invariant());
        }
        assertThat(failures).isPositive();
    }

    @Test
    void aChoiceThatTheScheduleSaysIsNotDrawn() {
        LinkedHashMap<String, Long> choices = new LinkedHashMap<>();
        choices.put("gap-ms", 30L);
        FaultSchedule slow = FaultSchedule.of("chatter", 5, List.of()).withChoices(choices);
        choices.put("gap-ms", 5L);

        RunResult few = ScenarioRun.of(chatter, slow, null);
        RunResult many = ScenarioRun.of(chatter, slow.withChoices(choices), null);

        assertThat(operationsOf(few, "c101")).isLessThan(operationsOf(many, "c101"));
    }

    @Test
    void leavingAnOperationOutLeavesTheOthersAsTheyWere() {
        // Without faults all of it is said.
        FaultSchedule all = FaultSchedule.of("chatter", 5, List.of());
        assertThat(ScenarioRun.of(chatter, all, null).verdict()).isEqualTo(Verdict.PASS);
        List<String> before = new ArrayList<>(said);
        List<FaultSchedule.Drop> drops =
                List.of(new FaultSchedule.Drop("c101", 3, 3), new FaultSchedule.Drop("c102", 1, 5));

        RunResult fewer = ScenarioRun.of(chatter, all.withDrops(drops), null);

        assertThat(fewer.verdict()).isEqualTo(Verdict.PASS);
        List<String> expected = new ArrayList<>(before);
        expected.removeIf(
                line -> line.startsWith("3 of c101 ") || line.matches("[1-5] of c102 .*"));
        assertThat(expected).hasSize(before.size() - 6);
        assertThat(said).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(fewer.schedule().drops()).isEqualTo(drops);
    }

    private static long operationsOf(RunResult result, String actor) {
        Long count = result.operations().get(actor);
        return count == null ? 0 : count;
    }

    private static RunResult replay(Scenario scenario, RunResult of) {
        return ScenarioRun.of(scenario, FaultSchedule.parse(of.schedule().toText()), null);
    }
}
