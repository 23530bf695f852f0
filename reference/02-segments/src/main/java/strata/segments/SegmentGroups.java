package strata.segments;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.segments.SegmentSettings;

/**
 * Which segments become one in a compaction. Without that, a log of many segments would become one
 * of as many tiny ones. It only decides.
 */
final class SegmentGroups {
    private SegmentGroups() {}

    /** How large the files of a segment are, in bytes. */
    record Sizes(long baseOffset, long log, long offsetIndex, long timeIndex) {}

    /**
     * Divides segments into runs that together are no larger than one may be: in the bytes of their
     * logs and of either index, and in the range of their offsets, which an index must be able to
     * express. A segment that is too large alone is a run of its own.
     *
     * @param segments oldest first
     * @param endOffset where the last of them ends
     * @return how many segments each run has
     */
    static List<Integer> runs(List<Sizes> segments, long endOffset, SegmentSettings settings) {
        List<Integer> runs = new ArrayList<>();
        int from = 0;
        while (from < segments.size()) {
            int to = from + 1;
            while (to < segments.size() && fits(segments.subList(from, to + 1), settings)) {
                long end = to + 1 < segments.size() ? segments.get(to + 1).baseOffset() : endOffset;
                if (end - 1 - segments.get(from).baseOffset() > Integer.MAX_VALUE) {
                    break;
                }
                to++;
            }
            runs.add(to - from);
            from = to;
        }
        return runs;
    }

    private static boolean fits(List<Sizes> run, SegmentSettings settings) {
        long log = 0;
        long offsetIndex = 0;
        long timeIndex = 0;
        for (Sizes segment : run) {
            log += segment.log();
            offsetIndex += segment.offsetIndex();
            timeIndex += segment.timeIndex();
        }
        return log <= settings.segmentBytes()
                && offsetIndex <= settings.segmentIndexBytes()
                && timeIndex <= settings.segmentIndexBytes();
    }
}
