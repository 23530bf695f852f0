package strata.sim.scenario;

import strata.kernel.Nullable;
import strata.sim.fault.FaultSchedule;

/**
 * How a run is done again.
 *
 * @param command how the command begins
 * @param file where its schedule was saved; null when it was not
 */
public record Rerun(String command, @Nullable String file) {
    /** The command, on the layers that it takes unasked. */
    public static final String COMMAND = "./strata sim";

    /** The command that runs the seed again. */
    public String ofSeed(FaultSchedule schedule) {
        String seeds = schedule.seed() + ".." + schedule.seed();
        return command + " --scenario " + schedule.scenario() + " --seeds " + seeds;
    }

    /** The command that runs the saved schedule again; null when it was not saved. */
    public @Nullable String ofFile() {
        return file == null ? null : command + " --replay " + file;
    }
}
