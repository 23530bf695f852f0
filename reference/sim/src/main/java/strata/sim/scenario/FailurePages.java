package strata.sim.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which page of {@code docs/failures} explains which broken claims. */
public final class FailurePages {
    private final Map<String, List<String>> invariants = new LinkedHashMap<>();

    /**
     * A page explains these claims.
     *
     * @param code of the page, {@code SIM-301} and so on
     */
    public FailurePages page(String code, String... names) {
        invariants.put(code, List.of(names));
        return this;
    }

    /** The codes, in order. */
    public List<String> all() {
        return new ArrayList<>(invariants.keySet());
    }

    /** The claims that a page explains. */
    public List<String> explainedBy(String code) {
        return invariants.getOrDefault(code, List.of());
    }

    /** Gives a scenario all the codes. */
    public Scenario explain(Scenario scenario) {
        invariants.forEach((code, names) -> names.forEach(name -> scenario.explains(name, code)));
        return scenario;
    }
}
