package strata.sim.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
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
    void aFailureIsDrawnAndNoFileIsLeftHalfWritten() throws IOException {
        Path pictures = directory.resolve("pictures");
        RunOptions options = RunOptions.savingTo(directory).drawingTo(pictures, false);
        SimulationRunner runner = SimulationRunner.with(options, SimulationRunner.Progress.NONE);

        Failure failure = runner.run(List.of(BUGGY), 1, 5).scenarios().get(0).failures().get(0);

        Path page = Path.of(Objects.requireNonNull(failure.diagram()));
        assertThat(page).hasParentRaw(pictures);
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("lost-write");
        assertThat(failure.lesson()).contains("picture: " + page);
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
        }
    }

    @Test
    void aScenarioEndsAtItsFirstFailureUnlessItIsToKeepGoing() {
        RunOptions options = RunOptions.savingTo(null).minimisingFor(Duration.ZERO);

        Summary ended =
                SimulationRunner.with(options.keepGoing(false), SimulationRunner.Progress.NONE)
                        .run(List.of(BUGGY), 1, 50)
                        .scenarios()
                        .get(0);

        assertThat(ended.failed()).isEqualTo(1);
        assertThat(ended.passed() + ended.failed() + ended.inconclusive()).isLessThan(50);
        Summary all =
                SimulationRunner.with(options.keepGoing(true), SimulationRunner.Progress.NONE)
                        .run(List.of(BUGGY), 1, 50)
                        .scenarios()
                        .get(0);
        assertThat(all.passed() + all.failed() + all.inconclusive()).isEqualTo(50);
        assertThat(all.failed()).isGreaterThan(1);
    }

    @Test
    void aSearchThatIsCutShortSaysSoAndHowToGoOn() {
        RunOptions options = RunOptions.savingTo(directory).minimisingFor(Duration.ofNanos(1));
        SimulationRunner runner = SimulationRunner.with(options, SimulationRunner.Progress.NONE);

        Failure failure = runner.run(List.of(BUGGY), 1, 5).scenarios().get(0).failures().get(0);

        assertThat(failure.lesson())
                .contains(
                        "the search ended early; to go on: ./strata sim --replay "
                                + failure.schedule()
                                + " --minimise-for 60");
    }

    @Test
    void whoIsToldToStopReportsWhatWasDone() {
        SimulationRunner[] runner = new SimulationRunner[1];
        Scenario toy = ToyScenarios.tally(CrashMode.KEEP_ALL, Promise.IN_PAGE_CACHE);
        runner[0] =
                new SimulationRunner(
                        null,
                        (scenario, done, total, result) -> {
                            if (done == 3) {
                                runner[0].stop();
                            }
                        });

        SimulationReport report = runner[0].run(List.of(toy, BUGGY), 1, 100);

        assertThat(report.scenarios()).hasSize(1);
        assertThat(report.scenarios().get(0).passed()).isEqualTo(3);
        assertThat(runner[0].isStopped()).isTrue();
    }

    @Test
    void theNamesOfTheReportStay() {
        assertThat(names(Summary.class))
                .startsWith(
                        "scenario",
                        "firstSeed",
                        "lastSeed",
                        "passed",
                        "failed",
                        "inconclusive",
                        "hash",
                        "virtualSeconds",
                        "seconds",
                        "seedsPerSecond",
                        "virtualSecondsPerSecond",
                        "acknowledgedRecords",
                        "crashes")
                .contains("failures");
        assertThat(names(Failure.class))
                .contains("seed", "verdict", "invariant", "message", "hash", "schedule", "lesson");
    }

    private static List<String> names(Class<? extends Record> form) {
        return Stream.of(form.getRecordComponents()).map(RecordComponent::getName).toList();
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
