package strata.segments;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.Todo;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Recovery;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.TransactionFates;
import strata.kernel.storage.FileSlice;

/**
 * The log of one partition, in segments. It knows which segment an offset is in and when a new one
 * starts; {@link LogSegment} knows where in it a batch lies; layer 1 writes the newest.
 */
final class SegmentLog implements SegmentedLog {
    private final LogDirectory directory;
    private final Segments segments;
    private final Recovery recovery;
    private final RandomSource random;
    private final LogReader reader;
    private final FlushProgress flushes;
    private final LogCleaning cleaning;
    // Layer 1's log of the active segment; null until something is appended.
    private @Nullable PartitionLog writer;
    // Invariant: base offset of the first segment <= logStartOffset <= logEndOffset.
    private long logStartOffset;
    private long logEndOffset;
    // When the active segment was created, and how much sooner it rolls; wall time.
    private long activeCreatedMs;
    private long activeJitterMs;
    // The wall time that was told last; a follower's append tells none.
    private long lastKnownMs;

    private SegmentLog(LogDirectory directory, SegmentRecovery found, SegmentedLogSpec spec) {
        this.directory = directory;
        this.segments = found.segments();
        this.reader = new LogReader(directory, segments);
        this.recovery = found.outcome();
        this.writer = found.writer();
        this.random = spec.random();
        this.logStartOffset = found.logStartOffset();
        this.logEndOffset = found.logEndOffset();
        this.flushes = new FlushProgress(segments, found.flushedOffset());
        long cleanedOffset = Math.min(spec.known().cleanedOffset(), logEndOffset);
        this.cleaning = new LogCleaning(directory, segments, reader, cleanedOffset);
        this.lastKnownMs = spec.nowMs();
        activated(segments.active());
    }

    /** What {@link strata.kernel.segments.SegmentsLayer#open} promises. */
    static SegmentLog open(LogLayer layer, LogContext context, SegmentedLogSpec spec) {
        LogDirectory directory =
                new LogDirectory(layer, context, spec.directory(), spec.settings());
        SwapRecovery.run(directory);
        return new SegmentLog(directory, SegmentRecovery.run(directory, spec.known()), spec);
    }

    // ---- what it is -----------------------------------------------------------------------------

    @Override
    public long logStartOffset() {
        return logStartOffset;
    }

    @Override
    public long logEndOffset() {
        return logEndOffset;
    }

    @Override
    public long recoveryPoint() {
        return Math.max(flushes.flushedOffset(), logStartOffset);
    }

    @Override
    public long cleanedOffset() {
        return Math.max(cleaning.cleanedOffset(), logStartOffset);
    }

    @Override
    public long sizeInBytes() {
        return segments.all().stream().mapToLong(LogSegment::sizeInBytes).sum();
    }

    @Override
    public Recovery recovery() {
        return recovery;
    }

    @Override
    public List<SegmentedLog.Segment> segments() {
        return segments.all().stream()
                .map(s -> new SegmentedLog.Segment(s.baseOffset(), s.sizeInBytes()))
                .toList();
    }

    @Override
    public long activeBaseOffset() {
        return segments.active().baseOffset();
    }

    @Override
    public void configure(SegmentSettings settings) {
        directory.configure(settings);
        activeJitterMs = RollPolicy.drawJitterMs(random, settings);
    }

    // ---- append and roll ------------------------------------------------------------------------

    @Override
    public Appended appendAsLeader(ByteBuffer batches, LeaderAppend how) {
        lastKnownMs = how.nowMs();
        rollIfDue(batches, RollPolicy.Arriving.asLeader(batches, logEndOffset, how));
        return appended(batches, writer().appendAsLeader(batches, how));
    }

    @Override
    public Appended appendAsFollower(ByteBuffer batches) {
        rollIfDue(batches, RollPolicy.Arriving.asFollower(batches, lastKnownMs));
        return appended(batches, writer().appendAsFollower(batches));
    }

    private Appended appended(ByteBuffer batches, Appended appended) {
        segments.active().noteAppended(batches);
        logEndOffset = appended.lastOffset() + 1;
        return appended;
    }

    private void rollIfDue(ByteBuffer batches, RollPolicy.Arriving arriving) {
        LogSegment active = segments.active();
        RollPolicy.Present present =
                new RollPolicy.Present(
                        active.baseOffset(),
                        active.sizeInBytes(),
                        active.firstTimestampMs(),
                        activeCreatedMs,
                        activeJitterMs,
                        active.indexes().areFull());
        if (!RollPolicy.mustRoll(present, arriving, directory.settings())) {
            return;
        }
        if (arriving.lastOffset() - logEndOffset <= RollPolicy.MAX_RELATIVE_OFFSET) {
            rollTo(logEndOffset);
        } else {
            // Leaves a gap. Recovery takes a gap for lost records, unless it is such a leap: so
            // none before it may get lost.
            flush();
            rollTo(BatchHeader.at(batches, batches.position()).baseOffset());
        }
    }

    @Override
    public void roll(long nowMs) {
        lastKnownMs = nowMs;
        if (segments.active().sizeInBytes() > 0) {
            rollTo(logEndOffset);
        }
    }

    /** Closes the active segment and starts a new one, whose name is durable afterwards. */
    private void rollTo(long baseOffset) {
        throw Todo.step(
                "2.2", "close layer 1's log, seal the segment, start the next one at baseOffset");
    }

    private void startSegment(long baseOffset) {
        writer = openWriter(baseOffset, LogSpec.Trusted.NOTHING);
        segments.add(LogSegment.empty(directory, baseOffset, SegmentFiles.NONE));
        activated(segments.active());
    }

