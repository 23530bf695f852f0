package strata.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.storage.FileSlice;

/**
 * Batches as Apache Kafka's own builder wrote them, in hex: they are right whatever your encoder
 * does. Base offset and leader epoch are not under the CRC, so a batch can be put anywhere.
 */
final class TestBatches {
    /** 2026-01-01, the timestamp of the first record of each batch. */
    static final long NOW_MS = 1_767_225_600_000L;

    /** What the stamped batches bear. */
    static final long STAMP_MS = NOW_MS + 77_000;

    /** The size of {@link #abc} and of {@link #fgh}. */
    static final int THREE_BYTES = 85;

    /** The size of {@link #de}. */
    static final int TWO_BYTES = 77;

    /** The size of {@link #large}. */
    static final int LARGE_BYTES = 1070;

    /** The size of {@link #wide}: behind it, what is left of 4096 bytes is no whole header. */
    static final int WIDE_BYTES = 4036;

    // Producer id, epoch and sequence of a producer that is not idempotent.
    private static final String NO_PRODUCER = "ffffffffffffffff" + "ffff" + "ffffffff";
    private static final String NOW = "0000019b76daa800";
    private static final String NOW_PLUS_1 = "0000019b76daa801";
    private static final String NOW_PLUS_2 = "0000019b76daa802";
    private static final String STAMP = "0000019b76dbd4c8";

    private TestBatches() {}

    /** Three records "a", "b", "c", one millisecond apart, at an offset. */
    static ByteBuffer abc(long baseOffset) {
        return at(baseOffset, three("e6c4f7e8", "61", "62", "63"));
    }

    /** Two records "d", "e", one millisecond apart, at an offset. */
    static ByteBuffer de(long baseOffset) {
        return at(baseOffset, two("0370b55c", "0000", NOW_PLUS_1));
    }

    /** Three records "f", "g", "h", one millisecond apart, at an offset. */
    static ByteBuffer fgh(long baseOffset) {
        return at(baseOffset, three("8b139c3a", "66", "67", "68"));
    }

    /** {@link #abc}, stamped {@link #STAMP_MS} by its broker. */
    static ByteBuffer abcStamped(long baseOffset) {
        String records = "0e000000010261000e000202010262000e00040401026300";
        return at(baseOffset, batch("9f898b02", "0008", 3, NOW, STAMP, records));
    }

    /** {@link #de}, stamped {@link #STAMP_MS} by its broker. */
    static ByteBuffer deStamped(long baseOffset) {
        return at(baseOffset, two("36f25bf2", "0008", STAMP));
    }

    /** One record whose value is 1000 times "x". */
    static ByteBuffer large(long baseOffset) {
        String record = "de0f000000" + "01" + "d00f" + "78".repeat(1000) + "00";
        return at(baseOffset, batch("5475dfee", "0000", 1, NOW, NOW, record));
    }

    /** One record whose value is 3966 times "y". */
    static ByteBuffer wide(long baseOffset) {
        String record = "8a3e000000" + "01" + "fc3d" + "79".repeat(3966) + "00";
        return at(baseOffset, batch("46a83e5f", "0000", 1, NOW, NOW, record));
    }

    /**
     * A batch of any records, good or bad, under a CRC that is right.
     *
     * @param crc in hex: worked out beforehand
     */
    static ByteBuffer sealed(String crc, int count, String recordsHex) {
        return hex(batch(crc, "0000", count, NOW, NOW, recordsHex));
    }

    /** The same batch as a leader of an epoch stores it. */
    static ByteBuffer withEpoch(ByteBuffer batch, int leaderEpoch) {
        return batch.putInt(batch.position() + 12, leaderEpoch);
    }

    /** Batches one behind the other, in a direct buffer, as they come from the network. */
    static ByteBuffer joined(ByteBuffer... batches) {
        ByteBuffer joined =
                ByteBuffer.allocateDirect(
                        Arrays.stream(batches).mapToInt(ByteBuffer::remaining).sum());
        for (ByteBuffer batch : batches) {
            joined.put(batch.duplicate());
        }
        return joined.flip();
    }

    /** A buffer of these bytes. */
    static ByteBuffer hex(String bytes) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(bytes));
    }

    /** The bytes from position to limit. */
    static byte[] copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** The bytes of a slice, which is released. */
    static byte[] take(FileSlice slice) {
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        return bytes.array();
    }

    /**
     * The offsets of the batches in a slice, as {@code 0-2 3-4}; "null" for none. The slice is
     * released.
     */
    static String offsets(@Nullable FileSlice slice) {
        return slice == null ? "null" : offsets(take(slice));
    }

    /** The offsets of batches, as {@code 0-2 3-4}; says so where a batch is not whole. */
    static String offsets(byte[] batches) {
        StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.wrap(batches);
        int at = 0;
        while (at < batches.length) {
            int left = batches.length - at;
            BatchHeader header = BatchHeader.at(buffer, at);
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

    /** All bytes of several batches. */
    static byte[] bytes(List<ByteBuffer> batches) {
        return copy(joined(batches.toArray(new ByteBuffer[0])));
    }

    private static String three(String crc, String first, String second, String third) {
        String records =
                ("0e000000" + "01" + "02" + first + "00")
                        + ("0e000202" + "01" + "02" + second + "00")
                        + ("0e000404" + "01" + "02" + third + "00");
        return batch(crc, "0000", 3, NOW, NOW_PLUS_2, records);
    }

    private static String two(String crc, String attributes, String maxTimestamp) {
        String records = "0e000000010264000e00020201026500";
        return batch(crc, attributes, 2, NOW, maxTimestamp, records);
    }

    /** The 61 bytes of the header, field by field, then the records. */
    private static String batch(
            String crc, String attributes, int count, String base, String max, String records) {
        HexFormat hex = HexFormat.of();
        return "0000000000000000" // base offset
                + hex.toHexDigits(49 + records.length() / 2) // length: what follows it
                + "ffffffff" // leader epoch: not known yet
                + "02" // magic
                + crc
                + attributes
                + hex.toHexDigits(count - 1) // last offset delta
                + base
                + max
                + NO_PRODUCER
                + hex.toHexDigits(count)
                + records;
    }

    private static ByteBuffer at(long baseOffset, String batch) {
        return hex(batch).putLong(0, baseOffset);
    }
}
