package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Recovery;
import strata.kernel.log.TimestampType;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

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
    // Layer 1's log of the active segment; null until something is appended.
    private @Nullable PartitionLog writer;
    // Invariant: base offset of the first segment <= logStartOffset <= logEndOffset.
    private long logStartOffset;
    private long logEndOffset;
    // Everything below was flushed, though a log start may lie above it.
    private long flushedOffset;
    private long cleanedOffset;
    // When the active segment was created, and how much sooner it rolls; wall time.
    private long activeCreatedMs;
    private long activeJitterMs;
    // The wall time that was told last; a follower's append tells none.
    private long lastKnownMs;
    // Flushes that were started and not yet reported done. A truncation forgets them: they speak of
    // records that are gone, and whose offsets may be given again.
    private final List<PendingFlush> flushesUnderWay = new ArrayList<>();

    private SegmentLog(LogDirectory directory, SegmentRecovery found, SegmentedLogSpec spec) {
        this.directory = directory;
        this.segments = found.segments();
        this.reader = new LogReader(directory, segments);
        this.recovery = found.outcome();
        this.writer = found.writer();
        this.random = spec.random();
        this.logStartOffset = found.logStartOffset();
        this.logEndOffset = found.logEndOffset();
        this.flushedOffset = found.flushedOffset();
        this.cleanedOffset = Math.min(spec.known().cleanedOffset(), logEndOffset);
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
        return Math.max(flushedOffset, logStartOffset);
    }

    @Override
    public long cleanedOffset() {
        return Math.max(cleanedOffset, logStartOffset);
    }

    @Override
    public long sizeInBytes() {
        long sum = 0;
        for (LogSegment segment : segments.all()) {
            sum += segment.sizeInBytes();
        }
        return sum;
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
    public void configure(SegmentSettings settings) {
        directory.configure(settings);
        activeJitterMs = RollPolicy.drawJitterMs(random, settings);
    }

    // ---- append and roll ------------------------------------------------------------------------

    @Override
    public Appended appendAsLeader(ByteBuffer batches, LeaderAppend how) {
        lastKnownMs = how.nowMs();
        boolean stamps = how.timestampType() == TimestampType.LOG_APPEND_TIME;
        rollIfDue(batches, arriving(batches, true, stamps ? how.nowMs() : -1));
        return appended(batches, writer().appendAsLeader(batches, how));
    }

    @Override
    public Appended appendAsFollower(ByteBuffer batches) {
        rollIfDue(batches, arriving(batches, false, -1));
        return appended(batches, writer().appendAsFollower(batches));
    }

    private Appended appended(ByteBuffer batches, Appended appended) {
        segments.active().noteAppended(batches);
        logEndOffset = appended.lastOffset() + 1;
        return appended;
    }

    /** What is to be known of batches to decide whether they go to a new segment. */
    private RollPolicy.Arriving arriving(ByteBuffer batches, boolean newOffsets, long stampMs) {
        long endOffset = logEndOffset;
        long maxTimestampMs = stampMs;
        BatchHeader header = BatchHeader.at(batches, batches.position());
        while (header.position() < batches.limit()) {
            endOffset = newOffsets ? endOffset + header.lastOffsetDelta() + 1 : header.nextOffset();
            if (stampMs < 0) {
                maxTimestampMs = Math.max(maxTimestampMs, header.maxTimestampMs());
            }
            header.moveTo(header.position() + header.sizeInBytes());
        }
        return new RollPolicy.Arriving(
                batches.remaining(), endOffset - 1, maxTimestampMs, lastKnownMs);
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
        // LAB 2.1 close layer 1's log, seal the segment, start the next one at baseOffset
        closeWriter();
        segments.active().seal();
        startSegment(baseOffset);
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
        // LAB 2.6 delete the segments at or above offset, the newest first; cut the one that is
        // left
        changed();
        while (segments.count() > 1 && segments.active().baseOffset() >= offset) {
            removeNewest();
        }
        LogSegment active = segments.active();
        activated(active);
        logEndOffset = active.truncateTo(active.walkFromOffset(offset).position());
        logStartOffset = Math.min(logStartOffset, logEndOffset);
        flushedOffset = Math.min(flushedOffset, logEndOffset);
        cleanedOffset = Math.min(cleanedOffset, logEndOffset);
    }

    @Override
    public void startAt(long offset, long nowMs) {
        // LAB 2.6 delete all segments, the newest first; start one at offset, and with it the log
        lastKnownMs = nowMs;
        changed();
        while (segments.count() > 0) {
            removeNewest();
        }
        startSegment(offset);
        logStartOffset = offset;
        logEndOffset = offset;
        flushedOffset = offset;
        cleanedOffset = offset;
    }

    /** Before segments are cut, removed or replaced: what is known of them is void. */
    private void changed() {
        closeWriter();
        reader.forget();
        flushesUnderWay.clear();
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
        return startFlush(segments.count(), logEndOffset);
    }

    @Override
    public @Nullable PendingFlush startFlushOfOldSegments() {
        return startFlush(segments.count() - 1, segments.active().baseOffset());
    }

    private @Nullable PendingFlush startFlush(int segmentCount, long endOffset) {
        if (flushedOffset >= endOffset) {
            return null;
        }
        List<StorageFile> files = new ArrayList<>();
        for (int n = segments.numberOf(flushedOffset); n < segmentCount; n++) {
            files.addAll(segments.get(n).filesToFlush());
        }
        PendingFlush pending = new PendingFlush(files, endOffset);
        flushesUnderWay.add(pending);
        return pending;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Two flushes may reach to the same offset.
    public void flushed(PendingFlush done) {
        if (flushesUnderWay.removeIf(flush -> flush == done)) {
            flushedOffset = Math.max(flushedOffset, done.endOffset());
        }
    }

    @Override
    public void close() {
        closeWriter();
        segments.all().forEach(LogSegment::close);
    }

    // ---- retention and compaction ---------------------------------------------------------------

    @Override
    public int deleteOldSegments(long upperBoundOffset, long nowMs) {
        return 0;
    }

    @Override
    public long deleteFiles(long nowMs) {
        return -1;
    }

    @Override
    public Dirt dirt(long upperBoundOffset, long nowMs) {
        return new Dirt(0, 0, false);
    }

    @Override
    public @Nullable CompactionRun startCompaction(
            long upperBoundOffset, int mapBytes, long nowMs) {
        return null;
    }
}
