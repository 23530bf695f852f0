package strata.sim.minimise;

import java.util.List;
import strata.sim.Breach;
import strata.sim.fault.FaultSchedule;
import strata.sim.scenario.RunResult;

/**
 * The smallest run that was found to break a claim.
 *
 * @param result of a run of it; its schedule is what to keep
 * @param before the run that the search began with
 * @param runs how many were tried
 * @param endedEarly whether patience ended before everything was tried, so that a smaller one may
 *     be left
 * @param others other claims that broke on the way, of each invariant at most one; never the one
 *     that was looked for
 */
public record Minimum(
        RunResult result, RunResult before, int runs, boolean endedEarly, List<OtherFind> others) {

    /**
     * A claim that a smaller run broke instead.
     *
     * @param schedule with which it did
     */
    public record OtherFind(Breach breach, FaultSchedule schedule) {}

    /** The smallest schedule. */
    public FaultSchedule schedule() {
        return result.schedule();
    }
}
