package strata.lessons.segments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.storage.FileSlice;

/**
 * A batch with the offsets, times and sizes that a test wants, byte for byte as Kafka writes it:
 * {@code TestBatch.at(412).records(3).bytes()}. It is made without any code of a layer, so it is
 * right whatever your layer 1 does.
 */
public final class TestBatch {
    /** 2026-01-01: the time of a batch's first record, unless a test says otherwise. */
    public static final long NOW_MS = 1_767_225_600_000L;

    private static final long NO_TIMESTAMP_MS = -1L;

    private final long baseOffset;
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private long baseTimestampMs = NO_TIMESTAMP_MS;
    private long maxTimestampMs = NO_TIMESTAMP_MS;
    private long timeMs = NOW_MS;
    private int count;
    private long producerId = -1;
    private short producerEpoch = -1;
    private int baseSequence = -1;
    private int attributes;

    private TestBatch(long baseOffset) {
        this.baseOffset = baseOffset;
    }

    /** A batch at an offset, without records yet. */
    public static TestBatch at(long baseOffset) {
        return new TestBatch(baseOffset);
    }

    /** A batch of one record and as many bytes as wanted, at least 70. */
    public static ByteBuffer ofSize(long baseOffset, int sizeInBytes) {
        return at(baseOffset).putOfSize(sizeInBytes).bytes();
    }

    /** From now on its records have this time; -1 for none. */
    public TestBatch atTime(long timestampMs) {
        timeMs = timestampMs;
        return this;
    }

    /** It is of an idempotent producer. */
    public TestBatch by(long id, int sequence) {
        producerId = id;
        producerEpoch = 0;
        baseSequence = sequence;
        return this;
    }

    /** More attributes, as the bits of {@link BatchHeader} say. */
    public TestBatch attributes(int bits) {
        attributes |= bits;
        return this;
    }

    /** Adds a record; null for no key, null for a tombstone. */
    public TestBatch put(@Nullable String key, @Nullable String value) {
        return put(key, value == null ? null : value.getBytes(StandardCharsets.UTF_8));
    }

    /** Adds some records without a key, each with a value of one byte. */
    public TestBatch records(int more) {
        for (int i = 0; i < more; i++) {
            put(null, "v");
        }
        return this;
    }

    /** Whether one record can make it so large: none has 65 bytes with its length, or 8194. */
    public boolean fits(int sizeInBytes) {
        int room = sizeInBytes - BatchHeader.SIZE - records.size();
        return room != 65 && room != 8_194;
    }

    /**
     * Adds one record, so large that the batch has this many bytes. It has no key, or, where no
     * record without one fits, a key of one letter.
     */
    public TestBatch putOfSize(int sizeInBytes) {
        int room = sizeInBytes - BatchHeader.SIZE - records.size();
        // Length and value length take one to five bytes each: try until it fits.
        for (String key : new String[] {null, "k"}) {
            for (int valueBytes = Math.max(0, room - 20); valueBytes < room; valueBytes++) {
                if (recordOf(key, new byte[valueBytes]).length == room) {
                    return put(key, new byte[valueBytes]);
                }
            }
        }
        throw new IllegalArgumentException("no record fits into " + room + " bytes");
    }

    private TestBatch put(@Nullable String key, @Nullable byte[] value) {
        if (count == 0) {
            baseTimestampMs = timeMs;
        }
        maxTimestampMs = Math.max(maxTimestampMs, timeMs);
        records.writeBytes(recordOf(key, value));
        count++;
        return this;
    }

    private byte[] recordOf(@Nullable String key, @Nullable byte[] value) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        varint(body, count == 0 ? 0 : timeMs - baseTimestampMs);
        varint(body, count);
        field(body, key == null ? null : key.getBytes(StandardCharsets.UTF_8));
        field(body, value);
        varint(body, 0);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        varint(whole, body.size());
        whole.writeBytes(body.toByteArray());
        return whole.toByteArray();
    }

    private static void field(ByteArrayOutputStream out, @Nullable byte[] bytes) {
        varint(out, bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.writeBytes(bytes);
        }
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** The whole batch, in a new buffer. */
    public ByteBuffer bytes() {
        ByteBuffer batch = ByteBuffer.allocate(BatchHeader.SIZE + records.size());
        batch.putLong(baseOffset);
        batch.putInt(batch.capacity() - BatchHeader.LOG_OVERHEAD);
        batch.putInt(0); // leader epoch
        batch.put(BatchHeader.MAGIC).putInt(0);
        batch.putShort((short) attributes).putInt(count - 1);
        batch.putLong(baseTimestampMs).putLong(maxTimestampMs);
        batch.putLong(producerId).putShort(producerEpoch).putInt(baseSequence);
        batch.putInt(count).put(records.toByteArray()).flip();
        return sealed(batch);
    }

    /** Puts the right CRC into a batch that fills a buffer. */
    public static ByteBuffer sealed(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(BatchHeader.CRC_START, batch.limit() - BatchHeader.CRC_START));
        BatchHeader.at(batch, 0).setCrc(crc.getValue());
        return batch;
    }

    /** Batches one behind the other. */
    public static ByteBuffer joined(ByteBuffer... batches) {
        return joined(List.of(batches));
    }

    /** Batches one behind the other. */
    public static ByteBuffer joined(List<ByteBuffer> batches) {
        ByteBuffer joined =
                ByteBuffer.allocate(batches.stream().mapToInt(ByteBuffer::remaining).sum());
        batches.forEach(batch -> joined.put(batch.duplicate()));
        return joined.flip();
    }

    /** The batches that lie one behind the other in these bytes, each with its own bytes. */
    public static List<ByteBuffer> split(byte[] bytes) {
        List<ByteBuffer> batches = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int size = BatchHeader.at(ByteBuffer.wrap(bytes), at).sizeInBytes();
            batches.add(ByteBuffer.wrap(Arrays.copyOfRange(bytes, at, at + size)));
            at += size;
        }
        return batches;
    }

    /** The bytes of a slice, which is released. */
    public static byte[] take(FileSlice slice) {
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        return bytes.array();
    }

    /** The offsets of the batches in a slice, as {@code 0-2 3-4}; "null" for none. Releases it. */
    public static String offsets(@Nullable FileSlice slice) {
        return slice == null ? "null" : offsets(take(slice));
    }

    /** The offsets of batches, as {@code 0-2 3-4}; says so where a batch is not whole. */
    public static String offsets(byte[] batches) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (at < batches.length) {
            int left = batches.length - at;
            BatchHeader header = BatchHeader.at(ByteBuffer.wrap(batches), at);
            text.append(text.isEmpty() ? "" : " ");
            if (left < BatchHeader.SIZE
                    || header.sizeInBytes() < BatchHeader.SIZE
                    || header.sizeInBytes() > left) {
                return text.append("and ").append(left).append(" bytes of no batch").toString();
            }
            text.append(header.baseOffset()).append('-').append(header.lastOffset());
            at += header.sizeInBytes();
        }
        return text.toString();
    }
}
