package strata.examples.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import strata.sim.Breach;
import strata.sim.Verdict;
import strata.sim.fault.FaultSchedule;
import strata.sim.minimise.CausalStory;
import strata.sim.minimise.Minimiser;
import strata.sim.minimise.Minimum;
import strata.sim.minimise.Patience;
import strata.sim.record.EventKind;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;
import strata.sim.run.RunOptions;
import strata.sim.run.SimulationReport;
import strata.sim.run.SimulationRunner;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/** Every planted mistake is found by the claim that it breaks, made small, and told. */
final class MistakeTest {
    private static final long SEEDS_TO_FIND_IT = 1000;
    private static final int HISTORY_EVENTS_MAX = 30;
    private static final int RUNS_TO_MAKE_IT_SMALL_MAX = 3000;

    @ParameterizedTest
    @EnumSource
    void everyMistakeIsFoundMadeSmallAndTold(Mistake mistake) {
        Scenario scenario = RegisterScenarios.with(mistake);
        RunResult found = firstThatBreaks(mistake.claim(), scenario);

        Minimum minimum =
                Minimiser.of(scenario)
                        .minimum(
                                found,
                                Patience.forRuns(RUNS_TO_MAKE_IT_SMALL_MAX),
                                Minimiser.Watcher.NONE);

        assertThat(minimum.endedEarly()).isFalse();
        RunRecord record = recordOf(scenario, minimum.schedule());
        List<CausalStory.Told> story = CausalStory.of(record);
        List<CausalStory.Told> steps =
                story.stream().filter(told -> told.event() != Recorder.NONE).toList();
        System.out.printf(
                "%-30s seed %4d, %4d runs to make it small: %d faults, history of %d events, told"
                        + " in %d steps%n",
                mistake,
                found.schedule().seed(),
                minimum.runs(),
                minimum.schedule().faults().size(),
                history(record).size(),
                steps.size());
        assertThat(history(record)).hasSizeLessThanOrEqualTo(HISTORY_EVENTS_MAX);
        assertThat(steps).hasSizeBetween(2, HISTORY_EVENTS_MAX);
        assertThat(steps.getLast().text()).startsWith("BROKEN " + mistake.claim() + ": ");
    }

    @Test
    void aRunThatNeedsNoClientIsToldByWhatTheNodesDid() {
        Scenario scenario = RegisterScenarios.with(Mistake.VOTES_TWICE);

        SimulationReport report =
                SimulationRunner.with(RunOptions.savingTo(null), SimulationRunner.Progress.NONE)
                        .run(List.of(scenario), 1, SEEDS_TO_FIND_IT);

        String lesson = report.scenarios().get(0).failures().get(0).lesson();
        assertThat(lesson)
                .containsPattern("receives VoteRequest.* from n2, .*sends Vote")
                .containsPattern("receives VoteRequest.* from n3, .*sends Vote");
    }

    @ParameterizedTest
    @CsvSource({
        "ACK_BEFORE_REPLICATION, only n[123] of 3 has",
        "VOTES_TWICE, in which it has voted for n",
        "FORGETS_ITS_VOTE, tells its vote in epoch",
        "RETRY_EXECUTED_TWICE, takes effect a second time"
    })
    void theStoryMarksWhereTheRunLeavesTheRightPath(Mistake mistake, String why) {
        Scenario scenario = RegisterScenarios.with(mistake);
        RunResult found = firstThatBreaks(mistake.claim(), scenario);

        List<CausalStory.Told> story = CausalStory.of(recordOf(scenario, found.schedule()));

        assertThat(story)
                .extracting(CausalStory.Told::text)
                .filteredOn(text -> text.contains("here it leaves the right path"))
                .hasSize(1)
                .first()
                .asString()
                .containsPattern("here it leaves the right path: .*" + why);
    }

    @Test
    void theRightRegisterNeverLeavesTheRightPath() {
        for (long seed = 1; seed <= 60; seed++) {
            RunResult run = ScenarioRun.of(RegisterScenarios.right(), seed);

            RunRecord record =
                    Objects.requireNonNull(
                            ScenarioRun.recorded(RegisterScenarios.right(), run.schedule(), null)
                                    .record());

            assertThat(record.events()).as("seed %d", seed).noneMatch(RunEvent::strays);
        }
    }

    @Test
    void theSavedScheduleStillFailsWhenTheScenarioDrawsMore() {
        RunResult found =
                firstThatBreaks(
                        Claims.LINEARIZABLE,
                        RegisterScenarios.with(Mistake.READS_FROM_A_STALE_PRIMARY));
        FaultSchedule saved = FaultSchedule.parse(found.schedule().toText());

        Scenario drawsMore =
                RegisterScenarios.staged(
                        "register-reads-from-a-stale-primary",
                        Mistake.READS_FROM_A_STALE_PRIMARY::rules,
                        stage -> {
                            stage.choice("unrelated", 1, 6);
                            stage.world().random("scenario").nextLong();
                            stage.operations("n101").chance(1).nextLong();
                        });
        RunResult again = ScenarioRun.of(drawsMore, saved, null);

        assertThat(Objects.requireNonNull(again.breach()).invariant())
                .isEqualTo(Claims.LINEARIZABLE);
        assertThat(again.breach()).isEqualTo(found.breach());
    }

    private static RunResult firstThatBreaks(String claim, Scenario scenario) {
        for (long seed = 1; seed <= SEEDS_TO_FIND_IT; seed++) {
            RunResult result = ScenarioRun.of(scenario, seed);
            Breach breach = result.breach();
            if (breach != null && breach.invariant().equals(claim)) {
                return result;
            }
        }
        throw new AssertionError(
                scenario.name() + ": " + claim + " holds for " + SEEDS_TO_FIND_IT + " seeds");
    }

    private static RunRecord recordOf(Scenario scenario, FaultSchedule schedule) {
        RunResult again = ScenarioRun.recorded(scenario, schedule, null);
        assertThat(again.verdict()).isEqualTo(Verdict.FAIL);
        return Objects.requireNonNull(again.record());
    }

    /**
     * The history of a run as checkers of consistency mean it: what clients began and learned, what
     * went wrong, and the breach.
     */
    private static List<RunEvent> history(RunRecord record) {
        return record.events().stream()
                .filter(
                        event ->
                                switch (event.kind().group()) {
                                    case OPERATIONS, FAULTS, BREACH -> true;
                                    // All start once; what a fault does beyond it counts.
                                    case LIVES ->
                                            event.kind() != EventKind.STARTED
                                                    || !event.text().equals("life 1");
                                    case MESSAGES, STATES, TIMERS, DISK, NOTES -> false;
                                })
                .toList();
    }
}
