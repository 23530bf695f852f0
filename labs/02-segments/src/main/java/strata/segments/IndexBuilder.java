package strata.segments;

import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;

/**
 * Both indexes of a segment while they grow: decides which batch gets an entry. Entries depend on
 * the batches and the interval alone, so an index that is made anew is the one that was lost.
 *
 * <p>Invariant: every batch before {@link #coveredPosition} was noted, and no other.
 */
final class IndexBuilder {
    private final OffsetIndex offsets;
    private final TimeIndex times;
    // Where the next batch to be noted starts, in the log file.
    private long coveredPosition;
    // The offset after the last noted batch.
    private long coveredOffset;
    // Where the batch of the last offset entry starts; 0 before the first.
    private long lastEntryPosition;
    private long maxTimestampMs;
    // The last offset of the first batch with the greatest timestamp.
    private long offsetOfMaxTimestamp;

    /** Empty indexes of the segment with that base offset. */
    IndexBuilder(long baseOffset) {
        this(OffsetIndex.inMemory(baseOffset), TimeIndex.inMemory(baseOffset), 0, baseOffset);
    }

    /**
     * Goes on where whole indexes end.
     *
     * @param offsets in memory
     * @param times in memory, with a last entry for the greatest timestamp
     */
    IndexBuilder(OffsetIndex offsets, TimeIndex times, long coveredPosition, long coveredOffset) {
        this.offsets = offsets;
        this.times = times;
        cutTo(coveredPosition, coveredOffset);
    }

    /** Where a segment's batches start; grows with {@link #note}. */
    OffsetIndex offsets() {
        return offsets;
    }

    /** How its greatest timestamp rose; grows with {@link #note}. */
    TimeIndex times() {
        return times;
    }

    /** Every batch before this position was noted. */
    long coveredPosition() {
        return coveredPosition;
    }

    /** The offset after the last noted batch; the base offset when there is none. */
    long coveredOffset() {
        return coveredOffset;
    }

    /** The greatest timestamp so far, {@link TimeIndex#NO_TIMESTAMP_MS} when there is none. */
    long maxTimestampMs() {
        return maxTimestampMs;
    }

    /** The last offset of the first batch with the greatest timestamp. */
    long offsetOfMaxTimestamp() {
        return offsetOfMaxTimestamp;
    }

    /**
     * Notes the batch that lies at {@link #coveredPosition}.
     *
     * @param intervalBytes an entry is added for a batch that starts more than this after the batch
     *     of the last entry, or after the start of the file when there is none
     */
    void note(BatchHeader batch, int intervalBytes) {
        throw Todo.step(
                "2.2",
                "note the greatest timestamp; add to both indexes if the batch is far enough");
    }

    /** Notes the greatest timestamp of a batch, and nothing else of it. */
    void noteTimestamp(BatchHeader batch) {
        if (batch.maxTimestampMs() > maxTimestampMs) {
            maxTimestampMs = batch.maxTimestampMs();
            offsetOfMaxTimestamp = batch.lastOffset();
        }
    }

    /** Gives the greatest timestamp an entry, as the segment is closed. */
    void finish() {
        throw Todo.step("2.2", "add the greatest timestamp to the time index");
    }

    /**
     * Forgets the batches from a position on, whose offsets are {@code endOffset} or above. The
     * greatest timestamp is then that of the last entry that is left: the caller notes those of the
     * batches behind it.
     */
    void truncateTo(long position, long endOffset) {
        offsets.truncateTo(endOffset);
        times.truncateTo(endOffset);
        cutTo(position, endOffset);
    }

    private void cutTo(long position, long endOffset) {
        coveredPosition = position;
        coveredOffset = endOffset;
        lastEntryPosition = offsets.count() == 0 ? 0 : offsets.position(offsets.count() - 1);
        maxTimestampMs = times.lastTimestampMs();
        offsetOfMaxTimestamp = times.count() == 0 ? 0 : times.offset(times.count() - 1);
    }
}
