package strata.sim.run;

import java.nio.file.Path;
import java.time.Duration;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.sim.scenario.Rerun;

/**
 * How a series of runs is done.
 *
 * @param schedules the directory in which fault schedules of failures are saved; null for nowhere
 * @param diagrams the directory in which pictures of failures are drawn; null for nowhere
 * @param drawsPasses whether a single run is drawn even if it passes
 * @param minimiseFor how long the smallest run that still fails is looked for, in real time, for
 *     each failure told; zero: a failure is told as it came
 * @param keepGoing whether a scenario goes on after its first failure
 * @param command how the command begins that runs something again
 */
public record RunOptions(
        @Nullable Path schedules,
        @Nullable Path diagrams,
        boolean drawsPasses,
        Duration minimiseFor,
        boolean keepGoing,
        String command) {

    /** Long enough for hundreds of runs, and short enough for somebody who waits. */
    public static final Duration MINIMISE_FOR = Duration.ofSeconds(10);

    public RunOptions {
        Check.that(!minimiseFor.isNegative(), "minimise for %s", minimiseFor);
    }

    /** Every seed is run, failures are made small, and nothing is drawn. */
    public static RunOptions savingTo(@Nullable Path schedules) {
        return new RunOptions(schedules, null, false, MINIMISE_FOR, true, Rerun.COMMAND);
    }

    /** The same with another time for each failure. */
    public RunOptions minimisingFor(Duration time) {
        return new RunOptions(schedules, diagrams, drawsPasses, time, keepGoing, command);
    }

    /**
     * The same with pictures.
     *
     * @param passes whether a single run is drawn even if it passes
     */
    public RunOptions drawingTo(@Nullable Path directory, boolean passes) {
        return new RunOptions(schedules, directory, passes, minimiseFor, keepGoing, command);
    }

    /** The same; a scenario goes on after its first failure or ends there. */
    public RunOptions keepGoing(boolean goOn) {
        return new RunOptions(schedules, diagrams, drawsPasses, minimiseFor, goOn, command);
    }

    /** The same, where {@link Rerun#COMMAND} would run it on other layers. */
    public RunOptions calledAs(String called) {
        return new RunOptions(schedules, diagrams, drawsPasses, minimiseFor, keepGoing, called);
    }
}
