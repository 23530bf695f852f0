package strata.sim.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.sim.Verdict;
import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultSchedule;
import strata.sim.history.Promise;
import strata.sim.run.SimulationReport.Failure;
import strata.sim.run.SimulationReport.Summary;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.toy.TallyCodec;
import strata.sim.toy.TallyNode;
import strata.sim.toy.ToyBug;
import strata.sim.toy.ToyScenarios;

final class SimulationRunnerTest {
    private static final Scenario BUGGY = ToyScenarios.withBug(ToyBug.ACK_BEFORE_FLUSH);

    @TempDir private Path directory;

    @Test
    void aFailureIsSavedWithFewestFaultsAndBreaksAgainWhenReplayed() throws IOException {
        SimulationRunner runner = new SimulationRunner(directory, SimulationRunner.Progress.NONE);

        Summary summary = runner.run(List.of(BUGGY), 1, 5).scenarios().get(0);

        Failure failure = summary.failures().get(0);
        FaultSchedule saved =
                FaultSchedule.parse(
                        Files.readString(Path.of(Objects.requireNonNull(failure.schedule()))));
        int drawn = ScenarioRun.scheduleOf(BUGGY, failure.seed()).faults().size();
        assertThat(saved.faults()).hasSizeLessThan(drawn);
        SimulationReport again = runner.replay(saved, null);
        assertThat(again.passed()).isFalse();
        assertThat(again.scenarios().get(0).failures().get(0).invariant())
                .isEqualTo(failure.invariant());
    }

    @Test
    void faultsStayTheSameWhenTheScenarioDrawsMore() {
        Scenario toy = ToyScenarios.tally(CrashMode.TEAR_TAIL, Promise.FLUSHED_BEFORE_ACK);
        FaultSchedule before = ScenarioRun.scheduleOf(toy, 8);
        toy.staged(stage -> stage.choice("something-new", 0, 9));

        FaultSchedule after = ScenarioRun.scheduleOf(toy, 8);

        assertThat(after).isEqualTo(before);
    }

    @Test
    void oneSeedIsOneRun() {
        String once = ScenarioRun.of(BUGGY, 3).hash();

        assertThat(ScenarioRun.of(BUGGY, 3).hash()).isEqualTo(once);
        assertThat(ScenarioRun.of(BUGGY, 4).hash()).isNotEqualTo(once);
    }

    @Test
    void aRunThatShowsNothingIsInconclusiveAndDoesNotPass() {
        Scenario idle =
                Scenario.named("idle")
                        .staged(
                                stage -> {
                                    stage.acknowledgementsPromise(Promise.IN_PAGE_CACHE);
                                    stage.node(
                                            () -> new TallyNode(Promise.IN_PAGE_CACHE),
                                            new TallyCodec());
                                });
        SimulationRunner runner = new SimulationRunner(null, SimulationRunner.Progress.NONE);

        SimulationReport report = runner.run(List.of(idle), 1, 1);

        assertThat(report.passed()).isFalse();
        assertThat(report.scenarios().get(0).failures().get(0).verdict())
                .isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void scenariosAreChosenByNameAndByBeginning() {
        assertThat(Scenarios.chosen("single-node")).hasSize(1);
        assertThat(Scenarios.chosen("single-node*")).hasSize(4);
        assertThat(Scenarios.chosen("")).noneMatch(Scenario::hasPlantedBug);
        assertThatThrownBy(() -> Scenarios.chosen("nope")).hasMessageContaining("nope");
    }
}
