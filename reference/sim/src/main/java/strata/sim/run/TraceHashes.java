package strata.sim.run;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import strata.sim.scenario.RunResult;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.ScenarioRun;

/**
 * Prints the trace hash of each run: {@code scenario seed verdict hash}. Started in two JVMs, it
 * shows whether a seed is the same run in both.
 */
public final class TraceHashes {
    private TraceHashes() {}

    /**
     * Runs the scenarios.
     *
     * @param args scenario names (see {@link Scenarios#chosen}), the first seed, the last seed
     */
    public static void main(String[] args) {
        print(Scenarios.chosen(args[0]), Long.parseLong(args[1]), Long.parseLong(args[2]));
    }

    /** Runs scenarios that may be on no list. */
    public static void print(List<Scenario> scenarios, long firstSeed, long lastSeed) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        for (Scenario scenario : scenarios) {
            for (long seed = firstSeed; seed <= lastSeed; seed++) {
                RunResult result = ScenarioRun.of(scenario, seed);
                out.println(
                        scenario.name()
                                + " "
                                + seed
                                + " "
                                + result.verdict()
                                + " "
                                + result.hash());
            }
        }
        out.flush();
    }
}
