package strata.sim.scenario;

import java.util.List;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.Verdict;
import strata.sim.fault.FaultSchedule;

/**
 * How one run ended.
 *
 * @param verdict only PASS and EXPECTED pass
 * @param why one sentence; empty for PASS
 * @param hash the trace's, 16 hexadecimal digits
 * @param schedule the faults that were to strike
 * @param figures how much happened
 * @param breach what broke; null when nothing did
 * @param steps the story, numbered; empty unless something broke
 * @param lastLines of the trace; empty for PASS
 */
public record RunResult(
        Verdict verdict,
        String why,
        String hash,
        FaultSchedule schedule,
        Figures figures,
        @Nullable Breach breach,
        List<String> steps,
        List<String> lastLines) {

    /** Whether it passed. */
    public boolean passed() {
        return verdict == Verdict.PASS || verdict == Verdict.EXPECTED;
    }

    /**
     * How much happened in a run.
     *
     * @param virtualUs how long it was, in virtual microseconds
     * @param events how many things were done
     * @param acknowledged records
     * @param read records, every reading counted
     * @param crashes of the node
     * @param faults that struck
     */
    public record Figures(
            long virtualUs, long events, long acknowledged, long read, int crashes, int faults) {}
}
