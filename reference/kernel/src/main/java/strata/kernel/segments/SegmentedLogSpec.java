package strata.kernel.segments;

import strata.kernel.RandomSource;

/**
 * Which segmented log to open.
 *
 * @param directory its directory's name in the storage, as {@code flights-0}
 * @param settings the topic's
 * @param known what was stored about the log when it was last looked after
 * @param random for the jitter of rolls and nothing else
 * @param nowMs wall time, milliseconds since 1970
 */
public record SegmentedLogSpec(
        String directory, SegmentSettings settings, Known known, RandomSource random, long nowMs) {

    /**
     * What the node's checkpoint files say of a log.
     *
     * @param logStartOffset records below it were deleted, though their bytes may still be there
     * @param recoveryPoint every record below it is known to be durable
     * @param cleanedOffset every record below it has been through a compaction
     * @param cleanStop whether the log was closed properly, with all of it flushed
     */
    public record Known(
            long logStartOffset, long recoveryPoint, long cleanedOffset, boolean cleanStop) {
        /** Of a log that is new, or of which nothing is known. */
        public static final Known NOTHING = new Known(0, 0, 0, false);
    }
}
