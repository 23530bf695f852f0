package strata.sim.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.scenario.Scenario;

/** Which page of {@code docs/failures} explains a broken claim about a cluster. */
public final class ClusterCodes {
    private static final Map<String, List<String>> INVARIANTS = new LinkedHashMap<>();

    static {
        page("SIM-301", "early-acknowledgement", "committed-lost", "lost-write", "unseen");
        page("SIM-302", "committed-differs", "inconsistent-offsets");
        page("SIM-303", "high-watermark-went-back", "high-watermark-beyond-log");
        page("SIM-304", "in-sync-without-committed", "committed-by-too-few");
        page("SIM-305", "two-leaders");
        page("SIM-306", "two-controllers");
        page("SIM-307", "voted-twice", "epoch-went-back", "vote-for-less");
        page("SIM-308", "committed-by-counting");
        page("SIM-309", "liveness");
        page(
                "SIM-310",
                "node-threw",
                "unprovoked-stop",
                "crash-swallowed",
                "answered-twice",
                "slice-leak",
                "wrong-answer",
                "unreadable-partition",
                "unknown-broker",
                "topic-not-created");
    }

    private ClusterCodes() {}

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
    public static Scenario explain(Scenario scenario) {
        INVARIANTS.forEach((code, names) -> names.forEach(name -> scenario.explains(name, code)));
        return scenario;
    }
}
