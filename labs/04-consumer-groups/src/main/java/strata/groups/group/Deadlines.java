package strata.groups.group;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.PriorityQueue;
import strata.kernel.Nullable;

/**
 * Until when each of many things has time: sessions, rebalances. To move a deadline further away,
 * which every heartbeat does, costs a look-up and no more.
 *
 * @param <K> what has time; compared by {@code equals}
 */
public final class Deadlines<K> {
    private final Map<K, Deadline<K>> byKey = new LinkedHashMap<>();

    /**
     * Every deadline once at the time at which it was queued, which is not after its own; and some
     * that are dead.
     */
    private final PriorityQueue<Queued<K>> queue = new PriorityQueue<>();

    private long sequence;

    /** Gives a thing time; what it had before is forgotten. */
    public void set(K key, long dueMs) {
        Deadline<K> deadline = byKey.get(key);
        if (deadline != null && deadline.queued.atMs <= dueMs) {
            deadline.dueMs = dueMs;
            return;
        }
        if (deadline != null) {
            deadline.queued.dead = true;
        }
        byKey.put(key, enqueued(key, dueMs));
    }

    /** A thing has no deadline any more. */
    public void cancel(K key) {
        Deadline<K> deadline = byKey.remove(key);
        if (deadline != null) {
            deadline.queued.dead = true;
            dropDead();
        }
    }

    /** Until when a thing has time, monotonic milliseconds; null for no deadline. */
    public @Nullable Long dueMs(K key) {
        Deadline<K> deadline = byKey.get(key);
        return deadline == null ? null : deadline.dueMs;
    }

    /** Not after the first deadline; {@code Long.MAX_VALUE} when there is none. */
    public long nextDueMs() {
        Queued<K> first = queue.peek();
        return first == null ? Long.MAX_VALUE : first.atMs;
    }

    /**
     * Takes the thing whose time was up first, or null when all have time left. It has no deadline
     * any more.
     */
    public @Nullable K poll(long nowMs) {
        while (true) {
            Queued<K> first = queue.peek();
            if (first == null || first.atMs > nowMs) {
                return null;
            }
            queue.poll();
            if (first.dead) {
                continue;
            }
            Deadline<K> deadline = byKey.remove(first.key);
            if (deadline != null && deadline.dueMs > first.atMs) {
                byKey.put(first.key, enqueued(first.key, deadline.dueMs));
                continue;
            }
            dropDead();
            return first.key;
        }
    }

    private Deadline<K> enqueued(K key, long dueMs) {
        Queued<K> queued = new Queued<>(key, dueMs, sequence++);
        queue.add(queued);
        return new Deadline<>(queued, dueMs);
    }

    private void dropDead() {
        Queued<K> first = queue.peek();
        while (first != null && first.dead) {
            queue.poll();
            first = queue.peek();
        }
        if (queue.size() > 64 && queue.size() > 2 * byKey.size()) {
            queue.removeIf(queued -> queued.dead);
        }
    }

    private static final class Deadline<K> {
        final Queued<K> queued;
        long dueMs;

        Deadline(Queued<K> queued, long dueMs) {
            this.queued = queued;
            this.dueMs = dueMs;
        }
    }

    private static final class Queued<K> implements Comparable<Queued<K>> {
        final K key;
        final long atMs;
        final long sequence;
        boolean dead;

        Queued(K key, long atMs, long sequence) {
            this.key = key;
            this.atMs = atMs;
            this.sequence = sequence;
        }

        @Override
        public int compareTo(Queued<K> other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
