package strata.sim.minimise;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.sim.history.Promise.FLUSHED_BEFORE_ACK;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.sim.Breach;
import strata.sim.client.ProducerPlan;
import strata.sim.disk.CrashMode;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultBudget;
import strata.sim.fault.FaultSchedule;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.scenario.Stage;
import strata.sim.toy.TallyCodec;
import strata.sim.toy.TallyNode;
import strata.sim.toy.ToyBug;
import strata.sim.toy.ToyScenarios;

final class MinimiserTest {
    private static final int SEEDS = 200;
    private static final int RUNS_MAX = 2_000;

    @ParameterizedTest
    @EnumSource(ToyBug.class)
    void aPlantedBugIsShownByFewFaultsAndOperations(ToyBug bug) {
        Scenario toy = ToyScenarios.withBug(bug);
        RunResult failure = firstFailure(toy, bug.invariant());

        Minimum minimum = minimum(toy, failure, Patience.forRuns(RUNS_MAX));

        assertThat(minimum.endedEarly()).isFalse();
        assertThat(minimum.schedule().faults()).hasSizeLessThanOrEqualTo(3);
        assertThat(RunSize.operations(minimum.result())).isLessThanOrEqualTo(operationsMax(bug));
        Breach breach = rerun(toy, minimum.schedule()).breach();
        assertThat(Claim.of(breachOf(failure)).isBrokenBy(breach)).isTrue();
        assertThat(rerun(toy, minimum.schedule()).hash()).isEqualTo(minimum.result().hash());
    }

    @Test
    void noSingleFaultCanGoFromTheMinimum() {
        Scenario toy = ToyScenarios.withBug(ToyBug.ACK_BEFORE_FLUSH);
        RunResult failure = firstFailure(toy, "lost-write");

        FaultSchedule schedule = minimum(toy, failure, Patience.forRuns(RUNS_MAX)).schedule();

        Claim claim = Claim.of(breachOf(failure));
        assertThat(schedule.faults()).isNotEmpty();
        for (Fault fault : schedule.faults()) {
            List<Fault> without = new ArrayList<>(schedule.faults());
            without.remove(fault);
            RunResult run = ScenarioRun.of(toy, schedule.with(without), null);
            assertThat(claim.isBrokenBy(run.breach())).as("without %s", fault).isFalse();
        }
    }

    @Test
    void theSameFailureHasTheSameMinimum() {
        Scenario toy = ToyScenarios.withBug(ToyBug.STOPS_TOO_LATE);
        RunResult failure = firstFailure(toy, "lost-write");

        Minimum once = minimum(toy, failure, Patience.forRuns(RUNS_MAX));

        Minimum again = minimum(toy, failure, Patience.ENDLESS);
        assertThat(again.schedule()).isEqualTo(once.schedule());
        assertThat(again.runs()).isEqualTo(once.runs());
        assertThat(again.result().hash()).isEqualTo(once.result().hash());
    }

    @Test
    void whoseFaultsAreAsFewAsCanBeIsItsOwnMinimum() {
        Scenario toy = ToyScenarios.withBug(ToyBug.ACK_BEFORE_FLUSH);
        RunResult failure = firstFailure(toy, "lost-write");
        Minimum minimum = minimum(toy, failure, Patience.ENDLESS);

        Minimum again = minimum(toy, minimum.result(), Patience.ENDLESS);

        assertThat(again.schedule()).isEqualTo(minimum.schedule());
    }

    @Test
    void whenPatienceEndsTheSmallestSoFarIsGivenAndItSaysSo() {
        Scenario toy = ToyScenarios.withBug(ToyBug.ACK_BEFORE_FLUSH);
        RunResult failure = firstFailure(toy, "lost-write");

        Minimum minimum = minimum(toy, failure, Patience.forRuns(4));

        assertThat(minimum.endedEarly()).isTrue();
        assertThat(minimum.runs()).isEqualTo(4);
        Breach breach = rerun(toy, minimum.schedule()).breach();
        assertThat(Claim.of(breachOf(failure)).isBrokenBy(breach)).isTrue();
    }

