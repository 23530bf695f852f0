package strata.sim.minimise;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.kernel.Check;
import strata.sim.Breach;
import strata.sim.fault.Fault;
import strata.sim.fault.FaultSchedule;
import strata.sim.fault.Trigger;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/**
 * Looks for the smallest run that breaks the same claim as a failing one: fewest faults, fewest
 * operations, the smallest choices, the weakest faults, calm messages, the shortest time.
 *
 * <p>Round after round, each of these is made as small as it can be while the others stay, until a
 * round changes nothing: then no single thing can go any more. Everything that is left out leaves
 * the rest of the run as it was, since chance is drawn by name and number and not from a stream.
 */
public final class Minimiser {
    private final Runs runs;
    private final long safetyUs;

    /** Runs schedules. */
    public interface Runs {
        RunResult run(FaultSchedule schedule);

        /** The same; the result says how long each message took. */
        default RunResult recorded(FaultSchedule schedule) {
            return run(schedule);
        }
    }

    /** Is told of every run that is tried. */
    public interface Watcher {
        /** Tells nobody. */
        Watcher NONE = (count, smallest) -> {};

        /**
         * One more was tried.
         *
         * @param count how many there were
         * @param smallest the smallest so far that breaks the claim
         */
        void tried(int count, RunResult smallest);
    }

    private Minimiser(Runs runs, long safetyUs) {
        this.runs = runs;
        this.safetyUs = safetyUs;
    }

    /** One for the runs of a scenario. */
    public static Minimiser of(Scenario scenario) {
        Runs runs =
                new Runs() {
                    @Override
                    public RunResult run(FaultSchedule schedule) {
                        return ScenarioRun.of(scenario, schedule, null);
                    }

                    @Override
                    public RunResult recorded(FaultSchedule schedule) {
                        return ScenarioRun.recorded(scenario, schedule, null);
                    }
                };
        return new Minimiser(runs, scenario.faultyUs());
    }

    /**
     * One for runs that somebody else does.
     *
     * @param safetyUs how long their first phase is unless their schedule says otherwise
     */
    public static Minimiser of(Runs runs, long safetyUs) {
        return new Minimiser(runs, safetyUs);
    }

    /**
     * The smallest run that breaks the same claim.
     *
     * @param failure a run in which a claim broke
     * @param patience when it ends, the smallest so far is given
     */
    public Minimum minimum(RunResult failure, Patience patience, Watcher watcher) {
        Breach breach = failure.breach();
        Check.that(breach != null, "nothing broke in %s", failure.schedule().scenario());
        Claim claim = Claim.of(Objects.requireNonNull(breach));
        Trials trials = new Trials(claim, failure, runs, patience, watcher);
        String before;
        do {
            before = trials.schedule().toText();
            withoutWhatNeverStruck(trials);
            DeltaDebugging.fewest(
                    trials.schedule().faults(),
                    some -> trials.stillFails(trials.schedule().with(some)));
            CrashTimes.pass(trials);
            FewerOperations.pass(trials);
            SmallerChoices.pass(trials);
            WeakerFaults.pass(trials);
            SmallerChoices.shorten(trials, safetyUs);
            CalmMessages.pass(trials);
        } while (!trials.endedEarly() && !trials.schedule().toText().equals(before));
        return new Minimum(
                trials.best(), failure, trials.count(), trials.endedEarly(), trials.others());
    }

    /** Faults for later than the breach; one try instead of many. */
    private static void withoutWhatNeverStruck(Trials trials) {
        long endUs = trials.best().figures().virtualUs();
        List<Fault> early = new ArrayList<>(trials.schedule().faults());
        early.removeIf(fault -> fault.trigger() instanceof Trigger.AtTime at && at.us() > endUs);
        trials.stillFails(trials.schedule().with(early));
    }
}
