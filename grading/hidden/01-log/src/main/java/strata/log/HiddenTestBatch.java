package strata.log;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import strata.kernel.Nullable;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.Record;
import strata.kernel.log.RecordHeader;

/**
 * A batch as it should be, and its bytes, written out here from the picture of the format (kernel:
 * BatchHeader; lab 1's text) without any of the code under test.
 */
final class HiddenTestBatch {
    static final int HEADER_BYTES = 61;
    static final int CRC_START = 21;
    static final int LOG_OVERHEAD = 12;
    static final int LOG_APPEND_TIME = 0x08;
    static final int TRANSACTIONAL = 0x10;
    static final int CONTROL = 0x20;

    private final long baseOffset;
    private final List<Record> records = new ArrayList<>();
    private int leaderEpoch = -1;
    private int attributes;
    private long producerId = -1;
    private short producerEpoch = -1;
    private int baseSequence = -1;

    private HiddenTestBatch(long baseOffset) {
        this.baseOffset = baseOffset;
    }

    /** A batch without records yet: not compressed, stamped by its maker, of no producer. */
    static HiddenTestBatch at(long baseOffset) {
        return new HiddenTestBatch(baseOffset);
    }

    HiddenTestBatch epoch(int epoch) {
        leaderEpoch = epoch;
        return this;
    }

    HiddenTestBatch attributes(int bits) {
        attributes = bits;
        return this;
    }

    HiddenTestBatch producer(long id, short epoch, int sequence) {
        producerId = id;
        producerEpoch = epoch;
        baseSequence = sequence;
        return this;
    }

    HiddenTestBatch add(
            long timestampMs,
            @Nullable ByteBuffer key,
            @Nullable ByteBuffer value,
            List<RecordHeader> headers) {
        records.add(new Record(baseOffset + records.size(), timestampMs, key, value, headers));
        return this;
    }

    /** What a reader must find in it. */
    List<Record> records() {
        return records;
    }

    long nextOffset() {
        return baseOffset + records.size();
    }

    /** The whole batch, not compressed. */
    ByteBuffer bytes() {
        return around(recordBytes());
    }

    /** The whole batch, its records compressed; the attributes say so. */
    ByteBuffer bytes(Compression codec, CompressionType type) {
        ByteBuffer packed = codec.compress(type, ByteBuffer.wrap(recordBytes()));
        byte[] bytes = new byte[packed.remaining()];
        packed.get(bytes);
        attributes = (attributes & ~7) | type.code();
        return around(bytes);
    }

    /** The bytes behind the header. */
    byte[] recordBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < records.size(); i++) {
            byte[] body = bodyOf(records.get(i), i);
            varint(out, body.length);
            out.writeBytes(body);
        }
        return out.toByteArray();
    }

    /** A true header, of as many records as this has, before any bytes. */
    ByteBuffer around(byte[] recordBytes) {
        long base = records.isEmpty() ? -1 : records.get(0).timestampMs();
        long greatest = -1;
        for (Record record : records) {
            greatest = Math.max(greatest, record.timestampMs());
        }
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + recordBytes.length);
        out.putLong(baseOffset).putInt(out.capacity() - LOG_OVERHEAD).putInt(leaderEpoch);
        out.put((byte) 2).putInt(0).putShort((short) attributes).putInt(records.size() - 1);
        out.putLong(base).putLong(greatest);
        out.putLong(producerId).putShort(producerEpoch).putInt(baseSequence);
        out.putInt(records.size()).put(recordBytes).flip();
        return seal(out);
    }

    /** Puts the right CRC into a batch that fills a buffer, from position 0 on. */
    static ByteBuffer seal(ByteBuffer batch) {
        byte[] bytes = copy(batch.duplicate().position(0));
        return batch.putInt(17, (int) crcOf(bytes, 0, bytes.length));
    }

    /** The right CRC of a batch. */
    static long crcOf(byte[] bytes, int start, int sizeInBytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, start + CRC_START, sizeInBytes - CRC_START);
        return crc.getValue();
    }

    private byte[] bodyOf(Record record, int number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(0);
        varint(out, record.timestampMs() - records.get(0).timestampMs());
        varint(out, number);
        bytes(out, record.key());
        bytes(out, record.value());
        varint(out, record.headers().size());
        for (RecordHeader header : record.headers()) {
            bytes(out, text(header.key()));
            bytes(out, header.value());
        }
        return out.toByteArray();
    }

    private static void bytes(ByteArrayOutputStream out, @Nullable ByteBuffer field) {
        if (field == null) {
            varint(out, -1);
            return;
        }
        varint(out, field.remaining());
        out.writeBytes(copy(field));
    }

    /** A number in zigzag and groups of 7 bits, by division: not as one would write it in a lab. */
    static void varint(ByteArrayOutputStream out, long value) {
        long rest = value < 0 ? -2 * value - 1 : 2 * value;
        while (Long.compareUnsigned(rest, 128) >= 0) {
            out.write((int) Long.remainderUnsigned(rest, 128) + 128);
            rest = Long.divideUnsigned(rest, 128);
        }
        out.write((int) rest);
    }

    /** The bytes of a number. */
    static byte[] varint(long value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        varint(out, value);
        return out.toByteArray();
    }

    static ByteBuffer text(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    /** Batches one behind the other, in a buffer of their own. */
    static ByteBuffer joined(List<ByteBuffer> batches) {
        int size = 0;
        for (ByteBuffer batch : batches) {
            size += batch.remaining();
        }
        ByteBuffer joined = ByteBuffer.allocate(size);
        batches.forEach(batch -> joined.put(batch.duplicate()));
        return joined.flip();
    }

    static ByteBuffer joined(ByteBuffer... batches) {
        return joined(List.of(batches));
    }
}
