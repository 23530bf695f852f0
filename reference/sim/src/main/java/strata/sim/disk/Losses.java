package strata.sim.disk;

import java.util.ArrayList;
import java.util.List;

/** What a crash took, for the story of the run. */
final class Losses {
    private static final int NAMED_MAX = 4;
    private final List<String> losses = new ArrayList<>();

    void add(String name, String what) {
        if (!what.isEmpty()) {
            losses.add(name + ": " + what);
        }
    }

    @Override
    public String toString() {
        if (losses.isEmpty()) {
            return "nothing was unflushed";
        }
        String named = String.join("; ", losses.subList(0, Math.min(NAMED_MAX, losses.size())));
        int more = losses.size() - NAMED_MAX;
        return more > 0 ? named + "; and " + more + " more" : named;
    }
}