    private void activated(LogSegment segment) {
        segment.activate();
        activeCreatedMs = lastKnownMs;
        activeJitterMs = RollPolicy.drawJitterMs(random, directory.settings());
    }

    private PartitionLog writer() {
        PartitionLog open = writer;
        if (open == null) {
            LogSegment active = segments.active();
            open =
                    openWriter(
                            active.baseOffset(),
                            new LogSpec.Trusted(active.sizeInBytes(), logEndOffset));
            writer = open;
        }
        return open;
    }

    private PartitionLog openWriter(long baseOffset, LogSpec.Trusted trusted) {
        return directory
                .layer()
                .open(directory.context(), new LogSpec(directory.name(), baseOffset, 0, trusted));
    }

    private void closeWriter() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }

    // ---- read -----------------------------------------------------------------------------------

    @Override
    public @Nullable FileSlice read(
            long offset, long upperBoundOffset, int maxBytes, boolean atLeastOneBatch) {
        Check.that(offset >= logStartOffset, "%s < log start %s", offset, logStartOffset);
        Check.that(offset <= logEndOffset, "%s > log end %s", offset, logEndOffset);
        return reader.read(
                new LogReader.Wanted(offset, upperBoundOffset, maxBytes, atLeastOneBatch),
                logEndOffset);
    }

    @Override
    public @Nullable TimestampedOffset offsetForTimestamp(long timestampMs, long upperBoundOffset) {
        return reader.firstAtOrAfter(timestampMs, logStartOffset, upperBoundOffset);
    }

    @Override
    public @Nullable TimestampedOffset offsetOfMaxTimestamp(long upperBoundOffset) {
        return reader.greatest(logStartOffset, upperBoundOffset);
    }

    @Override
    public boolean rebuildIndexes(int budgetBytes) {
        int leftBytes = budgetBytes;
        for (LogSegment segment : segments.old()) {
            if (segment.indexes().isIncomplete()) {
                if (leftBytes <= 0) {
                    return true;
                }
                leftBytes -= segment.indexes().build(leftBytes);
            }
        }
        return segments.old().stream().anyMatch(s -> s.indexes().isIncomplete());
    }

    // ---- truncate -------------------------------------------------------------------------------

    @Override
    public void truncateTo(long offset) {
        if (offset >= logEndOffset) {
            return;
        }
        if (offset <= logStartOffset) {
            // Nothing is left that may be read; what lies below the log start may be torn.
            startAt(offset, lastKnownMs);
            return;
        }
        throw Todo.step(
                "2.6",
                "delete the segments at or above offset, the newest first; cut the one left");
    }

    @Override
    public void startAt(long offset, long nowMs) {
        throw Todo.step(
                "2.6",
                "delete all segments, the newest first; start one at offset, and with it the log");
    }

    /** Before segments are cut, removed or replaced: what is known of them is void. */
    private void changed() {
        cleaning.end();
        closeWriter();
        reader.forget();
    }

    /** Durably: after a crash the segments that are left are the oldest, without a gap. */
    private void removeNewest() {
        segments.active().delete();
        segments.removeLast();
        directory.sync();
    }

    @Override
    public void raiseLogStart(long offset) {
        Check.that(offset <= logEndOffset, "%s > log end %s", offset, logEndOffset);
        logStartOffset = Math.max(logStartOffset, offset);
    }

    // ---- flush ----------------------------------------------------------------------------------

    @Override
    public @Nullable PendingFlush startFlush() {
        return flushes.start(segments.count(), logEndOffset);
    }

    @Override
    public @Nullable PendingFlush startFlushOfOldSegments() {
        return flushes.start(segments.count() - 1, segments.active().baseOffset());
    }

    @Override
    public void flushed(PendingFlush done) {
        flushes.done(done);
    }

    @Override
    public void close() {
        cleaning.end();
        closeWriter();
        segments.all().forEach(LogSegment::close);
    }

    // ---- retention and compaction ---------------------------------------------------------------

    @Override
    public int deleteOldSegments(long upperBoundOffset, long nowMs) {
        lastKnownMs = nowMs;
        Retention.Limits limits =
                new Retention.Limits(
                        directory.settings().retention(),
                        logStartOffset,
                        logEndOffset,
                        upperBoundOffset,
                        nowMs);
        int count = Retention.countToDelete(segments.all(), limits);
        if (count > 0) {
            deleteOldest(count, nowMs);
        }
        return count;
    }

    /** Deletes the oldest segments; when it is all of them, a new one is started first. */
    private void deleteOldest(int count, long nowMs) {
        throw Todo.step(
                "2.7",
                "roll if none would be left; raise the log start; take them out of log and disk");
    }

    @Override
    public long deleteFiles(long nowMs) {
        return cleaning.deletedFiles().removeDue(nowMs);
    }

    @Override
    public Dirt dirt(long upperBoundOffset, long nowMs) {
        return cleaning.dirt(dirtLimits(upperBoundOffset, nowMs));
    }

    @Override
    public @Nullable CompactionRun startCompaction(
            long upperBoundOffset, int mapBytes, long nowMs) {
        return startCompaction(upperBoundOffset, TransactionFates.UNKNOWN, mapBytes, nowMs);
    }

    @Override
    public @Nullable CompactionRun startCompaction(
            long upperBoundOffset, TransactionFates fates, int mapBytes, long nowMs) {
        DirtyRange.Limits limits = dirtLimits(upperBoundOffset, nowMs);
        return cleaning.start(limits, logStartOffset, fates, mapBytes);
    }

    private DirtyRange.Limits dirtLimits(long upperBoundOffset, long nowMs) {
        return new DirtyRange.Limits(
                directory.settings().compaction(), cleanedOffset(), upperBoundOffset, nowMs);
    }
}
