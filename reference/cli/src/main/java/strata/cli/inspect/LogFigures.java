package strata.cli.inspect;

import strata.kernel.log.BatchHeader;

/** Adds up what a file of batches holds. */
final class LogFigures {
    private long startOffset = -1;
    private long endOffset = -1;
    private long batchCount;
    private long recordCount;
    private long firstTimestampMs = -1;
    private long maxTimestampMs = -1;
    // Whether offsets are missing: what compaction leaves, and what nothing else does.
    private boolean gaps;

    /** A batch comes. */
    void add(BatchHeader header) {
        if (startOffset < 0) {
            startOffset = header.baseOffset();
            boolean isTime = header.hasDeleteHorizon();
            firstTimestampMs = isTime ? header.maxTimestampMs() : header.baseTimestampMs();
        }
        long expected = (long) header.lastOffsetDelta() + 1;
        boolean gapBefore = endOffset >= 0 && header.baseOffset() > endOffset;
        gaps = gaps || gapBefore || header.count() < expected || header.hasDeleteHorizon();
        endOffset = Math.max(endOffset, header.nextOffset());
        maxTimestampMs = Math.max(maxTimestampMs, header.maxTimestampMs());
        batchCount++;
        recordCount += Math.max(header.count(), 0);
    }

    /** The first offset; -1 without any batch. */
    long startOffset() {
        return startOffset;
    }

    /** The offset after the last; -1 without any batch. */
    long endOffset() {
        return endOffset;
    }

    long batchCount() {
        return batchCount;
    }

    long recordCount() {
        return recordCount;
    }

    long firstTimestampMs() {
        return firstTimestampMs;
    }

    long maxTimestampMs() {
        return maxTimestampMs;
    }

    /** Whether offsets are missing inside. */
    boolean hasGaps() {
        return gaps;
    }
}
