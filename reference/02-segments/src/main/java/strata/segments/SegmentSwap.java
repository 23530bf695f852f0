package strata.segments;

import java.util.List;

/**
 * Puts a compacted segment in the place of those that it was made from, in three acts. Each is
 * durable before the next one begins, so that whenever the process or the machine dies, {@link
 * SwapRecovery} can tell from the names what was going on:
 *
 * <pre>
 * 1. .cleaned becomes .swap       until this is durable the old segments are the log, from then on
 *                                 the new one is
 * 2. the old ones become .deleted
 * 3. .swap becomes a segment
 * </pre>
 *
 * <p>Of a segment's files, the log is renamed last: as long as it is not, the others mean nothing.
 */
final class SegmentSwap {
    private final LogDirectory directory;
    private final DelayedFiles deleted;

    SegmentSwap(LogDirectory directory, DelayedFiles deleted) {
        this.directory = directory;
        this.deleted = deleted;
    }

    /**
     * Swaps the files.
     *
     * @param fresh its files end in {@code .cleaned} and are durable, save their names
     * @param old the segments that it replaces, oldest first; the first has the same base offset
     * @param nowMs wall time
     */
    void run(LogSegment fresh, List<LogSegment> old, long nowMs) {
        // LAB 2.8 do the three acts in their order, each durable before the next
        fresh.rename(SegmentFiles.SWAP);
        directory.sync();
        deleted.add(old, nowMs);
        fresh.rename(SegmentFiles.NONE);
        directory.sync();
    }
}
