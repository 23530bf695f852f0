package strata.sim.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import strata.sim.disk.CrashMode;
import strata.sim.history.Promise;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;
import strata.sim.toy.ToyScenarios;

/** What holds of the record of any run; runs of the toy stand for all. */
class RecordOfARunTest {
    private static final Scenario SCENARIO =
            ToyScenarios.tally(CrashMode.TEAR_TAIL, Promise.FLUSHED_BEFORE_ACK);
    private static final int SEEDS = 6;
    private static final List<RunResult> RECORDED = new ArrayList<>();

    @BeforeAll
    static void record() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            RECORDED.add(recorded(seed));
        }
    }

    @Test
    void whatCausedAnEventIsEarlierAndHappenedToTheSameOne() {
        List<String> strange = new ArrayList<>();
        for (RunResult result : RECORDED) {
            long beforeUs = 0;
            List<RunEvent> events = eventsOf(result);
            for (RunEvent event : events) {
                boolean inOrder =
                        event.timeUs() >= beforeUs
                                && event.cause() < event.index()
                                && event.about() < event.index();
                if (!inOrder || !hasItsCauseAtHome(events, event)) {
                    strange.add(result.schedule().seed() + ": " + event);
                }
                beforeUs = event.timeUs();
            }
        }

        assertThat(strange).isEmpty();
    }

    @Test
    void everyDeliveryAndLossEndsASendingAndNoneIsEndedTwice() {
        int ends = 0;
        List<String> strange = new ArrayList<>();
        for (RunResult result : RECORDED) {
            List<RunEvent> events = eventsOf(result);
            boolean[] ended = new boolean[events.size()];
            for (RunEvent event : events) {
                if (event.kind().isDelivery() || event.kind() == EventKind.LOST) {
                    ends++;
                    if (events.get(event.about()).kind() != EventKind.SENT
                            || ended[event.about()]) {
                        strange.add(result.schedule().seed() + ": " + event);
                    }
                    ended[event.about()] = true;
                }
            }
        }

        assertThat(strange).isEmpty();
        assertThat(ends).isGreaterThan(100);
    }

    @Test
    void recordingChangesNothingOfTheRun() {
        for (RunResult recorded : RECORDED) {
            RunResult plain = ScenarioRun.of(SCENARIO, recorded.schedule().seed());

            assertThat(recorded.hash()).isEqualTo(plain.hash());
            assertThat(recorded.verdict()).isEqualTo(plain.verdict());
        }
    }

    @Test
    void oneSeedHasOneRecord() {
        RunResult first = RECORDED.get(2);

        RunResult again = recorded(first.schedule().seed());

        assertThat(eventsOf(again).equals(eventsOf(first))).isTrue();
    }

    // A message arrives because of its sending elsewhere; a connection breaks, and messages are
    // lost, because of what happened at its other end. All else has its cause where it happens.
    private static boolean hasItsCauseAtHome(List<RunEvent> events, RunEvent event) {
        boolean mustHave =
                event.kind().group() != EventKind.Group.MESSAGES || event.kind() == EventKind.SENT;
        if (!mustHave || event.cause() == Recorder.NONE) {
            return true;
        }
        String cause = events.get(event.cause()).who();
        return cause.equals(event.who()) || cause.equals(Recorder.WORLD);
    }

    private static List<RunEvent> eventsOf(RunResult result) {
        return Objects.requireNonNull(result.record()).events();
    }

    private static RunResult recorded(long seed) {
        return ScenarioRun.recorded(SCENARIO, ScenarioRun.scheduleOf(SCENARIO, seed), null);
    }
}
