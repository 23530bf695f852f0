package strata.log;

import strata.kernel.Check;
import strata.kernel.Todo;

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
        throw Todo.step(
                "1.5", "keep the entry unless the one before it is closer than INTERVAL_BYTES");
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
        throw Todo.step("1.8", "drop every entry at or after position");
    }

    /** The last entry of a rising row that is at most {@code limit}; -1 when there is none. */
    private int lastAtMost(long[] row, long limit) {
        throw Todo.step("1.6", "search the first count entries of row by halves");
    }
}
