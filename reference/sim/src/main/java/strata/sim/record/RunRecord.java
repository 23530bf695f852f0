package strata.sim.record;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * All that was recorded of a run.
 *
 * @param columns whom events happened to: each {@code who} and {@code peer} of an event is among
 *     them, once
 * @param events in the order in which they happened
 */
public record RunRecord(List<Column> columns, List<RunEvent> events) {
    /** The broken claim's event, or {@link Recorder#NONE}: a run ends with its first. */
    public int broken() {
        for (int i = events.size() - 1; i >= 0; i--) {
            if (events.get(i).kind() == EventKind.BROKEN) {
                return i;
            }
        }
        return Recorder.NONE;
    }

    /** What is watched, in the order it was first seen. */
    public List<String> stateNames() {
        Set<String> names = new LinkedHashSet<>();
        for (RunEvent event : events) {
            if (event.kind() == EventKind.STATE) {
                names.add(event.text());
            }
        }
        return new ArrayList<>(names);
    }
}
