package strata.node;

import java.util.Arrays;

/**
 * Which parts of a file are surely in memory: those that were written, read or sent a moment ago.
 * The operating system would know, but asking it costs more than sending.
 *
 * <p>Kept in granules: a part is marked only where it covers a granule whole, but for writes, which
 * go on where the one before ended.
 */
final class Warmth {
    /** What a mark covers. */
    static final int GRANULE_BYTES = 256 * 1024;

    // By granule: the second of the last mark, 0 where there is none.
    private int[] markedSeconds = {};

    /** The start of the granule that holds a position. */
    static long floor(long position) {
        return position - position % GRANULE_BYTES;
    }

    /** The end of the granule before a position, or the position itself where one ends there. */
    static long ceiling(long position) {
        return floor(position + GRANULE_BYTES - 1);
    }

    /**
     * Marks every granule that a part touches.
     *
     * @param second from a clock that starts at 1
     */
    void mark(long position, long count, int second) {
        if (count <= 0) {
            return;
        }
        int first = indexOf(position);
        int last = indexOf(position + count - 1);
        if (last >= markedSeconds.length) {
            markedSeconds = Arrays.copyOf(markedSeconds, Math.max(last + 1, 2 * last));
        }
        Arrays.fill(markedSeconds, first, last + 1, second);
    }

    /** Whether all of a part was marked at or after a second. */
    boolean isMarked(long position, long count, int sinceSecond) {
        if (count <= 0) {
            return true;
        }
        int last = indexOf(position + count - 1);
        if (last >= markedSeconds.length) {
            return false;
        }
        for (int granule = indexOf(position); granule <= last; granule++) {
            if (markedSeconds[granule] < Math.max(1, sinceSecond)) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(long position) {
        return Math.toIntExact(position / GRANULE_BYTES);
    }
}
