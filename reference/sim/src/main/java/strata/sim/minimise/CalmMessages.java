package strata.sim.minimise;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.FaultSchedule.Delay;
import strata.sim.scenario.ScenarioRun;

/**
 * Has all messages take the same time but those whose own time matters: a claim that breaks because
 * one message was slow is told by that one.
 */
final class CalmMessages {
    /** What a calm message takes: an ordinary time. */
    private static final long CALM_US = 200;

    private CalmMessages() {}

    static void pass(Trials trials) {
        if (!isCalm(trials.schedule()) && !trials.stillFails(calm(trials.schedule()))) {
            // As it was, each message by itself; then fewer and fewer of them.
            FaultSchedule same = calm(trials.schedule()).withDelays(trials.delaysOfBest());
            if (!trials.stillFails(same)) {
                return;
            }
        }
        List<Delay> delays = trials.schedule().delays();
        DeltaDebugging.fewest(
                delays, some -> trials.stillFails(trials.schedule().withDelays(some)));
    }

    private static boolean isCalm(FaultSchedule schedule) {
        return schedule.choices().containsKey(ScenarioRun.CALM_US);
    }

    private static FaultSchedule calm(FaultSchedule schedule) {
        Map<String, Long> choices = new LinkedHashMap<>(schedule.choices());
        choices.put(ScenarioRun.CALM_US, CALM_US);
        return schedule.withChoices(choices);
    }
}
