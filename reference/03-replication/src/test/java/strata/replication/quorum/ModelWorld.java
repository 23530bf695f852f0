package strata.replication.quorum;

import java.util.PriorityQueue;

/** What happens when: the one clock, and the one source of chance. */
final class ModelWorld {
    private record Happening(long timeMs, long number, Runnable what)
            implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return timeMs != other.timeMs
                    ? Long.compare(timeMs, other.timeMs)
                    : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Happening> queue = new PriorityQueue<>();
    private final Chance chance;
    private long nowMs = 1_000;
    private long number;

    ModelWorld(long seed) {
        this.chance = new Chance(seed);
    }

    Chance chance() {
        return chance;
    }

    long nowMs() {
        return nowMs;
    }

    void at(long timeMs, Runnable what) {
        queue.add(new Happening(Math.max(timeMs, nowMs), number++, what));
    }

    void in(long delayMs, Runnable what) {
        at(nowMs + delayMs, what);
    }

    void runUntil(long endMs) {
        while (!queue.isEmpty() && queue.element().timeMs() <= endMs) {
            Happening next = queue.remove();
            nowMs = next.timeMs();
            next.what().run();
        }
        nowMs = Math.max(nowMs, endMs);
    }
}
