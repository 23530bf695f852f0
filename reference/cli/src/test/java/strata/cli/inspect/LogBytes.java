package strata.cli.inspect;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CompressionType;
import strata.wire.KafkaCompression;

/** Writes files of a log, byte by byte, without any layer. */
final class LogBytes {
    /** Midnight, the first of January 2026. */
    static final long MIDNIGHT_MS = 1_767_225_600_000L;

    private LogBytes() {}

    /** A batch to be: what is not set is as a plain producer and a broker of epoch 3 set it. */
    static final class Draft {
        private final long baseOffset;
        private final ByteArrayOutputStream records = new ByteArrayOutputStream();
        private int count;
        private int lastDelta = -1;
        private long maxTimestamp = MIDNIGHT_MS;
        private CompressionType compression = CompressionType.NONE;
        private int bits;
        private long producerId = -1;
        private int leaderEpoch = 3;

        Draft(long baseOffset) {
            this.baseOffset = baseOffset;
        }

        Draft record(@Nullable String key, @Nullable String value) {
            return record(key, value, new byte[] {0});
        }

        /** The record comes {@code count * 300} ms after midnight. */
        Draft record(@Nullable String key, @Nullable String value, byte[] headers) {
            return raw(utf8(key), utf8(value), headers);
        }

        Draft raw(@Nullable byte[] key, @Nullable byte[] value, byte[] headers) {
            lastDelta++;
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.write(0);
            varint(body, 300L * count);
            varint(body, lastDelta);
            sized(body, key);
            sized(body, value);
            body.writeBytes(headers);
            varint(records, body.size());
            records.writeBytes(body.toByteArray());
            maxTimestamp = MIDNIGHT_MS + 300L * count;
            count++;
            return this;
        }

        /** Leaves out offsets, as compaction does. */
        Draft skip(int offsets) {
            lastDelta += offsets;
            return this;
        }

        Draft compression(CompressionType type) {
            compression = type;
            return this;
        }

        /** Bits 3 and up of the attributes. */
        Draft bits(int more) {
            bits |= more;
            return this;
        }

        Draft producer(long id) {
            producerId = id;
            return this;
        }

        Draft leaderEpoch(int epoch) {
            leaderEpoch = epoch;
            return this;
        }

        Draft maxTimestamp(long timestampMs) {
            maxTimestamp = timestampMs;
            return this;
        }

        /** Claims another number of records. */
        Draft count(int claimed) {
            count = claimed;
            return this;
        }

        byte[] bytes() {
            byte[] plain = records.toByteArray();
            if (compression != CompressionType.NONE) {
                ByteBuffer packed =
                        new KafkaCompression().compress(compression, ByteBuffer.wrap(plain));
                plain = new byte[packed.remaining()];
                packed.get(plain);
            }
            ByteBuffer batch = ByteBuffer.allocate(BatchHeader.SIZE + plain.length);
            batch.putLong(baseOffset).putInt(batch.capacity() - BatchHeader.LOG_OVERHEAD);
            batch.putInt(leaderEpoch).put(BatchHeader.MAGIC).putInt(0);
            batch.putShort((short) (compression.code() | bits)).putInt(lastDelta);
            batch.putLong(MIDNIGHT_MS).putLong(maxTimestamp).putLong(producerId);
            batch.putShort((short) (producerId < 0 ? -1 : 0)).putInt(producerId < 0 ? -1 : 0);
            batch.putInt(count).put(plain);
            return sealed(batch.array());
        }
    }

    static Draft batch(long baseOffset) {
        return new Draft(baseOffset);
    }

    /** A batch of so many short records. */
    static byte[] plain(long baseOffset, int count) {
        Draft draft = batch(baseOffset);
        for (int i = 0; i < count; i++) {
            draft.record("key-" + i, "value-" + (baseOffset + i));
        }
        return draft.bytes();
    }

    /** The same batch with the CRC that is right for it. */
    static byte[] sealed(byte[] batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch, BatchHeader.CRC_START, batch.length - BatchHeader.CRC_START);
        ByteBuffer.wrap(batch).putInt(17, (int) crc.getValue());
        return batch;
    }

    /** One after the other. */
    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    /** Pairs of relative offset and position. */
    static byte[] index(int... pairs) {
        ByteBuffer entries = ByteBuffer.allocate(4 * pairs.length);
        for (int number : pairs) {
            entries.putInt(number);
        }
        return entries.array();
    }

    /** Pairs of milliseconds after midnight and relative offset. */
    static byte[] timeIndex(int... pairs) {
        ByteBuffer entries = ByteBuffer.allocate(6 * pairs.length);
        for (int i = 0; i < pairs.length; i += 2) {
            entries.putLong(MIDNIGHT_MS + pairs[i]).putInt(pairs[i + 1]);
        }
        return entries.array();
    }

    /** Headers of a record: name, value, name, value. */
    static byte[] headers(@Nullable String... namesAndValues) {
        ByteArrayOutputStream headers = new ByteArrayOutputStream();
        varint(headers, namesAndValues.length / 2);
        for (String each : namesAndValues) {
            sized(headers, utf8(each));
        }
        return headers.toByteArray();
    }

    private static @Nullable byte[] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(UTF_8);
    }

    private static void sized(ByteArrayOutputStream out, @Nullable byte[] bytes) {
        varint(out, bytes == null ? -1 : bytes.length);
        if (bytes != null) {
            out.writeBytes(bytes);
        }
    }

    static void varint(ByteArrayOutputStream out, long value) {
        long zigzag = (value << 1) ^ (value >> 63);
        while ((zigzag & ~0x7FL) != 0) {
            out.write((int) (zigzag & 0x7F) | 0x80);
            zigzag >>>= 7;
        }
        out.write((int) zigzag);
    }
}
