package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.scenario.Scenario;

/** Which page of {@code docs/failures} explains a broken claim about producers. */
final class TransactionCodes {
    private static final Map<String, List<String>> INVARIANTS = new LinkedHashMap<>();

    static {
        page(
                "SIM-501",
                "duplicate",
                "sequence-refused",
                "nonmonotonic-send",
                "int-nonmonotonic-send",
                "changed-record");
        page("SIM-502", "aborted-read", "G1a", "G1c", "precommitted-read");
        page(
                "SIM-503",
                "zombie-accepted",
                "epoch-given-twice",
                "epoch-went-back",
                "fenced-for-nothing");
        page("SIM-504", "decision-changed", "marker-before-decision", "marker-from-nowhere");
        page("SIM-505", "stable-beyond-high-watermark", "stable-went-back");
        page("SIM-506", "hanging-transaction");
        page("SIM-507", "producers-differ", "replay-differs");
        page("SIM-508", "processed-twice", "not-processed");
    }

    private TransactionCodes() {}

    private static void page(String code, String... invariants) {
        INVARIANTS.put(code, List.of(invariants));
    }

    /** The codes, in order. */
    static List<String> all() {
        return new ArrayList<>(INVARIANTS.keySet());
    }

    /** The invariants that a page explains. */
    static List<String> explainedBy(String code) {
        return INVARIANTS.getOrDefault(code, List.of());
    }

    /** Gives a scenario all the codes. */
    static Scenario explain(Scenario scenario) {
        INVARIANTS.forEach((code, names) -> names.forEach(name -> scenario.explains(name, code)));
        return scenario;
    }
}
