package strata.sim.scenario;

import java.util.List;
import java.util.Map;
import strata.kernel.Nullable;
import strata.sim.Breach;
import strata.sim.Verdict;
import strata.sim.fault.FaultSchedule;
import strata.sim.record.RunRecord;

/**
 * How one run ended.
 *
 * @param verdict only PASS and EXPECTED pass
 * @param why one sentence; empty for PASS
 * @param hash the trace's, 16 hexadecimal digits
 * @param schedule what the run was made of: the faults that were to strike, and every choice that
 *     the scenario made; a run of it is this run again
 * @param figures how much happened
 * @param operations how many operations each actor began or left out, by its name
 * @param expected anomalies that were found and are allowed, the first of each name
 * @param breach what broke; null when nothing did
 * @param steps the story, numbered; empty unless something broke
 * @param lastLines of the trace; empty for PASS
 * @param record of the run; null when none was wanted
 * @param delays how long each message took, in the order they were sent; empty when no record was
 *     wanted
 */
public record RunResult(
        Verdict verdict,
        String why,
        String hash,
        FaultSchedule schedule,
        Figures figures,
        Map<String, Long> operations,
        List<Breach> expected,
        @Nullable Breach breach,
        List<String> steps,
        List<String> lastLines,
        @Nullable RunRecord record,
        List<FaultSchedule.Delay> delays) {

    /**
     * How much happened in a run.
     *
     * @param virtualUs how long it was, in virtual microseconds
     * @param events how many things were done
     * @param acknowledged records
     * @param read records, every reading counted
     * @param crashes of nodes
     * @param faults that struck
     * @param messages between nodes, and requests and answers of clients, that were sent
     * @param lostMessages those of them that never arrived
     * @param overtakenMessages those that arrived after something of a newer connection
     */
    public record Figures(
            long virtualUs,
            long events,
            long acknowledged,
            long read,
            int crashes,
            int faults,
            long messages,
            long lostMessages,
            long overtakenMessages) {}
}
