package strata.segments;

import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;

/**
 * How a segment's greatest timestamp rose. An entry is 12 bytes, as in Kafka: a timestamp (i64),
 * and the last offset of the first batch that has it, less the segment's base offset (i32). Every
 * batch up to that one has a smaller greatest timestamp.
 *
 * <p>Invariant, unless the file was damaged: timestamps and offsets rise from entry to entry.
 */
final class TimeIndex {
    /** The size of an entry. */
    static final int ENTRY_BYTES = 12;

    /** What Kafka calls no timestamp. */
    static final long NO_TIMESTAMP_MS = -1L;

    private final long baseOffset;
    private final IndexEntries entries;

    private TimeIndex(long baseOffset, IndexEntries entries) {
        this.baseOffset = baseOffset;
        this.entries = entries;
    }

    /** An empty index, in memory, of the segment with that base offset. */
    static TimeIndex inMemory(long baseOffset) {
        return new TimeIndex(baseOffset, IndexEntries.inMemory(ENTRY_BYTES));
    }

    /**
     * The index in a file.
     *
     * @throws strata.kernel.log.CorruptDataException when it is no whole number of entries
     */
    static TimeIndex inFile(long baseOffset, StorageFile file) {
        return new TimeIndex(baseOffset, IndexEntries.inFile(ENTRY_BYTES, file));
    }

    /** The same in memory, so that it can grow. */
    TimeIndex copyInMemory() {
        return new TimeIndex(baseOffset, entries.copyInMemory());
    }

    /** How many entries. */
    int count() {
        return entries.count();
    }

    /**
     * Whether no further entry fits. The place for one more is kept free, for the last entry, which
     * is added when the segment is closed.
     */
    boolean isFull(int maxIndexBytes) {
        return entries.isFull(maxIndexBytes - ENTRY_BYTES);
    }

    /** An entry's timestamp, milliseconds since 1970. */
    long timestampMs(int slot) {
        return entries.getLong(slot, 0);
    }

    /** The last offset of an entry's batch. */
    long offset(int slot) {
        return baseOffset + entries.getInt(slot, 8);
    }

    /** The timestamp of the last entry; {@link #NO_TIMESTAMP_MS} when there is none. */
    long lastTimestampMs() {
        return count() == 0 ? NO_TIMESTAMP_MS : timestampMs(count() - 1);
    }

    /**
     * Adds an entry, if the timestamp is greater than the last one.
     *
     * @param timestampMs the greatest so far
     * @param offset the last offset of the first batch that has it
     * @throws CorruptDataException when it is not above all others, or does not fit
     */
    void addIfGreater(long timestampMs, long offset) {
        // LAB 2.2 put the timestamp and the relative offset, if the timestamp rises
        if (timestampMs <= lastTimestampMs()) {
            return;
        }
        long relativeOffset = offset - baseOffset;
        int slot = count() - 1;
        if (relativeOffset > RollPolicy.MAX_RELATIVE_OFFSET
                || offset <= (slot < 0 ? baseOffset - 1 : offset(slot))) {
            throw new CorruptDataException("a batch ends at offset " + offset);
        }
        entries.add().putLong(timestampMs).putInt((int) relativeOffset);
    }

    /** The last entry whose timestamp is at most {@code timestampMs}; -1 when there is none. */
    int lastAtMost(long timestampMs) {
        // LAB 2.4 search by halves for the last entry whose timestamp is at most this one
        int from = 0;
        int to = count();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (timestampMs(middle) <= timestampMs) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    /** The last entry whose batch ends below an offset; -1 when there is none. */
    int lastBelowOffset(long offset) {
        int from = 0;
        int to = count();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (offset(middle) < offset) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    /** Drops the entries of batches that hold an offset at or above this one. */
    void truncateTo(long offset) {
        // LAB 2.6 drop every entry whose offset is at or above this one
        entries.truncateTo(lastBelowOffset(offset) + 1);
    }

    /** Makes a file hold this index, and nothing else. */
    void writeTo(StorageFile file) {
        entries.writeTo(file);
    }
}
