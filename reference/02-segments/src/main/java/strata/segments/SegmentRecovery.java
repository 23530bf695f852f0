package strata.segments;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.Recovery;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.StorageException;

/**
 * Finds the segments of a log, and verifies those that a crash may have torn: after a clean stop
 * none, otherwise all that hold something at or above the recovery point. What is left is an
 * unbroken prefix of what was appended.
 */
final class SegmentRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentRecovery.class);

    // Files of a partition's directory that are no segment's, and no stranger's.
    private static final List<String> KNOWN_NAMES =
            List.of("partition.metadata", "leader-epoch-checkpoint", "quorum-state");
    private static final List<String> KNOWN_SUFFIXES = List.of(".snapshot", ".checkpoint");
    private static final String TXN_INDEX = ".txnindex";

    private final LogDirectory directory;
    private final SegmentedLogSpec.Known known;
    // Every record below it was flushed, and is not deleted: it must be there.
    private final long durableOffset;
    private final Segments segments = new Segments();
    private @Nullable PartitionLog writer;
    private long logEndOffset;
    private long flushedOffset;
    private long scannedBytes;
    private long cutBytes;
    private String reason = "";

    private SegmentRecovery(LogDirectory directory, SegmentedLogSpec.Known known) {
        this.directory = directory;
        this.known = known;
        // A log start counts as durable, but raising it flushes nothing below.
        this.durableOffset =
                known.recoveryPoint() > known.logStartOffset() ? known.recoveryPoint() : 0;
    }

    /** What {@link strata.kernel.segments.SegmentsLayer#open} promises. */
    static SegmentRecovery run(LogDirectory directory, SegmentedLogSpec.Known known) {
        SegmentRecovery recovery = new SegmentRecovery(directory, known);
        recovery.findSegments();
        if (recovery.segments.count() > 0) {
            recovery.recover();
        }
        if (recovery.segments.count() == 0) {
            recovery.startNew();
        }
        return recovery;
    }

    /** What was found; the last one is active. */
    Segments segments() {
        return segments;
    }

    /** Layer 1's log of the active segment, if it had to be opened. */
    @Nullable
    PartitionLog writer() {
        return writer;
    }

    /** What was found and cut. */
    Recovery outcome() {
        return new Recovery(scannedBytes, cutBytes, reason);
    }

    long logStartOffset() {
        return Math.max(known.logStartOffset(), segments.first().baseOffset());
    }

    long logEndOffset() {
        return logEndOffset;
    }

    /** Every record below it is durable. */
    long flushedOffset() {
        return flushedOffset;
    }

    // ---- which files there are ------------------------------------------------------------------

    private void findSegments() {
        Set<String> names = new LinkedHashSet<>(directory.storage().list(directory.name()));
        for (String name : names) {
            long baseOffset = SegmentFiles.baseOffsetOf(name);
            switch (SegmentFiles.suffixOf(name)) {
                case SegmentFiles.LOG ->
                        segments.add(LogSegment.existing(directory, baseOffset, SegmentFiles.NONE));
                case SegmentFiles.INDEX, SegmentFiles.TIME_INDEX, TXN_INDEX -> {
                    if (!names.contains(SegmentFiles.nameOf(baseOffset, SegmentFiles.LOG))) {
                        removeOrphan(name);
                    }
                }
                default -> warnOfStranger(name);
            }
        }
        for (LogSegment segment : segments.all()) {
            long baseOffset = segment.baseOffset();
            if (!names.contains(SegmentFiles.nameOf(baseOffset, SegmentFiles.INDEX))
                    || !names.contains(SegmentFiles.nameOf(baseOffset, SegmentFiles.TIME_INDEX))) {
                segment.indexes().startAnew();
            }
        }
    }

    private void removeOrphan(String name) {
        LOG.warn("{}/{} is removed: it has no log file.", directory.name(), name);
        directory.storage().delete(directory.name() + "/" + name);
    }

    private void warnOfStranger(String name) {
        if (!KNOWN_NAMES.contains(name) && KNOWN_SUFFIXES.stream().noneMatch(name::endsWith)) {
            LOG.warn("{}/{} is none of a log's files; it is left alone.", directory.name(), name);
        }
    }

    // ---- recovery -------------------------------------------------------------------------------

    private void recover() {
        // LAB 2.5 believe the newest segment after a clean stop, or scan; never end below the start
        if (!known.cleanStop() || !believeNewest()) {
            scan();
        }
        if (logEndOffset < known.logStartOffset()) {
            long start = known.logStartOffset();
            String ending = "the log ends at offset " + logEndOffset + ", below its start " + start;
            LOG.warn("{}: {}; it goes on there, empty.", directory.name(), ending);
            reason = reason.isEmpty() ? ending : reason;
            closeWriter();
            removeFrom(0);
        }
    }

    private void startNew() {
        writer = open(known.logStartOffset(), 0);
        segments.add(LogSegment.empty(directory, known.logStartOffset(), SegmentFiles.NONE));
        logEndOffset = known.logStartOffset();
        flushedOffset = logEndOffset;
    }

    /** After a clean stop: takes the newest segment's end from its headers, scans nothing. */
    private boolean believeNewest() {
        LogSegment newest = segments.active();
        newest.activate();
        try {
            logEndOffset = newest.endOffset();
            // The log end stands on the last batch alone, so this one is looked at.
            BatchCursor last = newest.walkFromOffset(logEndOffset - 1);
            if (last.hasBatch()) {
                newest.checkCrc(last);
            }
        } catch (CorruptDataException e) {
            LOG.warn("{}, though it was closed properly; it is verified now.", e.getMessage());
            return false;
        }
        flushedOffset = logEndOffset;
        return logEndOffset >= durableOffset && logEndOffset <= limitOf(segments.count() - 1);
    }

    /** Verifies every segment that may hold something that was not flushed. */
    private void scan() {
        // LAB 2.5 open each segment from the recovery point on by layer 1, up to the first one cut
        // A file that a dead process deleted must not come back later, behind what is appended now.
        directory.sync();
        // Of what is below the log start nothing is claimed, so nothing can be missing there.
        int n = segments.numberOf(Math.max(known.recoveryPoint(), known.logStartOffset()));
        while (!scanOne(n)) {
            n++;
        }
        flushedOffset = Math.min(known.recoveryPoint(), logEndOffset);
    }

    /**
     * Verifies a segment, and makes its indexes anew.
     *
     * @return whether it is the last: the newest, or the first that is cut, which the later ones
     *     are deleted for
     */
    private boolean scanOne(int n) {
        // LAB 2.5 let layer 1 verify and cut the segment; delete the later ones if it was cut
        LogSegment segment = segments.get(n);
        cutImpossibleOffsets(n);
        long durable = durableOffsetIn(n);
        // Layer 1 may cut the file: what is known of it is void.
        segment.closeFiles();
        PartitionLog log = open(segment.baseOffset(), durable);
        Recovery found = log.recovery();
        scannedBytes += found.scannedBytes();
        cutBytes += found.cutBytes();
        reason = reason.isEmpty() ? found.reason() : reason;
        logEndOffset = log.logEndOffset();
        if (found.cutBytes() > 0) {
            LOG.warn(
                    "{}: {} bytes are cut off, the log ends at offset {}: {}",
                    segment.fileName(SegmentFiles.LOG),
                    found.cutBytes(),
                    logEndOffset,
                    found.reason());
        }
        boolean broken = cutBytes > 0 || isFollowedByGap(n);
        if (broken) {
            removeFrom(n + 1);
        }
        boolean last = n == segments.count() - 1;
        if (last) {
            segment.activate();
            writer = log;
        } else {
            log.close();
        }
        segment.rebuild();
        return last;
    }

    /** No offset in a segment is at or above this one. */
    private long limitOf(int n) {
        return n + 1 < segments.count()
                ? segments.get(n + 1).baseOffset()
                : segments.get(n).baseOffset() + RollPolicy.MAX_RELATIVE_OFFSET + 1;
    }

    /**
     * Looks at what layer 1 cannot: a batch's offsets are under no CRC, and one that was damaged
     * makes the good batches behind it look bad. A batch that leaps out of the segment is cut.
     *
     * @throws StorageException when a batch that was durable cannot be where it is
     */
    private void cutImpossibleOffsets(int n) {
        LogSegment segment = segments.get(n);
        long endOffset = segment.baseOffset();
        // Where the batch before the present one was to start, and whether it starts above it.
        long expectedBefore = endOffset;
        boolean leaptBefore = false;
        // What is wrong with the batch before the present one, if no good one follows it.
        StorageException doubt = null;
        try {
            for (BatchCursor walk = segment.walkFrom(0); walk.hasBatch(); walk.next()) {
                long baseOffset = walk.header().baseOffset();
                boolean leapsOut = walk.header().lastOffset() >= limitOf(n);
                boolean leaptOverThis =
                        leaptBefore && baseOffset >= expectedBefore && baseOffset < endOffset;
                if ((leapsOut && endOffset < durableOffset)
                        || (leaptOverThis && expectedBefore < durableOffset)) {
                    throw impossible(walk, segment, endOffset);
                }
                if (leapsOut) {
                    reason = "base offset " + baseOffset + " at byte " + walk.position();
                    cutBytes += segment.sizeInBytes() - walk.position();
                    segment.logFile().truncate(walk.position());
                    segment.logFile().flush();
                    break;
                }
                if (baseOffset < endOffset) {
                    break; // Layer 1 cuts here.
                }
                doubt =
                        mayLeap(n) || endOffset >= durableOffset || baseOffset < durableOffset
                                ? null
                                : impossible(walk, segment, endOffset);
                leaptBefore = baseOffset > endOffset;
                expectedBefore = endOffset;
                endOffset = walk.header().nextOffset();
            }
        } catch (CorruptDataException e) {
            LOG.debug("Layer 1 will say where it ends", e);
        }
        if (doubt != null) {
            throw doubt;
        }
    }

    /**
     * Whether the last batch of a segment may start above the durable offset, where the one before
     * it ends below. Where records were compacted, it may; but it is not the newest segment that
     * was, and the next one's base offset says where any other ends.
     */
    private boolean mayLeap(int n) {
        return n < segments.count() - 1 || directory.settings().compaction().enabled();
    }

    private StorageException impossible(BatchCursor walk, LogSegment segment, long endOffset) {
        return new StorageException(
                StorageException.Kind.CORRUPT,
                segment.fileName(SegmentFiles.LOG)
                        + (" is corrupt at byte " + walk.position())
                        + (": base offset " + walk.header().baseOffset() + " after " + endOffset)
                        + ("; records below " + durableOffset + " were durable"));
    }

    /**
     * Whether the end of a segment got lost without a trace: the next one starts later. Compaction
     * leaves such gaps, too, but only where it is known to have been; and so does a leap too long
     * for a segment.
     */
    private boolean isFollowedByGap(int n) {
        if (n + 1 == segments.count()) {
            return false;
        }
        LogSegment segment = segments.get(n);
        long nextBaseOffset = segments.get(n + 1).baseOffset();
        boolean gap = logEndOffset < nextBaseOffset;
        boolean compacted = nextBaseOffset <= known.cleanedOffset();
        boolean leap = nextBaseOffset - segment.baseOffset() > RollPolicy.MAX_RELATIVE_OFFSET;
        if (gap && !compacted && !leap) {
            reason = "records from offset " + logEndOffset + " to " + nextBaseOffset + " are lost";
        }
        return gap && !compacted && !leap;
    }

    /** What must be there in a segment: compaction may have removed its last records. */
    private long durableOffsetIn(int n) {
        if (!directory.settings().compaction().enabled() || n == segments.count() - 1) {
            return durableOffset;
        }
        try {
            LogSegment segment = segments.get(n);
            long endOffset = segment.baseOffset();
            for (BatchCursor walk = segment.walkFrom(0); walk.hasBatch(); walk.next()) {
                endOffset = walk.header().nextOffset();
            }
            return Math.min(durableOffset, endOffset);
        } catch (CorruptDataException e) {
            return durableOffset;
        }
    }

    /** Deletes the n-th segment and all later ones, the newest first. */
    private void removeFrom(int n) {
        while (segments.count() > n) {
            LogSegment newest = segments.active();
            LOG.warn(
                    "{} is deleted: the log ends at offset {}.",
                    newest.fileName(SegmentFiles.LOG),
                    logEndOffset);
            cutBytes += newest.sizeInBytes();
            newest.delete();
            directory.sync();
            segments.removeLast();
        }
    }

    private PartitionLog open(long baseOffset, long recoveryPoint) {
        LogSpec spec = new LogSpec(directory.name(), baseOffset, recoveryPoint);
        return directory.layer().open(directory.context(), spec);
    }

    private void closeWriter() {
        if (writer != null) {
            writer.close();
            writer = null;
        }
    }
}
