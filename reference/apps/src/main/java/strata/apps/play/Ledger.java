package strata.apps.play;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a group has done: how often each order was seen to. Its members' threads tell. */
final class Ledger {
    private final Map<String, Integer> times = new LinkedHashMap<>();
    private int done;
    private long lastCommitNanos;
    private long longestNanos;

    synchronized void done(String order) {
        times.merge(order, 1, Integer::sum);
        done++;
    }

    /** From now on the longest time without a commit is noted. */
    synchronized void watchCommits() {
        lastCommitNanos = System.nanoTime();
        longestNanos = 0;
    }

    synchronized void committed() {
        long nowNanos = System.nanoTime();
        longestNanos = Math.max(longestNanos, nowNanos - lastCommitNanos);
        lastCommitNanos = nowNanos;
    }

    synchronized long longestWithoutCommitMs() {
        return longestNanos / 1_000_000;
    }

    synchronized int doneCount() {
        return done;
    }

    /** How often something was done that had been done before. */
    synchronized int againCount() {
        return done - times.size();
    }

    /** Those of the orders that nobody has seen to. */
    synchronized List<String> missing(Iterable<String> orders) {
        List<String> missing = new ArrayList<>();
        for (String order : orders) {
            if (!times.containsKey(order)) {
                missing.add(order);
            }
        }
        return missing;
    }
}
