package strata.segments;

import java.nio.ByteBuffer;
import strata.kernel.log.CorruptDataException;

/**
 * The integers of variable length at the start of a record, as far as a compaction has to read and
 * write them itself: it copies records whole. Layer 1 explains them.
 */
final class RecordVarints {
    private static final int GROUP_BITS = 7;
    private static final int GROUP_MASK = 0x7f;
    private static final int MORE_BIT = 0x80;

    private RecordVarints() {}

    /** How many bytes {@link #write} takes. */
    static int sizeOf(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(zigzag(value) | 1);
        return (bits + GROUP_BITS - 1) / GROUP_BITS;
    }

    /** Writes a value at the buffer's position, which moves behind it. */
    static void write(ByteBuffer out, long value) {
        long rest = zigzag(value);
        while ((rest & ~GROUP_MASK) != 0) {
            out.put((byte) (rest | MORE_BIT));
            rest >>>= GROUP_BITS;
        }
        out.put((byte) rest);
    }

    /**
     * Reads a value at the buffer's position, which moves behind it.
     *
     * @throws CorruptDataException when there is none
     */
    static long read(ByteBuffer in) {
        long raw = 0;
        for (int shift = 0; shift < Long.SIZE && in.hasRemaining(); shift += GROUP_BITS) {
            byte group = in.get();
            raw |= (long) (group & GROUP_MASK) << shift;
            if (group >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new CorruptDataException("no varint at byte " + in.position());
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> (Long.SIZE - 1));
    }
}
