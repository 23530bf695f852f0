package strata.segments;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.PendingFlush;
import strata.kernel.storage.StorageFile;

/** How far a log is durable, and which flushes are under way. */
final class FlushProgress {
    private final Segments segments;
    // Every record below it was flushed, though a log start may lie above it.
    private long flushedOffset;
    // Flushes that were started and not yet reported done. A truncation forgets them: they speak of
    // records that are gone, and whose offsets may be given again.
    private final List<PendingFlush> underWay = new ArrayList<>();

    FlushProgress(Segments segments, long flushedOffset) {
        this.segments = segments;
        this.flushedOffset = flushedOffset;
    }

    /** Every record below it is durable. */
    long flushedOffset() {
        return flushedOffset;
    }

    /**
     * Starts a flush of the oldest segments that are not durable yet.
     *
     * @param segmentCount up to before this one
     * @param endOffset the offset after the last record in them
     * @return null when there is nothing to flush
     */
    @Nullable
    PendingFlush start(int segmentCount, long endOffset) {
        if (flushedOffset >= endOffset) {
            return null;
        }
        List<StorageFile> files = new ArrayList<>();
        for (int n = segments.numberOf(flushedOffset); n < segmentCount; n++) {
            files.addAll(segments.get(n).filesToFlush());
        }
        PendingFlush pending = new PendingFlush(files, endOffset);
        underWay.add(pending);
        return pending;
    }

    /** The files of a flush are durable now. */
    @SuppressWarnings("ReferenceEquality") // Two flushes may reach to the same offset.
    void done(PendingFlush flush) {
        if (underWay.removeIf(other -> other == flush)) {
            flushedOffset = Math.max(flushedOffset, flush.endOffset());
        }
    }

    /** The log begins anew at an offset. */
    void startAt(long offset) {
        underWay.clear();
        flushedOffset = offset;
    }

    /** The log was cut: nothing from there on is durable. */
    void cutTo(long endOffset) {
        underWay.clear();
        flushedOffset = Math.min(flushedOffset, endOffset);
    }
}
