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
    private long batches;

    /** A transaction; null stands for none. */
    static final class Transaction {
        boolean aborted;
        final List<RightLog> touched = new ArrayList<>();
    }

    /**
     * A place in the log.
     *
     * @param value null for the marker at the end of a transaction
     * @param batch what is sent together stays or goes together
     */
    private record Slot(@Nullable String value, @Nullable Transaction transaction, long batch) {}

    RightLog(String key) {
        this.key = key;
    }

    long end() {
        return slots.size();
    }

    long start() {
        return start;
    }

    /** Appends a batch, and gives the offset of its first value. */
    long append(List<String> values, @Nullable Transaction in) {
        if (in != null && !in.touched.contains(this)) {
            in.touched.add(this);
            open.put(end(), in);
        }
        long base = end();
        batches++;
        values.forEach(value -> slots.add(new Slot(value, in, batches)));
        return base;
    }

    /** Whether these values still stand from an offset on: a loss may have taken their end. */
    boolean has(long offset, List<String> values) {
        boolean all = offset + values.size() <= end();
        for (int i = 0; all && i < values.size(); i++) {
            all = values.get(i).equals(slots.get((int) offset + i).value);
        }
        return all;
    }

    /** Ends a transaction here. */
    void endOf(Transaction transaction) {
        open.values().remove(transaction);
        slots.add(new Slot(null, null, ++batches));
    }

    /** Deletes what lies below an offset. */
    void deleteBelow(long offset) {
        start = Math.max(start, Math.min(offset, end()));
    }

    /** A loss leaves so much. */
    void cutAt(long offset) {
        long torn = offset < end() ? slots.get((int) offset).batch : Long.MAX_VALUE;
        while (end() > start && (end() > offset || slots.get(slots.size() - 1).batch == torn)) {
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
            String value = slot.value;
            boolean aborted = slot.transaction != null && slot.transaction.aborted;
            if (value != null && !(committed && aborted)) {
                got.add(new Placed(key, offset, value));
            }
            if (got.size() == most) {
                break;
            }
        }
        return got;
    }
}
