package strata.segments;

import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;

/**
 * Where in a segment's log file some of its batches start. An entry is 8 bytes, as in Kafka: the
 * last offset of a batch, less the segment's base offset (i32), and the batch's position (i32).
 *
 * <p>Invariant, unless the file was damaged: offsets and positions rise from entry to entry.
 */
final class OffsetIndex {
    /** The size of an entry. */
    static final int ENTRY_BYTES = 8;

    private final long baseOffset;
    private final IndexEntries entries;
    // What the last search by position found: the next one is often for a place not far behind.
    private int lastFound = -1;

    private OffsetIndex(long baseOffset, IndexEntries entries) {
        this.baseOffset = baseOffset;
        this.entries = entries;
    }

    /** An empty index, in memory, of the segment with that base offset. */
    static OffsetIndex inMemory(long baseOffset) {
        return new OffsetIndex(baseOffset, IndexEntries.inMemory(ENTRY_BYTES));
    }

    /**
     * The index in a file.
     *
     * @throws strata.kernel.log.CorruptDataException when it is no whole number of entries
     */
    static OffsetIndex inFile(long baseOffset, StorageFile file) {
        return new OffsetIndex(baseOffset, IndexEntries.inFile(ENTRY_BYTES, file));
    }

    /** The same in memory, so that it can grow. */
    OffsetIndex copyInMemory() {
        return new OffsetIndex(baseOffset, entries.copyInMemory());
    }

    /** How many entries. */
    int count() {
        return entries.count();
    }

    /** Whether another entry would make the index larger than it may be. */
    boolean isFull(int maxIndexBytes) {
        return entries.isFull(maxIndexBytes);
    }

    /** The last offset of an entry's batch. */
    long offset(int slot) {
        return baseOffset + entries.getInt(slot, 0);
    }

    /** Where an entry's batch starts in the log file. */
    int position(int slot) {
        return entries.getInt(slot, 4);
    }

    /**
     * Adds a batch, behind all others.
     *
     * @throws CorruptDataException when the offset is not above all others, or does not fit
     */
    void add(long lastOffset, long position) {
        // LAB 2.2 put the last offset, relative to the base offset, and the position
        long relativeOffset = lastOffset - baseOffset;
        int slot = count() - 1;
        if (relativeOffset > RollPolicy.MAX_RELATIVE_OFFSET
                || lastOffset <= (slot < 0 ? baseOffset - 1 : offset(slot))) {
            throw new CorruptDataException(
                    "a batch at byte " + position + " ends at offset " + lastOffset);
        }
        entries.add().putInt((int) relativeOffset).putInt(Math.toIntExact(position));
    }

    /**
     * The last entry whose offset is at most {@code offset}; -1 when there is none. It reads about
     * as many entries as their number has binary digits.
     */
    int lastAtMostOffset(long offset) {
        // LAB 2.2 search by halves for the last entry whose offset is at most this one
        int from = 0;
        int to = count();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (offset(middle) <= offset) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    /**
     * The last entry whose position is at most {@code position}; -1 when there is none. It starts
     * from what it found last, in steps that double, so going on from there costs the same however
     * large the index is.
     */
    int lastAtMostPosition(long position) {
        // LAB 2.3 step on from lastFound, or from 0, past the position; search by halves in between
        boolean onwards = lastFound < count() && lastFound >= 0 && position(lastFound) <= position;
        int from = onwards ? lastFound + 1 : 0;
        int to = from;
        for (int step = 1; to < count() && position(to) <= position; step *= 2) {
            from = to + 1;
            to += step;
        }
        to = Math.min(to, count());
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (position(middle) <= position) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        lastFound = from - 1;
        return lastFound;
    }

    /** Drops the entries of batches that hold an offset at or above this one. */
    void truncateTo(long offset) {
        // LAB 2.6 drop every entry whose offset is at or above this one
        entries.truncateTo(lastAtMostOffset(offset - 1) + 1);
    }

    /** Makes a file hold this index, and nothing else. */
    void writeTo(StorageFile file) {
        entries.writeTo(file);
    }
}
