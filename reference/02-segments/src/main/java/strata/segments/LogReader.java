package strata.segments;

import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.storage.FileSlice;
import strata.segments.ReadPlaces.Place;

/** Reads a log: finds the segments that answer, and puts their answers together. */
final class LogReader {
    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    private final LogDirectory directory;
    private final Segments segments;
    private final ReadPlaces places = new ReadPlaces();
    // Base offsets of segments before which one is missing, and a warning said so.
    private final TreeSet<Long> gapsToldOf = new TreeSet<>();

    LogReader(LogDirectory directory, Segments segments) {
        this.directory = directory;
        this.segments = segments;
    }

    /**
     * Reads whole batches of one segment, as {@link strata.kernel.log.PartitionLog#read} says.
     *
     * @param logEndOffset the log's
     */
    @Nullable
    FileSlice read(Wanted wanted, long logEndOffset) {
        // LAB 2.3 slice the batches of one segment, from the one that holds the offset on
        Place place = placeOf(wanted.offset());
        if (place == null) {
            return null;
        }
        LogSegment segment = place.segment();
        LogSegment nextSegment = segments.after(segment);
        long endOffset = nextSegment == null ? logEndOffset : nextSegment.baseOffset();
        boolean allBelowBound = wanted.upperBoundOffset() >= endOffset;
        long from = place.position();
        long to = segment.sizeInBytes();
        long nextOffset = endOffset;
        if (!allBelowBound || to - from > wanted.maxBytes()) {
            long bound = allBelowBound ? Long.MAX_VALUE : wanted.upperBoundOffset();
            BatchCursor walk =
                    segment.walkBehindBatchesWithin(
                            from, bound, Math.min(to, from + wanted.maxBytes()));
            to = walk.position();
            if (to == from) {
                BatchHeader first = walk.header();
                if (first.lastOffset() >= endOffset) {
                    throw new CorruptDataException(
                            segment.fileName(SegmentFiles.LOG)
                                    + (" is corrupt at byte " + from + ": a batch ends at offset ")
                                    + (first.lastOffset() + ", the segment before " + endOffset));
                }
                if (!wanted.atLeastOneBatch() || first.lastOffset() >= bound) {
                    places.keep(place);
                    return null;
                }
                to += first.sizeInBytes();
                nextOffset = first.nextOffset();
            } else if (walk.hasBatch()) {
                nextOffset = walk.header().baseOffset();
            }
        }
        if (nextSegment != null && to == segment.sizeInBytes()) {
            places.keep(new Place(endOffset, nextSegment, 0));
        } else {
            places.keep(new Place(nextOffset, segment, to));
        }
        return segment.slice(from, to);
    }

    /**
     * What to read.
     *
     * @param offset see {@link strata.kernel.log.PartitionLog#read}, as for all of them
     */
    record Wanted(long offset, long upperBoundOffset, int maxBytes, boolean atLeastOneBatch) {}

    /** Where the batch starts that answers a read; null when none does yet. */
    private @Nullable Place placeOf(long offset) {
        Place kept = places.take(offset);
        if (kept != null && kept.position() < kept.segment().sizeInBytes()) {
            return kept;
        }
        if (kept != null && kept.segment().isActive()) {
            places.keep(kept);
            return null;
        }
        return find(offset);
    }

    private @Nullable Place find(long offset) {
        // LAB 2.3 look in the segment the offset belongs to, then in those after it
        for (int n = segments.numberOf(offset); n < segments.count(); n++) {
            LogSegment segment = segments.get(n);
            BatchCursor walk = segment.walkFromOffset(offset);
            if (walk.hasBatch()) {
                long position = walk.position();
                if (walk.header().baseOffset() > offset) {
                    segment.confirmGap(offset);
                }
                return new Place(offset, segment, position);
            }
            if (!segment.isActive() && offset < segments.get(n + 1).baseOffset()) {
                tellGap(offset, segments.get(n + 1));
                segment.confirmGap(offset);
            }
        }
        return null;
    }

    /** Only a compaction leaves gaps; without one, a file was lost. */
    private void tellGap(long offset, LogSegment segment) {
        if (!directory.settings().compaction().enabled() && gapsToldOf.add(segment.baseOffset())) {
            LOG.warn(
                    "{} has no record from offset {} to {}: a segment before {} is missing.",
                    directory.name(),
                    offset,
                    segment.baseOffset() - 1,
                    segment.fileName(SegmentFiles.LOG));
        }
    }

    /** The first record from one offset to another whose timestamp is at or above a time. */
    @Nullable
    TimestampedOffset firstAtOrAfter(long timestampMs, long fromOffset, long upperBoundOffset) {
        // LAB 2.4 search the first segment whose greatest timestamp is late enough, then the next
        for (int n = segments.numberOf(fromOffset); n < segments.count(); n++) {
            LogSegment segment = segments.get(n);
            if (segment.baseOffset() >= upperBoundOffset) {
                break;
            }
            if (segment.largestTimestampMs() >= timestampMs) {
                TimestampedOffset found =
                        segment.timeSearch()
                                .firstAtOrAfter(timestampMs, fromOffset, upperBoundOffset);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The first record with the greatest timestamp, from one offset to another. */
    @Nullable
    TimestampedOffset greatest(long fromOffset, long upperBoundOffset) {
        // LAB 2.4 search every segment that may hold a greater timestamp than was found so far
        TimestampedOffset best = null;
        for (int n = segments.numberOf(fromOffset); n < segments.count(); n++) {
            LogSegment segment = segments.get(n);
            if (segment.baseOffset() >= upperBoundOffset) {
                break;
            }
            if (best == null || segment.largestTimestampMs() > best.timestampMs()) {
                TimestampedOffset found =
                        segment.timeSearch().greatest(fromOffset, upperBoundOffset);
                if (found != null && (best == null || found.timestampMs() > best.timestampMs())) {
                    best = found;
                }
            }
        }
        return best;
    }

    /** Segments were cut or replaced. */
    void forget() {
        places.forget();
    }
}
