package strata.segments;

import strata.kernel.Nullable;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentedLog.Dirt;
import strata.kernel.segments.TransactionFates;

/** How far a log is compacted, and the compaction under way, if there is one. */
final class LogCleaning implements LogCompaction.Owner {
    private final LogDirectory directory;
    private final Segments segments;
    private final LogReader reader;
    private final DelayedFiles deletedFiles;
    // Every record below it, unless it was deleted, has been through a compaction.
    private long cleanedOffset;
    // The last one that was started; null when there was none, or it was ended.
    private @Nullable LogCompaction compaction;

    /**
     * @param reader is told when segments are replaced
     * @param cleanedOffset as it is known from before
     */
    LogCleaning(LogDirectory directory, Segments segments, LogReader reader, long cleanedOffset) {
        this.directory = directory;
        this.segments = segments;
        this.reader = reader;
        this.deletedFiles = new DelayedFiles(directory);
        this.cleanedOffset = cleanedOffset;
    }

    /** The files that wait to be removed. */
    DelayedFiles deletedFiles() {
        return deletedFiles;
    }

    long cleanedOffset() {
        return cleanedOffset;
    }

    /** The log was cut, or started anew: no record below this offset is dirty, all above are. */
    void cutTo(long offset) {
        cleanedOffset = Math.min(cleanedOffset, offset);
    }

    /** See {@link strata.kernel.segments.SegmentedLog#dirt}. */
    Dirt dirt(DirtyRange.Limits limits) {
        DirtyRange range = DirtyRange.of(segments.all(), limits);
        return new Dirt(range.cleanBytes(), range.dirtyBytes(), range.overdue());
    }

    /** See {@link strata.kernel.segments.SegmentedLog#startCompaction}. */
    @Nullable
    CompactionRun start(
            DirtyRange.Limits limits, long logStartOffset, TransactionFates fates, int mapBytes) {
        DirtyRange range = DirtyRange.of(segments.all(), limits);
        boolean underWay = compaction != null && !compaction.isOver();
        if (underWay || range.isEmpty() || !limits.rules().enabled()) {
            return null;
        }
        LogCompaction started =
                new LogCompaction(
                        new LogCompaction.Target(directory, segments, deletedFiles, this, fates),
                        range,
                        logStartOffset,
                        mapBytes,
                        limits.nowMs());
        compaction = started;
        return started;
    }

    /** Ends the compaction under way, before segments are cut, deleted or closed. */
    void end() {
        if (compaction != null) {
            compaction.abort();
            compaction = null;
        }
    }

    @Override
    public void swapped() {
        reader.forget();
    }

    @Override
    public void cleaned(long endOffset) {
        cleanedOffset = Math.max(cleanedOffset, endOffset);
    }
}
