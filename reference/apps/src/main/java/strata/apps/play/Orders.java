package strata.apps.play;

import java.util.LinkedHashSet;
import java.util.Set;

/** What a producer sent, and what it was told of it. The client's thread tells. */
final class Orders {
    private final Set<String> acknowledged = new LinkedHashSet<>();
    private int sentCount;
    private String fault = "";
    // 0 while nobody watches.
    private long lastNanos;
    private long longestNanos;

    /** The value of the next record; no two are alike. */
    synchronized String next() {
        return "order " + sentCount++;
    }

    synchronized int sentCount() {
        return sentCount;
    }

    /** From now on the longest time without an acknowledgement is noted. */
    synchronized void watchGaps() {
        lastNanos = System.nanoTime();
    }

    synchronized void refused(String order, Exception why) {
        fault = fault.isEmpty() ? order + ": " + why : fault;
    }

    synchronized void acknowledged(String order) {
        acknowledged.add(order);
        if (lastNanos != 0) {
            long now = System.nanoTime();
            longestNanos = Math.max(longestNanos, now - lastNanos);
            lastNanos = now;
        }
    }

    synchronized long longestGapMs() {
        return longestNanos / 1_000_000;
    }

    /** The first record that was refused for good, and why; empty when none was. */
    synchronized String fault() {
        return fault;
    }

    /** A copy. */
    synchronized Set<String> acknowledged() {
        return new LinkedHashSet<>(acknowledged);
    }
}
