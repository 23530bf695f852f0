package strata.segments;

import java.util.List;
import strata.kernel.segments.SegmentSettings;

/**
 * What a compaction would work on: the clean part of the log, which went through one before, and
 * behind it the dirty part. Both are made of whole segments; the active one is in neither, nor any
 * behind the first that must wait. It only decides.
 *
 * @param firstDirtyOffset records below it are clean
 * @param endOffset where the dirty part ends; at or below {@code firstDirtyOffset} there is nothing
 *     to do
 * @param cleanBytes the size of the segments that start in the clean part
 * @param dirtyBytes the size of the segments with dirty records
 * @param overdue whether a dirty record has waited for longer than {@code max.compaction.lag.ms}
 */
record DirtyRange(
        long firstDirtyOffset, long endOffset, long cleanBytes, long dirtyBytes, boolean overdue) {

    /**
     * What the range depends on, beside the segments.
     *
     * @param rules the topic's
     * @param firstDirtyOffset where the last compaction ended, or the log start
     * @param upperBoundOffset only what lies below it may be compacted
     * @param nowMs wall time
     */
    record Limits(
            SegmentSettings.Compaction rules,
            long firstDirtyOffset,
            long upperBoundOffset,
            long nowMs) {}

    /** Whether there is anything to compact. */
    boolean isEmpty() {
        return endOffset <= firstDirtyOffset;
    }

    /**
     * Finds the range.
     *
     * <p>A dirty segment must wait when it is the active one, or reaches above the upper bound, or
     * its greatest timestamp is less than {@code minLagMs} ago.
     *
     * @param segments oldest first; the last is the active one
     */
    static DirtyRange of(List<? extends SegmentFacts> segments, Limits limits) {
        long cleanBytes = 0;
        long dirtyBytes = 0;
        boolean overdue = false;
        long endOffset = segments.get(0).baseOffset();
        for (int i = 0; i < segments.size() - 1; i++) {
            SegmentFacts segment = segments.get(i);
            long segmentEnd = segments.get(i + 1).baseOffset();
            boolean dirty = segmentEnd > limits.firstDirtyOffset();
            if (segmentEnd > limits.upperBoundOffset() || (dirty && isTooYoung(segment, limits))) {
                break;
            }
            // A segment that is half clean counts as both, as Kafka has it.
            boolean clean = segment.baseOffset() < limits.firstDirtyOffset();
            cleanBytes += clean ? segment.sizeInBytes() : 0;
            if (dirty) {
                dirtyBytes += segment.sizeInBytes();
                overdue |= isOverdue(segment, limits);
            }
            endOffset = segmentEnd;
        }
        return new DirtyRange(
                limits.firstDirtyOffset(),
                endOffset,
                cleanBytes,
                dirtyBytes,
                overdue && dirtyBytes > 0);
    }

    private static boolean isTooYoung(SegmentFacts segment, Limits limits) {
        long minLagMs = limits.rules().minLagMs();
        return minLagMs > 0 && segment.largestTimestampMs() > limits.nowMs() - minLagMs;
    }

    private static boolean isOverdue(SegmentFacts segment, Limits limits) {
        long firstMs = segment.firstTimestampMs();
        return firstMs > 0 && firstMs < limits.nowMs() - Math.max(limits.rules().maxLagMs(), 0);
    }
}
