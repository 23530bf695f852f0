package strata.segments;

import java.util.List;
import strata.kernel.Todo;
import strata.kernel.segments.SegmentSettings;

/**
 * Which segments are deleted: some of the oldest, never one in the middle. It only decides.
 *
 * <p>A segment goes as a whole, so what is kept is a little more than the settings ask for: a
 * record stays as long as the youngest in its segment has to, and the log is larger than {@code
 * retention.bytes} by up to one segment.
 */
final class Retention {
    private Retention() {}

    /**
     * What the decision depends on, beside the segments.
     *
     * @param rules the topic's
     * @param logStartOffset what lies below it is read no more
     * @param logEndOffset where the active segment ends
     * @param upperBoundOffset no record at or above it is deleted: the high watermark
     * @param nowMs wall time
     */
    record Limits(
            SegmentSettings.Retention rules,
            long logStartOffset,
            long logEndOffset,
            long upperBoundOffset,
            long nowMs) {}

    /**
     * How many segments are to be deleted.
     *
     * <p>One goes when it lies below the log start as a whole; or, where the rules are enabled,
     * when its greatest timestamp is more than {@code ms} ago (not when it has none), or when the
     * log is no smaller than {@code bytes} without it; -1 for either means no limit. The first that
     * does not go keeps all behind it, and so does the first that reaches above the upper bound.
     *
     * <p>The active segment ends at the log end. It does not go for lying below the log start, nor
     * when it is empty.
     *
     * @param segments oldest first; the last is the active one
     */
    static int countToDelete(List<? extends SegmentFacts> segments, Limits limits) {
        throw Todo.step("2.7", "count the oldest segments that go, up to the first that stays");
    }
}
