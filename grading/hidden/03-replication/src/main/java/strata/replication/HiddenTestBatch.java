package strata.replication;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import strata.kernel.log.BatchHeader;

/** Batches as a leader sends them, byte for byte as Kafka writes them. */
final class HiddenTestBatch {
    /** 2026-01-01. */
    private static final long NOW_MS = 1_767_225_600_000L;

    private HiddenTestBatch() {}

    /** A batch of some records, the first at an offset, written in a leader epoch. */
    static ByteBuffer of(long baseOffset, int epoch, int count) {
        return of(baseOffset, epoch, count, "");
    }

    /** The same; of other words, its bytes are others. */
    static ByteBuffer of(long baseOffset, int epoch, int count, String words) {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            byte[] value = (epoch + "-" + i + words).getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream record = new ByteArrayOutputStream();
            record.write(0);
            writeVarint(record, i);
            writeVarint(record, i);
            writeVarint(record, -1);
            writeVarint(record, value.length);
            record.writeBytes(value);
            record.write(0);
            writeVarint(records, record.size());
            records.writeBytes(record.toByteArray());
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

    private static void writeVarint(ByteArrayOutputStream out, int number) {
        int rest = (number << 1) ^ (number >> 31);
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }

    /** Sets the right CRC of a batch that fills a buffer. */
    static ByteBuffer withCrc(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.duplicate().position(BatchHeader.CRC_START));
        BatchHeader.at(batch, 0).setCrc(crc.getValue());
        return batch;
    }

    /** Batches one behind the other. */
    static ByteBuffer joined(Iterable<ByteBuffer> batches) {
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

    /** A copy of the first bytes of some bytes. */
    static ByteBuffer cut(ByteBuffer bytes, int size) {
        ByteBuffer cut = ByteBuffer.allocate(size);
        cut.put(bytes.duplicate().limit(bytes.position() + size));
        return cut.flip();
    }

    /** The same bytes somewhere in a larger buffer, in memory of any kind. */
    static ByteBuffer placed(SplittableRandom random, ByteBuffer bytes) {
        byte[] around = new byte[random.nextInt(80)];
        random.nextBytes(around);
        int before = random.nextInt(around.length + 1);
        int size = around.length + bytes.remaining();
        ByteBuffer placed =
                random.nextBoolean() ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
        placed.put(around, 0, before).put(bytes.duplicate());
        placed.put(around, before, around.length - before);
        return placed.position(before).limit(before + bytes.remaining());
    }

    /** As {@code 0-4 of epoch 1}. */
    static String text(ByteBuffer batch) {
        BatchHeader header = BatchHeader.at(batch, batch.position());
        return header.baseOffset()
                + "-"
                + header.lastOffset()
                + (" of epoch " + header.partitionLeaderEpoch());
    }

    /** A copy of the bytes from position to limit. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
