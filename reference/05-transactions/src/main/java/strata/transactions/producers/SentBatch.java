package strata.transactions.producers;

import strata.kernel.log.BatchHeader;

/**
 * A batch that a producer has written.
 *
 * @param lastSequence of its last record; -1 where it has no sequences
 * @param lastOffset of its last record
 * @param offsetDelta how much less its first offset is, and its first sequence
 * @param timestampMs its greatest
 */
record SentBatch(int lastSequence, long lastOffset, int offsetDelta, long timestampMs) {
    static SentBatch of(BatchHeader batch) {
        return new SentBatch(
                Sequences.last(batch),
                batch.lastOffset(),
                batch.lastOffsetDelta(),
                batch.maxTimestampMs());
    }

    long firstOffset() {
        return lastOffset - offsetDelta;
    }

    int firstSequence() {
        return Sequences.before(lastSequence, offsetDelta);
    }
}
