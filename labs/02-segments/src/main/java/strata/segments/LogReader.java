package strata.segments;

import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.Todo;
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
        throw Todo.step(
                "2.3", "slice the batches of one segment, from the one that holds the offset on");
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
        throw Todo.step("2.3", "look in the segment the offset belongs to, then in those after it");
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
        throw Todo.step(
                "2.4",
                "search the first segment whose greatest timestamp is late enough, then the next");
    }

    /** The first record with the greatest timestamp, from one offset to another. */
    @Nullable
    TimestampedOffset greatest(long fromOffset, long upperBoundOffset) {
        throw Todo.step(
                "2.4",
                "search every segment that may hold a greater timestamp than was found so far");
    }

    /** Segments were cut or replaced. */
    void forget() {
        places.forget();
    }
}
