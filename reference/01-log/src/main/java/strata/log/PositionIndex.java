package strata.log;

import java.util.Arrays;
import strata.kernel.Check;

/**
 * Where in the file some of the batches start: about one every 4 KiB, in memory. A read looks up
 * the closest known batch before the one it wants, and walks the few headers in between.
 *
 * <p>Invariant: both offsets and positions rise from entry to entry.
 */
final class PositionIndex {
    /** Entries are at least this far apart, in bytes. */
    static final int INTERVAL_BYTES = 4096;

    private static final int FIRST_CAPACITY = 16;

    // Entry i: the batch that starts at positions[i] has the base offset offsets[i].
    private long[] offsets = new long[FIRST_CAPACITY];
    private long[] positions = new long[FIRST_CAPACITY];
    private int count;

    /** How many entries there are. */
    int count() {
        return count;
    }

    /**
     * Notes a batch behind all those noted before, unless the last entry is closer than {@link
     * #INTERVAL_BYTES}; {@link Check} fails when it is not behind the last entry.
     */
    void add(long baseOffset, long position) {
        // LAB 1.5 keep the entry unless the one before it is closer than INTERVAL_BYTES
        if (count > 0) {
            int last = count - 1;
            Check.that(position > positions[last], "%s <= %s", position, positions[last]);
            if (position - positions[last] < INTERVAL_BYTES) {
                return;
            }
        }
        if (count == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * count);
            positions = Arrays.copyOf(positions, 2 * count);
        }
        offsets[count] = baseOffset;
        positions[count] = position;
        count++;
    }

    /**
     * The position of the last entry whose base offset is at most {@code offset}; 0 when there is
     * none.
     */
    long positionAtOrBeforeOffset(long offset) {
        int entry = lastAtMost(offsets, offset);
        return entry < 0 ? 0 : positions[entry];
    }

    /** The position of the last entry at or before a position; 0 when there is none. */
    long positionAtOrBefore(long position) {
        int entry = lastAtMost(positions, position);
        return entry < 0 ? 0 : positions[entry];
    }

    /** Forgets the batches at or after a position, and no other. */
    void truncateTo(long position) {
        // LAB 1.8 drop every entry at or after position
        count = lastAtMost(positions, position - 1) + 1;
    }

    /** The last entry of a rising row that is at most {@code limit}; -1 when there is none. */
    private int lastAtMost(long[] row, long limit) {
        // LAB 1.6 search the first count entries of row by halves
        int found = Arrays.binarySearch(row, 0, count, limit);
        return found >= 0 ? found : -found - 2;
    }
}
