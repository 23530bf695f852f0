package strata.sim.run;

import java.util.List;
import strata.sim.scenario.Scenario;

/**
 * Brings scenarios of its own: whatever is on the class path and is named in {@code
 * META-INF/services/strata.sim.run.ScenarioProvider} is found by {@code ./strata sim}.
 */
public interface ScenarioProvider {
    /** Its scenarios; no name of theirs may stand in another list. */
    List<Scenario> scenarios();
}
