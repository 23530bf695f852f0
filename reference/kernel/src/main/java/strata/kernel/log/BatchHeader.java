package strata.kernel.log;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;

/**
 * A view of the 61 fixed bytes before a batch's records (format v2; all big-endian):
 *
 * <pre>
 *  0 baseOffset i64          8 length i32 (bytes after this field)
 * 12 partitionLeaderEpoch i32    16 magic i8 = 2
 * 17 crc u32 (CRC-32C of everything from 21 to the batch's end)
 * 21 attributes i16 (0-2 compression, 3 timestamp type, 4 transactional, 5 control,
 *                    6 delete horizon)
 * 23 lastOffsetDelta i32    27 baseTimestamp i64    35 maxTimestamp i64
 * 43 producerId i64         51 producerEpoch i16    53 baseSequence i32
 * 57 count i32              61 records
 * </pre>
 *
 * It reads and writes in place, copies nothing and checks nothing. Base offset and leader epoch are
 * outside the CRC, so that a broker may set them without reading the records.
 */
public final class BatchHeader {
    /** Bytes before the records. */
    public static final int SIZE = 61;

    /** Bytes of base offset and length, which the length does not count. */
    public static final int LOG_OVERHEAD = 12;

    /** Where the bytes under the CRC start. */
    public static final int CRC_START = 21;

    /** The one magic that is served. */
    public static final byte MAGIC = 2;

    private static final int COMPRESSION_MASK = 0x07;
    private static final int TIMESTAMP_TYPE_BIT = 0x08;
    private static final int TRANSACTIONAL_BIT = 0x10;
    private static final int CONTROL_BIT = 0x20;
    private static final int DELETE_HORIZON_BIT = 0x40;

    private final ByteBuffer buffer;
    private int start;

    private BatchHeader(ByteBuffer buffer, int start) {
        this.buffer = buffer;
        this.start = start;
    }

    /** The header that starts at a position of a buffer; the buffer's own position is not used. */
    public static BatchHeader at(ByteBuffer buffer, int position) {
        return new BatchHeader(buffer, position);
    }

    /** Moves this view to another position of the same buffer. */
    public BatchHeader moveTo(int position) {
        start = position;
        return this;
    }

    /** Where the batch starts in its buffer. */
    public int position() {
        return start;
    }

    public long baseOffset() {
        return buffer.getLong(start);
    }

    /** The length field: bytes of the batch after itself. */
    public int length() {
        return buffer.getInt(start + 8);
    }

    /** The whole batch's size in bytes; meaningless when {@link #length} is not to be trusted. */
    public int sizeInBytes() {
        return length() + LOG_OVERHEAD;
    }

    public int partitionLeaderEpoch() {
        return buffer.getInt(start + 12);
    }

    public byte magic() {
        return buffer.get(start + 16);
    }

    /** The stored CRC-32C, 0 to 2^32 - 1. */
    public long crc() {
        return Integer.toUnsignedLong(buffer.getInt(start + 17));
    }

    public short attributes() {
        return buffer.getShort(start + 21);
    }

    /** The compression; null when the code is none that is known. */
    public @Nullable CompressionType compression() {
        return CompressionType.ofCode(attributes() & COMPRESSION_MASK);
    }

    public TimestampType timestampType() {
        return (attributes() & TIMESTAMP_TYPE_BIT) == 0
                ? TimestampType.CREATE_TIME
                : TimestampType.LOG_APPEND_TIME;
    }

    public boolean isTransactional() {
        return (attributes() & TRANSACTIONAL_BIT) != 0;
    }

    public boolean isControl() {
        return (attributes() & CONTROL_BIT) != 0;
    }

    /** Whether {@link #baseTimestampMs} is the time from which tombstones may go (KIP-534). */
    public boolean hasDeleteHorizon() {
        return (attributes() & DELETE_HORIZON_BIT) != 0;
    }

    public int lastOffsetDelta() {
        return buffer.getInt(start + 23);
    }

    /** The offset of the last record. */
    public long lastOffset() {
        return baseOffset() + lastOffsetDelta();
    }

    /** The offset after the last record. */
    public long nextOffset() {
        return lastOffset() + 1;
    }

    public long baseTimestampMs() {
        return buffer.getLong(start + 27);
    }

    public long maxTimestampMs() {
        return buffer.getLong(start + 35);
    }

    public long producerId() {
        return buffer.getLong(start + 43);
    }

    public boolean hasProducerId() {
        return producerId() >= 0;
    }

    public short producerEpoch() {
        return buffer.getShort(start + 51);
    }

    public int baseSequence() {
        return buffer.getInt(start + 53);
    }

    /** How many records. */
    public int count() {
        return buffer.getInt(start + 57);
    }

    public void setBaseOffset(long offset) {
        buffer.putLong(start, offset);
    }

    public void setPartitionLeaderEpoch(int epoch) {
        buffer.putInt(start + 12, epoch);
    }

    public void setCrc(long crc) {
        buffer.putInt(start + 17, (int) crc);
    }

    /**
     * Sets the greatest timestamp and who stamped; the caller then sets the CRC, which covers both.
     */
    public void setMaxTimestamp(TimestampType type, long timestampMs) {
        int others = attributes() & ~TIMESTAMP_TYPE_BIT;
        int bit = type == TimestampType.LOG_APPEND_TIME ? TIMESTAMP_TYPE_BIT : 0;
        buffer.putShort(start + 21, (short) (others | bit));
        buffer.putLong(start + 35, timestampMs);
    }

    /** The attributes of a new batch. */
    public static short attributesOf(BatchSpec spec) {
        int attributes = spec.compression().code();
        if (spec.timestampType() == TimestampType.LOG_APPEND_TIME) {
            attributes |= TIMESTAMP_TYPE_BIT;
        }
        if (spec.producer().transactional()) {
            attributes |= TRANSACTIONAL_BIT;
        }
        if (spec.control()) {
            attributes |= CONTROL_BIT;
        }
        return (short) attributes;
    }
}
