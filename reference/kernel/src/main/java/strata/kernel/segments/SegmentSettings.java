package strata.kernel.segments;

/**
 * What of a topic's configuration its log acts on. Names and meanings are those of Kafka's topic
 * configuration; sizes in bytes, times in milliseconds.
 *
 * @param segmentBytes {@code segment.bytes}: roll before a segment would grow larger
 * @param segmentMs {@code segment.ms}: roll when the segment's first record is this old
 * @param segmentJitterMs {@code segment.jitter.ms}: each segment rolls up to this much sooner
 * @param segmentIndexBytes {@code segment.index.bytes}: roll when an index is full
 * @param indexIntervalBytes {@code index.interval.bytes}: bytes of batches between two entries
 * @param fileDeleteDelayMs {@code file.delete.delay.ms}: a deleted file stays this long, renamed
 * @param retention what is deleted
 * @param compaction what is compacted
 */
public record SegmentSettings(
        int segmentBytes,
        long segmentMs,
        long segmentJitterMs,
        int segmentIndexBytes,
        int indexIntervalBytes,
        long fileDeleteDelayMs,
        Retention retention,
        Compaction compaction) {

    /** Kafka's defaults. */
    public static final SegmentSettings DEFAULT =
            new SegmentSettings(
                    1 << 30,
                    604_800_000L,
                    0L,
                    10 << 20,
                    4096,
                    60_000L,
                    Retention.DEFAULT,
                    Compaction.OFF);

    /**
     * What is deleted.
     *
     * @param enabled whether {@code cleanup.policy} holds {@code delete}; without it only what lies
     *     below the log start is deleted
     * @param ms {@code retention.ms}; -1 for ever
     * @param bytes {@code retention.bytes}; -1 for any size
     */
    public record Retention(boolean enabled, long ms, long bytes) {
        /** A week, of any size. */
        public static final Retention DEFAULT = new Retention(true, 604_800_000L, -1L);

        /** Keeps everything. */
        public static final Retention NONE = new Retention(false, -1L, -1L);
    }

    /**
     * What is compacted.
     *
     * @param enabled whether {@code cleanup.policy} holds {@code compact}
     * @param minCleanableDirtyRatio {@code min.cleanable.dirty.ratio}, 0 to 1
     * @param deleteRetentionMs {@code delete.retention.ms}: how long tombstones stay
     * @param minLagMs {@code min.compaction.lag.ms}: records stay uncompacted at least so long
     * @param maxLagMs {@code max.compaction.lag.ms}: and at most so long
     */
    public record Compaction(
            boolean enabled,
            double minCleanableDirtyRatio,
            long deleteRetentionMs,
            long minLagMs,
            long maxLagMs) {
        /** None; the numbers are Kafka's defaults. */
        public static final Compaction OFF =
                new Compaction(false, 0.5, 86_400_000L, 0L, Long.MAX_VALUE);

        /** With Kafka's defaults. */
        public static final Compaction ON =
                new Compaction(true, 0.5, 86_400_000L, 0L, Long.MAX_VALUE);
    }

    /** The same with another segment size. */
    public SegmentSettings withSegmentBytes(int bytes) {
        return new SegmentSettings(
                bytes,
                segmentMs,
                segmentJitterMs,
                segmentIndexBytes,
                indexIntervalBytes,
                fileDeleteDelayMs,
                retention,
                compaction);
    }

    /** The same with other rules of retention. */
    public SegmentSettings with(Retention rules) {
        return new SegmentSettings(
                segmentBytes,
                segmentMs,
                segmentJitterMs,
                segmentIndexBytes,
                indexIntervalBytes,
                fileDeleteDelayMs,
                rules,
                compaction);
    }

    /** The same with other rules of compaction. */
    public SegmentSettings with(Compaction rules) {
        return new SegmentSettings(
                segmentBytes,
                segmentMs,
                segmentJitterMs,
                segmentIndexBytes,
                indexIntervalBytes,
                fileDeleteDelayMs,
                retention,
                rules);
    }
}
