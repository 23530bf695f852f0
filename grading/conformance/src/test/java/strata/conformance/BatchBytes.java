package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * Record batches as bytes, right ones by kafka-clients and wrong ones by hand.
 *
 * <p>Positions are those of the batch header of format v2 (Kafka protocol, "Record Batch").
 */
final class BatchBytes {

    static final int BASE_OFFSET = 0;
    static final int LENGTH = 8;
    static final int LEADER_EPOCH = 12;
    static final int MAGIC = 16;
    static final int CRC = 17;
    static final int ATTRIBUTES = 21;
    static final int LAST_OFFSET_DELTA = 23;
    static final int BASE_TIMESTAMP = 27;
    static final int MAX_TIMESTAMP = 35;
    static final int PRODUCER_ID = 43;
    static final int PRODUCER_EPOCH = 51;
    static final int BASE_SEQUENCE = 53;
    static final int RECORD_COUNT = 57;
    static final int RECORDS = 61;

    /** The time of every record made here: milliseconds since 1970, some day in 2023. */
    static final long TIMESTAMP = 1_700_000_000_000L;

    private BatchBytes() {}

    /** A valid batch of {@code count} records, of which each has a key, a value and a header. */
    static byte[] valid(Codec codec, int count) {
        return valid(codec, count, TIMESTAMP);
    }

    /** A valid batch whose records all have {@code timestamp}. */
    static byte[] valid(Codec codec, int count, long timestamp) {
        SimpleRecord[] records =
                IntStream.range(0, count)
                        .mapToObj(
                                i ->
                                        new SimpleRecord(
                                                timestamp,
                                                ("key-" + i % 3).getBytes(UTF_8),
                                                ("value-" + "0123456789".repeat(5) + i)
                                                        .getBytes(UTF_8)))
                        .toArray(SimpleRecord[]::new);
        return bytes(MemoryRecords.withRecords(compression(codec), records));
    }

    /** A valid batch of the formats before v2. */
    static byte[] old(byte magic, Codec codec) {
        SimpleRecord record =
                new SimpleRecord(TIMESTAMP, "key".getBytes(UTF_8), "value".getBytes(UTF_8));
        return bytes(MemoryRecords.withRecords(magic, compression(codec), record, record));
    }

    /** The bytes of a batch that was read. */
    static byte[] of(RecordBatch batch) {
        ByteBuffer buffer = ByteBuffer.allocate(batch.sizeInBytes());
        batch.writeTo(buffer);
        return buffer.array();
    }

    /** A header that fits and has a right CRC, followed by any bytes for the records. */
    static byte[] holding(Codec codec, int recordCount, byte[] records) {
        ByteBuffer batch = ByteBuffer.allocate(RECORDS + records.length);
        batch.putInt(LENGTH, batch.capacity() - MAGIC + 4);
        batch.put(MAGIC, (byte) 2);
        batch.putShort(ATTRIBUTES, (short) codec.number());
        batch.putInt(LAST_OFFSET_DELTA, recordCount - 1);
        batch.putLong(BASE_TIMESTAMP, TIMESTAMP);
        batch.putLong(MAX_TIMESTAMP, TIMESTAMP);
        batch.putLong(PRODUCER_ID, -1);
        batch.putShort(PRODUCER_EPOCH, (short) -1);
        batch.putInt(BASE_SEQUENCE, -1);
        batch.putInt(RECORD_COUNT, recordCount);
        batch.put(RECORDS, records);
        return sealed(batch.array());
    }

    /** A copy in which {@code change} was made; the CRC is as it was. */
    static byte[] changed(byte[] batch, Consumer<ByteBuffer> change) {
        byte[] copy = batch.clone();
        change.accept(ByteBuffer.wrap(copy));
        return copy;
    }

    /** A copy in which {@code change} was made, with the CRC that then is right. */
    static byte[] changedAndSealed(byte[] batch, Consumer<ByteBuffer> change) {
        return sealed(changed(batch, change));
    }

    /** One record with these lengths, written as zigzag varints, whatever then follows. */
    static byte[] record(int length, int keyLength, byte[] rest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        varint(bytes, length);
        bytes.write(0);
        varint(bytes, 0);
        varint(bytes, 0);
        varint(bytes, keyLength);
        bytes.writeBytes(rest);
        return bytes.toByteArray();
    }

    /** A right record without key and headers whose value is {@code valueBytes} zeros, gzipped. */
    static byte[] gzippedRecordOfZeros(int valueBytes) {
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        varint(value, valueBytes);
        int length = 4 + value.size() + valueBytes + 1;
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (OutputStream records = new GZIPOutputStream(zipped, 1 << 16)) {
            records.write(record(length, -1, value.toByteArray()));
            byte[] zeros = new byte[1 << 20];
            for (int left = valueBytes + 1; left > 0; left -= zeros.length) {
                records.write(zeros, 0, Math.min(left, zeros.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }

    /** {@code payload} as {@code codec} compresses it. */
    static byte[] compressed(Codec codec, byte[] payload) {
        var bytes = new org.apache.kafka.common.utils.ByteBufferOutputStream(1 << 10);
        try (OutputStream out = compression(codec).wrapForOutput(bytes, (byte) 2)) {
            out.write(payload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer buffer = bytes.buffer().flip();
        byte[] result = new byte[buffer.remaining()];
        buffer.get(result);
        return result;
    }

    private static byte[] sealed(byte[] batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch, ATTRIBUTES, batch.length - ATTRIBUTES);
        return changed(batch, buffer -> buffer.putInt(CRC, (int) crc.getValue()));
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int zigzag = (value << 1) ^ (value >> 31);
        while ((zigzag & ~0x7F) != 0) {
            out.write((zigzag & 0x7F) | 0x80);
            zigzag >>>= 7;
        }
        out.write(zigzag);
    }

    private static Compression compression(Codec codec) {
        return Compression.of(CompressionType.forId(codec.number())).build();
    }

    private static byte[] bytes(MemoryRecords records) {
        ByteBuffer buffer = records.buffer().duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
