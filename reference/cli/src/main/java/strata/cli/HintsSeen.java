package strata.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Which hints a student has read: {@code .strata/hints.json}, {@code {"seen":{"1.3":[1,2]}}}. */
final class HintsSeen {
    private static final String SEEN = "seen";

    private final StateFile file;

    HintsSeen(Path state) {
        this.file = new StateFile(state.resolve("hints.json"));
    }

    /** The levels of a step, lowest first. */
    NavigableSet<Integer> of(LabStep step) {
        NavigableSet<Integer> levels = new TreeSet<>();
        for (JsonNode level : file.read().path(SEEN).path(step.toString())) {
            levels.add(level.asInt());
        }
        return levels;
    }

    void add(LabStep step, int level) {
        NavigableSet<Integer> levels = of(step);
        if (levels.add(level)) {
            ObjectNode all = file.read();
            ArrayNode list = all.withObjectProperty(SEEN).putArray(step.toString());
            levels.forEach(list::add);
            file.write(all);
        }
    }

    /** Whether there were any. */
    boolean forget() {
        return file.delete();
    }
}
