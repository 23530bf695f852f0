package strata.replication;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import strata.kernel.log.BatchHeader;

/** Batches as a leader sends them, byte for byte as Kafka writes them. */
final class TestBatch {
    /** 2026-01-01. */
    static final long NOW_MS = 1_767_225_600_000L;

    private TestBatch() {}

    /** A batch of some records, the first at an offset, written in a leader epoch. */
    static ByteBuffer of(long baseOffset, int epoch, int count) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] value = ("e" + epoch + "-" + (baseOffset + i)).getBytes(StandardCharsets.UTF_8);
            // Attributes, time and offset deltas, no key, the value, no headers; all in one byte.
            int length = 6 + value.length;
            records.write(zigZag(length));
            records.write(0);
            records.write(zigZag(i));
            records.write(zigZag(i));
            records.write(zigZag(-1));
            records.write(zigZag(value.length));
            records.writeBytes(value);
            records.write(0);
        }
        int size = BatchHeader.SIZE + records.size();
        ByteBuffer batch = ByteBuffer.allocate(size);
        batch.putLong(baseOffset).putInt(size - BatchHeader.LOG_OVERHEAD).putInt(epoch);
        batch.put(BatchHeader.MAGIC).putInt(0).putShort((short) 0).putInt(count - 1);
        batch.putLong(NOW_MS).putLong(NOW_MS + count - 1);
        batch.putLong(-1).putShort((short) -1).putInt(-1).putInt(count);
        batch.put(records.toByteArray()).flip();
        return withCrc(batch);
    }

    private static int zigZag(int number) {
        return (number << 1) ^ (number >> 31);
    }

    /** Sets the right CRC. */
    static ByteBuffer withCrc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(BatchHeader.CRC_START));
        BatchHeader.at(batch, 0).setCrc(crc.getValue());
        return batch;
    }

    /** Batches one behind the other. */
    static ByteBuffer joined(ByteBuffer... batches) {
        int size = 0;
        for (ByteBuffer batch : batches) {
            size += batch.remaining();
        }
        ByteBuffer joined = ByteBuffer.allocate(size);
        for (ByteBuffer batch : batches) {
            joined.put(batch.duplicate());
        }
        return joined.flip();
    }

    /** The first bytes of some bytes. */
    static ByteBuffer cut(ByteBuffer bytes, int size) {
        ByteBuffer cut = ByteBuffer.allocate(size);
        cut.put(bytes.duplicate().limit(bytes.position() + size));
        return cut.flip();
    }
}
