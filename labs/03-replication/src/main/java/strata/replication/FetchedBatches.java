package strata.replication;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;

/**
 * Looks through the batches that a leader sent, before any is appended. It goes over each byte
 * once, and remembers what it found until it looks again.
 */
final class FetchedBatches {
    private final CRC32C crc = new CRC32C();
    private int goodBytes;
    private int lastEpoch;
    private @Nullable String fault;

    /** The size of all good batches before the first that is bad or cut off. */
    int goodBytes() {
        return goodBytes;
    }

    /** The epoch of the last good batch; -1 when there is none. */
    int lastEpoch() {
        return lastEpoch;
    }

    /** What is wrong with the batch behind the good ones; null when it is only cut off, or none. */
    @Nullable
    String fault() {
        return fault;
    }

    /**
     * Looks at batches, from the first one on, up to one that is bad or cut off. A batch is cut off
     * when not even its length is there, or when it is longer than what is left. Each batch is to
     * begin where the one before ended, or above. Then {@link #goodBytes}, {@link #lastEpoch} and
     * {@link #fault} say what was found; what an earlier look found is forgotten.
     *
     * @param batches from position to limit, which are as before when this returns
     * @param logEndOffset no batch may begin below it
     */
    void look(ByteBuffer batches, long logEndOffset) {
        throw Todo.step(
                "3.2",
                "go from batch to batch while each is whole and faultOf finds nothing; take notes");
    }

    /**
     * What is wrong with a batch that is whole, in words; null when nothing is. It must be at least
     * as long as a header, be of magic 2, begin at or above {@code nextOffset}, not end before it
     * begins, and have the CRC that its header says. Its header is not to be trusted before.
     *
     * @param size as its header says
     */
    private @Nullable String faultOf(
            ByteBuffer batches, BatchHeader header, long size, long nextOffset) {
        throw Todo.step(
                "3.2",
                "check size, magic, offsets and CRC, in this order; return null if all is well");
    }

    /** The CRC-32C of everything in a batch from {@link BatchHeader#CRC_START} on. */
    private long crcOf(ByteBuffer batches, int start, int size) {
        int position = batches.position();
        int limit = batches.limit();
        batches.limit(start + size).position(start + BatchHeader.CRC_START);
        crc.reset();
        crc.update(batches);
        batches.limit(limit).position(position);
        return crc.getValue();
    }
}
