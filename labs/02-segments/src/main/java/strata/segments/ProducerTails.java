package strata.segments;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.log.BatchHeader;

/**
 * The last batches of producers, in the part of the log that a compaction maps. The last batch of
 * an idempotent producer tells which sequence it has reached, so its header stays even when no
 * record of it does; where its last epoch has no batch but a marker, that tells the epoch, and
 * stays. When in doubt a header stays: it costs 61 bytes, and the next compaction may know better.
 */
final class ProducerTails {
    /** A producer that was silent for so long is forgotten: {@code producer.id.expiration.ms}. */
    static final long EXPIRATION_MS = 86_400_000L;

    /** Of more producers than these no last batch is noted: memory is bounded. */
    static final int MAX_PRODUCERS = 10_000;

    /**
     * The last of a producer.
     *
     * @param dataOffset the last offset of its last data batch in this epoch; -1 for none noted
     * @param markerOffset of its last marker in this epoch; -1 for none noted
     */
    private record Tail(short epoch, long dataOffset, long markerOffset) {}

    private final Map<Long, Tail> tails = new LinkedHashMap<>();

    /** Notes a batch behind all those noted before. */
    void note(BatchHeader batch) {
        if (!batch.hasProducerId()) {
            return;
        }
        long producerId = batch.producerId();
        Tail before = tails.get(producerId);
        if (before == null && tails.size() >= MAX_PRODUCERS) {
            return;
        }
        Tail tail =
                before != null && before.epoch() == batch.producerEpoch()
                        ? before
                        : new Tail(batch.producerEpoch(), -1, -1);
        tails.put(
                producerId,
                batch.isControl()
                        ? new Tail(tail.epoch(), tail.dataOffset(), batch.lastOffset())
                        : new Tail(tail.epoch(), batch.lastOffset(), tail.markerOffset()));
    }

    /** Whether a batch may be the last of a producer that is not yet forgotten. */
    boolean mayNeed(BatchHeader batch, long nowMs) {
        if (!batch.hasProducerId() || nowMs - batch.maxTimestampMs() >= EXPIRATION_MS) {
            return false;
        }
        Tail tail = tails.get(batch.producerId());
        if (tail == null || batch.lastOffset() > Math.max(tail.dataOffset(), tail.markerOffset())) {
            return true;
        }
        if (batch.producerEpoch() != tail.epoch()) {
            return false;
        }
        return batch.isControl()
                ? tail.dataOffset() < 0 && tail.markerOffset() <= batch.lastOffset()
                : tail.dataOffset() <= batch.lastOffset();
    }
}
