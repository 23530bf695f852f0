package strata.sim.history;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A value that was sent: unique in its run. */
final class SentValue {
    final List<Attempt> attempts = new ArrayList<>(1);
    // Where it is known to stand now.
    final TreeSet<Long> offsets = new TreeSet<>();
    // Its topic was deleted since.
    boolean deleted;

    boolean wasRefused() {
        return attempts.stream().allMatch(attempt -> attempt.refused);
    }

    int lastEpoch() {
        return attempts.get(attempts.size() - 1).epoch;
    }
}
