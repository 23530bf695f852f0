package strata.kernel.log;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;

/** Record batches in Kafka's format v2 (magic 2): building, checking and reading them. */
public interface RecordFormat {
    /** Starts a new batch. */
    BatchBuilder newBatch(BatchSpec spec, Compression compression);

    /**
     * Checks batches that came from outside, all of them before any is stored: lengths, magic,
     * CRC-32C, attributes, and that the records are as many, as long and as numbered as the header
     * says. Compressed records are decompressed for it, in portions.
     *
     * <p>One thing is put right in place, with the CRC, rather than refused, as Kafka does: a
     * greatest timestamp in the header that is not the records' (some producers never set it).
     *
     * @param batches from the buffer's position to its limit; neither is moved
     * @return the first fault; null when every batch is good (also when there is none)
     */
    @Nullable
    BatchFault check(ByteBuffer batches, Compression compression);

    /**
     * The records of a batch.
     *
     * @param batch one whole batch from the buffer's position on; more may follow it
     * @throws CorruptDataException when it is not whole, or its codec is unknown or not here
     */
    RecordIterator records(ByteBuffer batch, Compression compression);
}
