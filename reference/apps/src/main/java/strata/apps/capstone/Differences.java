package strata.apps.capstone;

import java.util.ArrayList;
import java.util.List;

/** What differs, short enough to be read. */
final class Differences {
    private static final int SHOWN_MAX = 5;

    private Differences() {}

    /** The first few of each list, and how many more there are. */
    static List<String> some(List<String> first, List<String> second) {
        List<String> all = new ArrayList<>(some(first));
        all.addAll(some(second));
        return all;
    }

    private static List<String> some(List<String> lines) {
        List<String> shown = new ArrayList<>(lines.subList(0, Math.min(SHOWN_MAX, lines.size())));
        if (lines.size() > SHOWN_MAX) {
            shown.add("and %,d more like these".formatted(lines.size() - SHOWN_MAX));
        }
        return shown;
    }
}
