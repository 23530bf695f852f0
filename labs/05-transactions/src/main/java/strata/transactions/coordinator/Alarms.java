package strata.transactions.coordinator;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import strata.kernel.Nullable;

/** When each of many transactional ids wants to be looked at: at most one time each. */
final class Alarms {
    private record Alarm(long atMs, String transactionalId) implements Comparable<Alarm> {
        @Override
        public int compareTo(Alarm other) {
            int byTime = Long.compare(atMs, other.atMs);
            return byTime != 0 ? byTime : transactionalId.compareTo(other.transactionalId);
        }
    }

    // Invariant: the alarms of both are the same.
    private final Map<String, Alarm> byId = new LinkedHashMap<>();
    private final TreeSet<Alarm> inOrder = new TreeSet<>();

    /** Sets an id's time, monotonic milliseconds; the one that it had is forgotten. */
    void set(String transactionalId, long atMs) {
        cancel(transactionalId);
        Alarm alarm = new Alarm(atMs, transactionalId);
        byId.put(transactionalId, alarm);
        inOrder.add(alarm);
    }

    /** An id has no time any more, if it had one. */
    void cancel(String transactionalId) {
        Alarm alarm = byId.remove(transactionalId);
        if (alarm != null) {
            inOrder.remove(alarm);
        }
    }

    boolean has(String transactionalId) {
        return byId.containsKey(transactionalId);
    }

    /** The first time; {@code Long.MAX_VALUE} for none. */
    long nextMs() {
        return inOrder.isEmpty() ? Long.MAX_VALUE : inOrder.first().atMs();
    }

    /** Takes the id whose time came first; null when none has come. */
    @Nullable
    String poll(long nowMs) {
        if (nextMs() > nowMs) {
            return null;
        }
        Alarm first = inOrder.first();
        cancel(first.transactionalId());
        return first.transactionalId();
    }
}
