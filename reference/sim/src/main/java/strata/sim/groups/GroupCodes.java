package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.sim.scenario.Scenario;

/** Which page of {@code docs/failures} explains a broken claim about a group. */
final class GroupCodes {
    private static final Map<String, List<String>> INVARIANTS = new LinkedHashMap<>();

    static {
        page("SIM-401", "two-owners", "two-owners-in-generation");
        page("SIM-402", "offset-went-back", "commit-from-nowhere");
        page("SIM-403", "commit-lost");
        page("SIM-404", "zombie-commit");
        page("SIM-405", "rebalance-hangs");
        page("SIM-406", "record-skipped");
        page("SIM-407", "unbalanced", "not-sticky");
        page("SIM-408", "replay-differs");
    }

    private GroupCodes() {}

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
