package strata.sim.segments;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.kernel.Nullable;

/** Records in the order of their offsets: all that a log may be, as a model of it. */
final class RecordList {
    /** A record; {@code batchLast} is the last offset of the batch it lies in. */
    record Entry(
            long offset, long timestampMs, String key, @Nullable String value, long batchLast) {
        boolean isTombstone() {
            return value == null;
        }
    }

    // Invariant: offsets rise.
    private List<Entry> entries = new ArrayList<>();

    int size() {
        return entries.size();
    }

    /** The offset after the last record; 0 when there is none. */
    long endOffset() {
        return entries.isEmpty() ? 0 : entries.get(entries.size() - 1).offset() + 1;
    }

    List<Entry> all() {
        return Collections.unmodifiableList(entries);
    }

    /** The records from one offset to before another. */
    List<Entry> between(long from, long to) {
        int first = numberOf(from);
        return all().subList(first, Math.max(first, numberOf(to)));
    }

    /** The first record at or above an offset; null when there is none. */
    @Nullable
    Entry atOrAfter(long offset) {
        int number = numberOf(offset);
        return number < entries.size() ? entries.get(number) : null;
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    void clear() {
        entries.clear();
    }

    /** Removes the records at and above an offset. */
    void cutFrom(long offset) {
        entries.subList(numberOf(offset), entries.size()).clear();
    }

    /** Removes the batches that hold something at or above an offset. */
    void cutBatchesFrom(long offset) {
        entries.removeIf(entry -> entry.batchLast() >= offset);
    }

    /** Removes the records below an offset. */
    void cutBelow(long offset) {
        entries.subList(0, numberOf(offset)).clear();
    }

    /** Takes others in the place of all. */
    void become(List<Entry> others) {
        entries = new ArrayList<>(others);
    }

    /** How many records are below an offset. */
    private int numberOf(long offset) {
        int from = 0;
        int to = entries.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (entries.get(middle).offset() < offset) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
