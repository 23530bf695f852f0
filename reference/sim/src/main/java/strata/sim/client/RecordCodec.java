package strata.sim.client;

import java.nio.ByteBuffer;
import java.util.List;
import strata.sim.SeededRandom;

/** The bytes in which a node takes and gives records: a client's half of its format. */
public interface RecordCodec {
    /**
     * One or more batches of values.
     *
     * @param random for what may vary: compression, times, how many batches
     */
    ByteBuffer encode(List<byte[]> values, SeededRandom random);

    /**
     * The records of a fetched range of bytes.
     *
     * @throws strata.kernel.log.CorruptDataException when the bytes are not whole batches
     */
    List<Decoded> decode(ByteBuffer bytes);

    /** The leader epoch of the last batch of a fetched range; -1 where there are no epochs. */
    default int lastEpoch(ByteBuffer bytes) {
        return -1;
    }

    /** A record. */
    record Decoded(long offset, ByteBuffer value) {}
}
