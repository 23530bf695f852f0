package strata.sim.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import strata.sim.disk.CrashMode;
import strata.sim.history.Promise;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.toy.ToyScenarios;

/** What holds of the record of any run; runs of the toy stand for all. */
class RecordOfARunTest {
    private static final int SEEDS = 10;

    @Test
    void whatCausedAnEventIsEarlierAndHappenedToTheSameOne() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunRecord run = recorded(seed);
            assertThat(run.events()).extracting(RunEvent::timeUs).isSorted();
            for (RunEvent event : run.events()) {
                assertThat(event.cause()).isLessThan(event.index());
                assertThat(event.about()).isLessThan(event.index());
                if (event.cause() != Recorder.NONE && mustHaveItsCauseAtHome(event)) {
                    RunEvent cause = run.events().get(event.cause());
                    assertThat(cause.who())
                            .as("seed %s: %s because of %s", seed, event, cause)
                            .isIn(event.who(), Recorder.WORLD);
                }
            }
        }
    }

    @Test
    void everyDeliveryAndLossEndsASendingAndNoneIsEndedTwice() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunRecord run = recorded(seed);
            boolean[] ended = new boolean[run.events().size()];
            for (RunEvent event : run.events()) {
                if (event.kind().isDelivery() || event.kind() == EventKind.LOST) {
                    assertThat(run.events().get(event.about()).kind()).isEqualTo(EventKind.SENT);
                    assertThat(ended[event.about()]).as("seed %s: %s", seed, event).isFalse();
                    ended[event.about()] = true;
                }
            }
        }
    }

    @Test
    void recordingChangesNothingOfTheRun() {
        Scenario scenario = scenario();
        for (long seed = 1; seed <= SEEDS; seed++) {
            RunResult plain = ScenarioRun.of(scenario, seed);

            RunResult recorded =
                    ScenarioRun.recorded(scenario, ScenarioRun.scheduleOf(scenario, seed), null);

            assertThat(recorded.hash()).isEqualTo(plain.hash());
            assertThat(recorded.verdict()).isEqualTo(plain.verdict());
        }
    }

    @Test
    void oneSeedHasOneRecord() {
        List<RunEvent> first = recorded(3).events();

        assertThat(recorded(3).events()).isEqualTo(first);
    }

    // A message arrives because of its sending elsewhere; a connection breaks, and messages are
    // lost, because of what happened at its other end.
    private static boolean mustHaveItsCauseAtHome(RunEvent event) {
        return event.kind().group() != EventKind.Group.MESSAGES || event.kind() == EventKind.SENT;
    }

    private static RunRecord recorded(long seed) {
        Scenario scenario = scenario();
        return Objects.requireNonNull(
                ScenarioRun.recorded(scenario, ScenarioRun.scheduleOf(scenario, seed), null)
                        .record());
    }

    private static Scenario scenario() {
        return ToyScenarios.tally(CrashMode.TEAR_TAIL, Promise.FLUSHED_BEFORE_ACK);
    }
}
