package strata.segments;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;

/** Which records a compaction keeps, and which batches though nothing is left in them. */
final class CompactionRule {
    private final KeyMap lastOffsets;
    private final long mappedEndOffset;
    private final ProducerTails producers;
    private final long nowMs;

    /**
     * @param lastOffsets of the keys that occur between the first dirty offset and the end
     * @param mappedEndOffset the offset after the last record that the map knows of
     * @param producers what they wrote last
     * @param nowMs wall time
     */
    CompactionRule(KeyMap lastOffsets, long mappedEndOffset, ProducerTails producers, long nowMs) {
        this.lastOffsets = lastOffsets;
        this.mappedEndOffset = mappedEndOffset;
        this.producers = producers;
        this.nowMs = nowMs;
    }

    /** Records at or above this offset are not compacted. */
    long mappedEndOffset() {
        return mappedEndOffset;
    }

    /** Now, in wall time. */
    long nowMs() {
        return nowMs;
    }

    /**
     * What becomes of a record.
     *
     * <ul>
     *   <li>The map says nothing of a record without a key, or at or above {@link
     *       #mappedEndOffset}: it stays.
     *   <li>A record goes when the map knows a later one of its key.
     *   <li>A tombstone whose batch is not below {@link #mappedEndOffset} as a whole stays.
     *   <li>A tombstone goes when its batch has a delete horizon and that has come; before that it
     *       stays. One that has none stays for a while: everything older of its key goes now, so
     *       its time starts now.
     *   <li>Whether a transaction's records count, this layer cannot know (layer 5 will): they may
     *       go for a later record, but a tombstone of a transaction just stays.
     * </ul>
     *
     * @param batch the record's
     */
    Fate fateOf(BatchHeader batch, long offset, @Nullable ByteBuffer key, boolean isTombstone) {
        throw Todo.step("2.8", "return what becomes of the record, by the rules above");
    }

    /** Whether a batch of which no record stays is kept as a bare header: it has a sequence. */
    boolean keepsEmpty(BatchHeader batch) {
        return producers.mayNeed(batch, nowMs);
    }
}