    @Test
    void aSavedScheduleStillFailsAfterTheScenarioDrawsMore() {
        for (ToyBug bug :
                List.of(ToyBug.ACK_BEFORE_FLUSH, ToyBug.STOPS_TOO_LATE, ToyBug.REPLAYS_TWICE)) {
            Scenario toy = ToyScenarios.withBug(bug);
            RunResult failure = firstFailure(toy, bug.invariant());
            FaultSchedule saved = minimum(toy, failure, Patience.ENDLESS).schedule();
            Scenario changed =
                    Scenario.named(toy.name())
                            .forSeconds(2)
                            .staged(
                                    stage -> {
                                        stage.choice("something-new", 1, 1000);
                                        stage.world().random("clients").nextLong();
                                        stage.world().keyed("operations").of("new").longAt(1);
                                        stageToy(stage, bug);
                                    });

            Breach breach = rerun(changed, saved).breach();

            assertThat(Claim.of(breachOf(failure)).isBrokenBy(breach)).as("%s", bug).isTrue();
        }
    }

    @Test
    void twoBugsInOneRunAreNotMixedUp() {
        Scenario both =
                Scenario.named("two-bugs")
                        .forSeconds(2)
                        .withFaults(
                                FaultBudget.none()
                                        .crashes(4, CrashMode.values())
                                        .withinOperations(400)
                                        .failedWrites(2))
                        .staged(
                                stage ->
                                        stageToy(
                                                stage,
                                                ToyBug.ACK_BEFORE_FLUSH,
                                                ToyBug.REPLAYS_TWICE));
        for (String invariant : List.of("duplicate", "lost-write")) {
            RunResult failure = firstFailure(both, invariant);

            Minimum minimum = minimum(both, failure, Patience.forRuns(RUNS_MAX));

            Breach breach = breachOf(rerun(both, minimum.schedule()));
            assertThat(breach.invariant()).isEqualTo(invariant);
            assertThat(breach.subjects()).containsAnyElementsOf(breachOf(failure).subjects());
            for (Minimum.OtherFind other : minimum.others()) {
                assertThat(
                                other.breach().invariant().equals(invariant)
                                        && other.breach().subjects().stream()
                                                .anyMatch(breachOf(failure).subjects()::contains))
                        .isFalse();
                assertThat(rerun(both, other.schedule()).breach()).isEqualTo(other.breach());
            }
        }
    }

    /** What a checkpoint is wrong with takes as many records as make one. */
    private static long operationsMax(ToyBug bug) {
        return switch (bug) {
            case REPLAYS_TWICE,
                    WRONG_OFFSET,
                    CHECKPOINT_NOT_FLUSHED,
                    CHECKPOINT_IN_PLACE,
                    CUTS_JOURNAL_FIRST ->
                    40;
            default -> 4;
        };
    }

    private static void stageToy(Stage stage, ToyBug... bugs) {
        stage.acknowledgementsPromise(FLUSHED_BEFORE_ACK);
        stage.node(() -> new TallyNode(FLUSHED_BEFORE_ACK, bugs), new TallyCodec());
        stage.partition("tally", 0);
        stage.producers(1, ProducerPlan.CAREFUL);
        stage.producers(1, new ProducerPlan(1, 20_000, 6, 300, 4));
        stage.producers(1, ProducerPlan.CARELESS);
        stage.readers(1);
    }

    private static Minimum minimum(Scenario scenario, RunResult failure, Patience patience) {
        return Minimiser.of(scenario).minimum(failure, patience, Minimiser.Watcher.NONE);
    }

    /** By way of the text that is saved. */
    private static RunResult rerun(Scenario scenario, FaultSchedule schedule) {
        return ScenarioRun.of(scenario, FaultSchedule.parse(schedule.toText()), null);
    }

    private static Breach breachOf(RunResult failure) {
        return Objects.requireNonNull(failure.breach());
    }

    private static RunResult firstFailure(Scenario scenario, String invariant) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult result = ScenarioRun.of(scenario, seed);
            Breach breach = result.breach();
            if (breach != null && breach.invariant().equals(invariant)) {
                return result;
            }
        }
        throw new AssertionError(scenario.name() + ": no " + invariant + " in " + SEEDS + " seeds");
    }
}
