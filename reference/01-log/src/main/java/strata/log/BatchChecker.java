package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.log.BatchFault;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.ByteReader;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
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
        // LAB 1.4 return null when a whole batch of magic 2 lies here, else what is wrong with it
        int left = batches.limit() - header.position();
        if (left < SIZE_UP_TO_MAGIC) {
            return corrupt("the last " + left + " bytes are too few for a batch");
        }
        byte magic = header.magic();
        if (magic == 0 || magic == 1) {
            return invalid("magic " + magic + " is out of use; expected " + BatchHeader.MAGIC);
        }
        if (magic != BatchHeader.MAGIC) {
            return corrupt("unknown magic " + magic + "; expected " + BatchHeader.MAGIC);
        }
        long size = (long) header.length() + BatchHeader.LOG_OVERHEAD;
        if (size < BatchHeader.SIZE || size > left) {
            return corrupt(
                    "a batch of " + size + " bytes; expected " + BatchHeader.SIZE + " to " + left);
        }
        return null;
    }

    /** Whether the stored CRC is that of the bytes. */
    private @Nullable BatchFault crcFault() {
        // LAB 1.4 return null when the stored CRC is that of the bytes, else corrupt(...)
        long computed = Crc.ofBatch(batches, header.position(), header.sizeInBytes());
        return header.crc() == computed ? null : corrupt(Crc.mismatch(header.crc(), computed));
    }

    /**
     * Whether the header's fields go together: first the codec, which must be known and here (none
     * is always), then the count, then the last offset delta.
     */
    private @Nullable BatchFault headerFault() {
        // LAB 1.4 check the codec, the count, and that the last offset delta fits the count
        CompressionType type = header.compression();
        if (type == null || (type != CompressionType.NONE && !compression.supports(type))) {
            return new BatchFault(
                    ErrorCode.UNSUPPORTED_COMPRESSION_TYPE,
                    position(),
                    "no codec for the compression in attributes " + header.attributes());
        }
        if (header.count() <= 0) {
            return invalid("a count of " + header.count() + " records");
        }
        if (header.lastOffsetDelta() != header.count() - 1) {
            int expected = header.count() - 1;
            return invalid(
                    "the last offset delta is " + header.lastOffsetDelta() + ", not " + expected);
        }
        return null;
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
        // LAB 1.4 walk all records without decoding them; return the greatest timestamp
        int count = header.count();
        long baseTimestampMs = header.baseTimestampMs();
        long maxTimestampMs = BatchWriter.NO_TIMESTAMP_MS;
        for (int i = 0; i < count; i++) {
            int length = Varints.readInt(in);
            long end = in.position() + length;
            in.get(); // The attributes: no bit of them has a meaning yet.
            long timestampMs = baseTimestampMs + Varints.readLong(in);
            maxTimestampMs = Math.max(maxTimestampMs, timestampMs);
            int offsetDelta = Varints.readInt(in);
            if (offsetDelta != i) {
                throw new CorruptDataException("record " + i + " has offset delta " + offsetDelta);
            }
            skipBytes(in, end); // The key.
            skipBytes(in, end); // The value.
            skipHeaders(in, end);
            if (in.position() != end) {
                long excess = in.position() - end;
                throw new CorruptDataException(
                        "record " + i + " of " + length + " bytes is off by " + excess);
            }
        }
        if (in.hasRemaining()) {
            throw new CorruptDataException("bytes are left after " + count + " records");
        }
        return maxTimestampMs;
    }

    // LAB 1.4 REMOVE
    private static void skipHeaders(ByteReader in, long end) {
        int count = Varints.readInt(in);
        if (count < 0) {
            throw new CorruptDataException("a count of " + count + " headers");
        }
        for (int i = 0; i < count; i++) {
            if (skipBytes(in, end) < 0) {
                throw new CorruptDataException("a header has no name");
            }
            skipBytes(in, end);
        }
    }

    // LAB 1.4 REMOVE
    /** Passes over a length and that many bytes; returns the length, negative for null. */
    private static int skipBytes(ByteReader in, long end) {
        int length = Varints.readInt(in);
        if (length > end - in.position()) {
            throw new CorruptDataException(length + " bytes do not fit into their record");
        }
        if (length > 0) {
            in.skip(length);
        }
        return length;
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
