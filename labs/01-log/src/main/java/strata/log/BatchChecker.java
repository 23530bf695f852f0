package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.ByteReader;
import strata.kernel.log.Compression;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.TimestampType;

/**
 * Checks batches that came from outside, before any of them is stored. Each kind of fault has its
 * method, in the order in which one may rely on the other: without a true length there is no CRC,
 * without a true CRC no field is worth reading.
 */
final class BatchChecker {
    /** Bytes up to the magic, which an old message has at the same place as a batch. */
    private static final int SIZE_UP_TO_MAGIC = 17;

    private final ByteBuffer batches;
    private final Compression compression;
    private final BatchHeader header;

    /**
     * @param batches from its position to its limit; neither is moved
     */
    BatchChecker(ByteBuffer batches, Compression compression) {
        this.batches = batches.duplicate();
        this.compression = compression;
        this.header = BatchHeader.at(this.batches, batches.position());
    }

    /** The first fault; null when every batch is good. */
    @Nullable
    BatchFault firstFault() {
        int position = batches.position();
        while (position < batches.limit()) {
            header.moveTo(position);
            BatchFault fault = faultOfPresentBatch();
            if (fault != null) {
                return fault;
            }
            position += header.sizeInBytes();
        }
        return null;
    }

    private @Nullable BatchFault faultOfPresentBatch() {
        BatchFault fault = frameFault();
        if (fault == null) {
            fault = crcFault();
        }
        if (fault == null) {
            fault = headerFault();
        }
        return fault == null ? recordsFault() : fault;
    }

    /**
     * Whether a whole batch of the one magic that is served lies here: too few bytes up to the
     * magic, an old magic, an unknown one, and an impossible size are told apart, in this order.
     */
    private @Nullable BatchFault frameFault() {
        throw Todo.step(
                "1.4",
                "return null when a whole batch of magic 2 lies here, else what is wrong with it");
    }

    /** Whether the stored CRC is that of the bytes. */
    private @Nullable BatchFault crcFault() {
        throw Todo.step(
                "1.4", "return null when the stored CRC is that of the bytes, else corrupt(...)");
    }

    /**
     * Whether the header's fields go together: first the codec, which must be known and here (none
     * is always), then the count, then the last offset delta.
     */
    private @Nullable BatchFault headerFault() {
        throw Todo.step(
                "1.4", "check the codec, the count, and that the last offset delta fits the count");
    }

    private @Nullable BatchFault recordsFault() {
        try (ByteReader in = BatchRecords.openRecords(batches, header, compression)) {
            long maxTimestampMs = checkRecords(in);
            if (header.timestampType() == TimestampType.CREATE_TIME
                    && header.maxTimestampMs() != maxTimestampMs) {
                putRight(maxTimestampMs);
            }
            return null;
        } catch (CorruptDataException e) {
            return invalid("the records cannot be read: " + e.getMessage());
        }
    }

    /**
     * Walks the records without decoding them: each as long as it says, numbered from 0 on, and
     * nothing after the last. Headers are as many as they say, each with a name. What a record or
     * field claims is bounded before any byte is skipped.
     *
     * @return the greatest timestamp, -1 when no record has one
     * @throws CorruptDataException when it is not so
     */
    private long checkRecords(ByteReader in) {
        throw Todo.step(
                "1.4", "walk all records without decoding them; return the greatest timestamp");
    }

    /**
     * Some producers never set the greatest timestamp. As a search by time relies on it, it is put
     * right here, where all timestamps have been seen, rather than refused; Kafka does the same.
     */
    private void putRight(long maxTimestampMs) {
        header.setMaxTimestamp(TimestampType.CREATE_TIME, maxTimestampMs);
        header.setCrc(Crc.ofBatch(batches, header.position(), header.sizeInBytes()));
    }

    private int position() {
        return header.position() - batches.position();
    }

    private BatchFault corrupt(String why) {
        return new BatchFault(ErrorCode.CORRUPT_MESSAGE, position(), why);
    }

    private BatchFault invalid(String why) {
        return new BatchFault(ErrorCode.INVALID_RECORD, position(), why);
    }
}
