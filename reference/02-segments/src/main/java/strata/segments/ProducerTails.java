package strata.segments;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.log.BatchHeader;

/**
 * The last batches of producers, in the part of the log that a compaction maps. The last batch of
 * an idempotent producer tells which sequence it has reached, so its header stays even when no
 * record of it does. When in doubt a header stays: it costs 61 bytes, and the next compaction may
 * know better. Layer 5, which knows all producers, will say it exactly.
 */
final class ProducerTails {
    /** A producer that was silent for so long is forgotten: {@code producer.id.expiration.ms}. */
    static final long EXPIRATION_MS = 86_400_000L;

    /** Of more producers than these no last batch is noted: memory is bounded. */
    static final int MAX_PRODUCERS = 10_000;

    private final Map<Long, Long> lastOffsets = new LinkedHashMap<>();

    /** Notes a batch behind all those noted before. */
    void note(BatchHeader batch) {
        if (!batch.hasProducerId()) {
            return;
        }
        long producerId = batch.producerId();
        if (lastOffsets.size() < MAX_PRODUCERS || lastOffsets.containsKey(producerId)) {
            lastOffsets.put(producerId, batch.lastOffset());
        }
    }

    /** Whether a batch may be the last of a producer that is not yet forgotten. */
    boolean mayNeed(BatchHeader batch, long nowMs) {
        if (!batch.hasProducerId() || nowMs - batch.maxTimestampMs() >= EXPIRATION_MS) {
            return false;
        }
        Long noted = lastOffsets.get(batch.producerId());
        return noted == null || noted <= batch.lastOffset();
    }
}
