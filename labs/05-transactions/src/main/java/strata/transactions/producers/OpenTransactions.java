package strata.transactions.producers;

import java.util.TreeMap;
import strata.kernel.Todo;

/**
 * The transactions of a partition whose outcome a reader may not know yet: they are open, or their
 * marker is not committed.
 *
 * <p>Invariant: a transaction is in one of the two maps, by the offset at which it begins; no two
 * begin at the same one.
 */
final class OpenTransactions {
    /** Stands for no offset. */
    static final long NONE = -1L;

    // Producer ids of those without a marker.
    private final TreeMap<Long, Long> open = new TreeMap<>();
    // Offsets of the markers that may be above the high watermark.
    private final TreeMap<Long, Long> uncommitted = new TreeMap<>();

    void clear() {
        open.clear();
        uncommitted.clear();
    }

    /** A transaction has begun. */
    void began(long producerId, long firstOffset) {
        open.put(firstOffset, producerId);
    }

    /** It has its marker. */
    void ended(long firstOffset, long markerOffset) {
        open.remove(firstOffset);
        uncommitted.put(firstOffset, markerOffset);
    }

    /** Where the first one begins that has no marker; {@link #NONE} for none. */
    long firstOpenOffset() {
        return open.isEmpty() ? NONE : open.firstKey();
    }

    /**
     * What the last stable offset will be once a producer's transaction has its marker, and that is
     * committed: where the first transaction of another producer begins, else after the marker.
     */
    long stableAfter(long producerId, long markerOffset) {
        throw Todo.step(
                "5.6",
                "the first offset of the first open transaction of others, or after the marker");
    }

    /** Whether there are markers that may be above the high watermark. */
    boolean hasUncommitted() {
        return !uncommitted.isEmpty();
    }

    /** Markers below the high watermark are committed. */
    void highWatermarkIs(long highWatermark) {
        throw Todo.step(
                "5.6", "a transaction is settled when the high watermark has passed its marker");
    }

    /** Below it a reader of committed records knows every outcome. */
    long lastStableOffset(long highWatermark) {
        throw Todo.step(
                "5.6",
                "where the first transaction begins that is open or not settled, at most the HW");
    }
}
