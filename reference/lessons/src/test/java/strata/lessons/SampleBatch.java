package strata.lessons;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Writes small record batches, right ones and wrong ones. */
final class SampleBatch {
    private final ByteArrayOutputStream records = new ByteArrayOutputStream();
    private int count;
    long baseOffset;
    int attributes;
    int lastOffsetDelta = -1;
    byte magic = 2;

    SampleBatch record(String key, String value, String... headers) {
        return record(count, key, value, headers);
    }

    SampleBatch record(int offsetDelta, String key, String value, String... headers) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        varint(body, 10L * count);
        varint(body, offsetDelta);
        text(body, key);
        text(body, value);
        varint(body, headers.length / 2);
        for (String header : headers) {
            text(body, header);
        }
        varint(records, body.size());
        records.writeBytes(body.toByteArray());
        count++;
        return this;
    }

    byte[] bytes() {
        ByteBuffer batch = ByteBuffer.allocate(61 + records.size());
        batch.putLong(baseOffset).putInt(49 + records.size()).putInt(0).put(magic).putInt(0);
        batch.putShort((short) attributes);
        batch.putInt(lastOffsetDelta < 0 ? count - 1 : lastOffsetDelta);
        batch.putLong(1_000).putLong(1_000 + 10L * (count - 1));
        batch.putLong(-1).putShort((short) -1).putInt(-1).putInt(count);
        batch.put(records.toByteArray());
        return withCrc(batch.array());
    }

    /** Makes the checksum that of the bytes. */
    static byte[] withCrc(byte[] batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch, 21, batch.length - 21);
        ByteBuffer.wrap(batch).putInt(17, (int) crc.getValue());
        return batch;
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        varint(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void varint(ByteArrayOutputStream out, long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
