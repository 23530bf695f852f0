package strata.sim.minimise;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.Breach;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.ImpossibleSchedule;
import strata.sim.record.RunRecord;
import strata.sim.scenario.RunResult;

/**
 * Tries schedules, each one at most once, until patience ends; and keeps what broke.
 *
 * <p>Invariant: {@link #best} broke the claim when it was run.
 */
final class Trials {
    // Of each invariant one other claim is enough: it has a schedule to begin with.
    private static final int OTHERS_MAX = 5;

    private final Claim claim;
    private final Minimiser.Runs runs;
    private final Patience patience;
    private final Minimiser.Watcher watcher;
    // By a schedule's text: whether it broke the claim.
    private final Map<String, Boolean> known = new LinkedHashMap<>();
    private final Map<String, Minimum.OtherFind> others = new LinkedHashMap<>();
    private RunResult best;
    private int count;
    private boolean endedEarly;

    Trials(
            Claim claim,
            RunResult failure,
            Minimiser.Runs runs,
            Patience patience,
            Minimiser.Watcher watcher) {
        this.claim = claim;
        this.best = failure;
        this.runs = runs;
        this.patience = patience;
        this.watcher = watcher;
        known.put(failure.schedule().toText(), true);
    }

    /** Whether a run of this schedule breaks the same claim; if so, it is the best from now on. */
    boolean stillFails(FaultSchedule candidate) {
        String text = candidate.toText();
        Boolean before = known.get(text);
        if (before != null) {
            return before;
        }
        if (patience.isOver(count)) {
            endedEarly = true;
            return false;
        }
        count++;
        RunResult result;
        try {
            result = runs.run(candidate);
        } catch (ImpossibleSchedule e) {
            // A choice that the scenario does not know, or a fault on a node that is not there.
            known.put(text, false);
            return false;
        }
        Breach breach = result.breach();
        boolean same = claim.isBrokenBy(breach);
        known.put(text, same);
        if (same) {
            best = result;
        } else if (breach != null && others.size() < OTHERS_MAX) {
            others.putIfAbsent(breach.invariant(), new Minimum.OtherFind(breach, candidate));
        }
        watcher.tried(count, best);
        return same;
    }

    /** The last run that broke the claim: the smallest so far. */
    RunResult best() {
        return best;
    }

    FaultSchedule schedule() {
        return best.schedule();
    }

    /** The record of the smallest run so far; empty where nobody records. */
    RunRecord recordOfBest() {
        RunRecord record = runs.recorded(best.schedule()).record();
        return record == null ? new RunRecord(List.of(), List.of()) : record;
    }

    /** How long each message took in the smallest run so far. */
    List<FaultSchedule.Delay> delaysOfBest() {
        return runs.recorded(best.schedule()).delays();
    }

    /** How many runs there were. */
    int count() {
        return count;
    }

    /** Whether something was left untried because patience had ended. */
    boolean endedEarly() {
        return endedEarly;
    }

    List<Minimum.OtherFind> others() {
        return new ArrayList<>(others.values());
    }
}
