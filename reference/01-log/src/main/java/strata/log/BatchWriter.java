package strata.log;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.RecordHeader;

/**
 * Writes one batch, byte for byte as Kafka's own builder does. The records are written one after
 * the other behind a gap for the header; the header, which needs to know them all, comes last.
 */
final class BatchWriter implements BatchBuilder {
    /** The timestamp of a record that has none. */
    static final long NO_TIMESTAMP_MS = -1L;

    /** A record's attributes; no bit of them has a meaning yet. */
    static final byte RECORD_ATTRIBUTES = 0;

    private static final int FIRST_CAPACITY_BYTES = 512;
    private static final int NULL_LENGTH = -1;

    private final BatchSpec spec;
    private final Compression compression;
    // The gap for the header, then the records so far, not compressed; its position is their end.
    private ByteBuffer plain;
    private int count;
    private long baseTimestampMs = NO_TIMESTAMP_MS;
    private long maxTimestampMs = NO_TIMESTAMP_MS;
    private boolean built;

    BatchWriter(BatchSpec spec, Compression compression) {
        this.spec = spec;
        this.compression = compression;
        this.plain = ByteBuffer.allocate(FIRST_CAPACITY_BYTES).position(BatchHeader.SIZE);
    }

    /** {@inheritDoc} The first record's timestamp is the one that all others are relative to. */
    @Override
    public BatchWriter add(
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        Check.that(!built, "a finished batch takes no more records");
        Check.that(timestampMs >= NO_TIMESTAMP_MS, "timestamp %s is negative", timestampMs);
        if (count == 0) {
            baseTimestampMs = timestampMs;
        }
        long timestampDelta = timestampMs - baseTimestampMs;
        writeRecord(timestampDelta, key, value, headers);
        maxTimestampMs = Math.max(maxTimestampMs, timestampMs);
        count++;
        return this;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public ByteBuffer build() {
        Check.that(!built, "a batch is built once");
        Check.that(count > 0, "a batch has at least one record");
        built = true;
        ByteBuffer batch = compressed(plain.flip());
        writeHeader(batch);
        return batch;
    }

    /**
     * Writes one record behind those before it:
     *
     * <pre>
     * length varint (bytes after this field)   attributes i8 = 0
     * timestampDelta varlong                   offsetDelta varint
     * key bytes    value bytes    headers: count varint, then for each: name bytes, value bytes
     * </pre>
     *
     * where <em>bytes</em> is a length as varint (-1 for null), then that many bytes. Of a key or a
     * value it is those from position to limit, and neither is moved; a name is in UTF-8.
     *
     * <p>{@link #makeRoom} comes first: {@link #plain} may be too small.
     *
     * @param timestampDelta to the first record's timestamp, in milliseconds; may be negative
     */
    private void writeRecord(
            long timestampDelta,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        // LAB 1.2 write length, attributes, deltas, key, value and headers of record number count
        List<byte[]> names =
                headers.stream().map(h -> h.key().getBytes(StandardCharsets.UTF_8)).toList();
        int offsetDelta = count;
        long length = 1L + Varints.sizeOf(timestampDelta) + Varints.sizeOf(offsetDelta);
        length += sizeOf(key) + sizeOf(value) + sizeOf(names, headers);
        makeRoom(length + Varints.MAX_INT_BYTES);

        Varints.write(plain, length);
        plain.put(RECORD_ATTRIBUTES);
        Varints.write(plain, timestampDelta);
        Varints.write(plain, offsetDelta);
        write(key);
        write(value);
        Varints.write(plain, headers.size());
        for (int i = 0; i < headers.size(); i++) {
            write(ByteBuffer.wrap(names.get(i)));
            write(headers.get(i).value());
        }
    }

    // LAB 1.2 REMOVE
    private void write(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            Varints.write(plain, NULL_LENGTH);
        } else {
            Varints.write(plain, bytes.remaining());
            plain.put(bytes.duplicate());
        }
    }

    // LAB 1.2 REMOVE
    private static long sizeOf(@Nullable ByteBuffer bytes) {
        return bytes == null ? Varints.sizeOf(NULL_LENGTH) : sizeOf(bytes.remaining());
    }

    // LAB 1.2 REMOVE
    private static long sizeOf(int length) {
        return (long) Varints.sizeOf(length) + length;
    }

    // LAB 1.2 REMOVE
    private static long sizeOf(List<byte[]> names, List<RecordHeader> headers) {
        long size = Varints.sizeOf(headers.size());
        for (int i = 0; i < headers.size(); i++) {
            size += sizeOf(names.get(i).length) + sizeOf(headers.get(i).value());
        }
        return size;
    }

    /** Makes {@link #plain} a buffer with room for so many bytes more; it may be another one. */
    private void makeRoom(long bytes) {
        long needed = plain.position() + bytes;
        Check.that(needed <= Integer.MAX_VALUE, "a batch of %s bytes is too large", needed);
        if (needed > plain.capacity()) {
            long capacity = Math.min(Integer.MAX_VALUE, Math.max(needed, 2L * plain.capacity()));
            plain = ByteBuffer.allocate((int) capacity).put(plain.flip());
        }
    }

    /** The batch with its records compressed, if they are to be. */
    private ByteBuffer compressed(ByteBuffer whole) {
        if (spec.compression() == CompressionType.NONE) {
            return whole;
        }
        ByteBuffer records = whole.position(BatchHeader.SIZE).slice();
        ByteBuffer packed = compression.compress(spec.compression(), records);
        ByteBuffer batch = ByteBuffer.allocate(BatchHeader.SIZE + packed.remaining());
        return batch.position(BatchHeader.SIZE).put(packed).flip();
    }

    /**
     * Fills the 61 bytes before the records, as {@link BatchHeader} shows them; the CRC covers most
     * of them, so it is computed last. What does not come from the {@link #spec} comes from the
     * records: their {@link #count} and timestamps.
     *
     * @param batch the whole batch, its records compressed if they are to be, from 0 to its limit;
     *     neither position nor limit is moved
     */
    private void writeHeader(ByteBuffer batch) {
        // LAB 1.2 fill the 61 bytes of the header, the CRC last
        int size = batch.limit();
        batch.putLong(0, spec.baseOffset());
        batch.putInt(8, size - BatchHeader.LOG_OVERHEAD);
        batch.putInt(12, spec.leaderEpoch());
        batch.put(16, BatchHeader.MAGIC);
        batch.putShort(21, BatchHeader.attributesOf(spec));
        batch.putInt(23, count - 1);
        batch.putLong(27, baseTimestampMs);
        batch.putLong(35, maxTimestampMs);
        batch.putLong(43, spec.producer().producerId());
        batch.putShort(51, spec.producer().producerEpoch());
        batch.putInt(53, spec.producer().baseSequence());
        batch.putInt(57, count);
        BatchHeader.at(batch, 0).setCrc(Crc.ofBatch(batch, 0, size));
    }
}
