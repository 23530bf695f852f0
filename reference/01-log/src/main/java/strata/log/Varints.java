package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.log.ByteReader;
import strata.kernel.log.CorruptDataException;

/**
 * Integers of variable length, as a record's fields are written (protocol page, "VARINT" and
 * "VARLONG"): small numbers take few bytes, whatever their sign.
 *
 * <p>First the number is turned into an unsigned one by <em>zigzag</em>: 0, -1, 1, -2, 2 … become
 * 0, 1, 2, 3, 4 … Then its bits are written in groups of 7, lowest first, one group a byte; the
 * highest bit of a byte says that another follows. So 300 becomes 600, which is {@code D8 04}.
 *
 * <p>An int and a long of the same value are the same bytes; only the reader's limit differs.
 */
final class Varints {
    /** The most bytes an int takes. */
    static final int MAX_INT_BYTES = 5;

    /** The most bytes a long takes. */
    static final int MAX_LONG_BYTES = 10;

    private static final int GROUP_BITS = 7;
    private static final int GROUP_MASK = 0x7f;
    private static final int MORE_BIT = 0x80;

    private Varints() {}

    /**
     * How many bytes {@link #write} takes for a value: 1 to {@link #MAX_LONG_BYTES}, never more
     * than it needs.
     */
    static int sizeOf(long value) {
        // LAB 1.1 return how many groups of 7 bits the zigzag of value needs, at least one
        int bits = Long.SIZE - Long.numberOfLeadingZeros(zigzag(value) | 1);
        return (bits + GROUP_BITS - 1) / GROUP_BITS;
    }

    /** Writes a value, in the fewest bytes, at the buffer's position, which moves behind it. */
    static void write(ByteBuffer out, long value) {
        // LAB 1.1 put the groups of 7 bits of the zigzag, lowest first, each but the last marked
        long rest = zigzag(value);
        while ((rest & ~GROUP_MASK) != 0) {
            out.put((byte) (rest | MORE_BIT));
            rest >>>= GROUP_BITS;
        }
        out.put((byte) rest);
    }

    /**
     * Reads an int and no byte behind it. Bits of the fifth byte that an int has no room for are
     * dropped, as Kafka does.
     *
     * @throws CorruptDataException when it goes on after {@link #MAX_INT_BYTES} bytes, or the bytes
     *     end inside it
     */
    static int readInt(ByteReader in) {
        // LAB 1.1 gather at most 5 groups, undo the zigzag; what goes on longer is corrupt
        int raw = 0;
        for (int shift = 0; shift < MAX_INT_BYTES * GROUP_BITS; shift += GROUP_BITS) {
            byte group = in.get();
            raw |= (group & GROUP_MASK) << shift;
            if (group >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new CorruptDataException("a varint is longer than " + MAX_INT_BYTES + " bytes");
    }

    /**
     * Reads a long and no byte behind it. Bits of the tenth byte that a long has no room for are
     * dropped, as Kafka does.
     *
     * @throws CorruptDataException when it goes on after {@link #MAX_LONG_BYTES} bytes, or the
     *     bytes end inside it
     */
    static long readLong(ByteReader in) {
        // LAB 1.1 the same as readInt with at most 10 groups, in a long
        long raw = 0;
        for (int shift = 0; shift < MAX_LONG_BYTES * GROUP_BITS; shift += GROUP_BITS) {
            byte group = in.get();
            raw |= (long) (group & GROUP_MASK) << shift;
            if (group >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new CorruptDataException("a varlong is longer than " + MAX_LONG_BYTES + " bytes");
    }

    // LAB 1.1 REMOVE
    private static long zigzag(long value) {
        return (value << 1) ^ (value >> (Long.SIZE - 1));
    }
}
