package strata.sim.check;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import strata.kernel.Nullable;

/** One partition of a log that does everything right, in the simplest way. */
final class RightLog {
    final String key;
    private final List<Slot> slots = new ArrayList<>();
    // The first offset of each open transaction, with the transaction.
    private final TreeMap<Long, Transaction> open = new TreeMap<>();
    private long start;

    /** A transaction; null stands for none. */
    static final class Transaction {
        boolean aborted;
        final List<RightLog> touched = new ArrayList<>();
    }

    /**
     * A place in the log.
     *
     * @param value null for the marker at the end of a transaction
     */
    private record Slot(@Nullable String value, @Nullable Transaction transaction) {}

    RightLog(String key) {
        this.key = key;
    }

    long end() {
        return slots.size();
    }

    long start() {
        return start;
    }

    long append(String value, @Nullable Transaction in) {
        if (in != null && !in.touched.contains(this)) {
            in.touched.add(this);
            open.put(end(), in);
        }
        slots.add(new Slot(value, in));
        return end() - 1;
    }

    /** Ends a transaction here. */
    void endOf(Transaction transaction) {
        open.values().remove(transaction);
        slots.add(new Slot(null, null));
    }

    /** Deletes what lies below an offset. */
    void deleteBelow(long offset) {
        start = Math.max(start, Math.min(offset, end()));
    }

    /** A loss leaves so much. */
    void cutAt(long offset) {
        while (end() > offset) {
            slots.remove(slots.size() - 1);
        }
    }

    /**
     * What a reader gets.
     *
     * @param most how many at most
     */
    List<Placed> read(long position, boolean committed, int most) {
        List<Placed> got = new ArrayList<>();
        long end = committed && !open.isEmpty() ? open.firstKey() : end();
        for (long offset = Math.max(position, start); offset < end; offset++) {
            Slot slot = slots.get((int) offset);
            boolean hidden =
                    slot.value == null
                            || (committed && slot.transaction != null && slot.transaction.aborted);
            if (!hidden) {
                got.add(new Placed(key, offset, slot.value));
            }
            if (got.size() == most) {
                break;
            }
        }
        return got;
    }
}
