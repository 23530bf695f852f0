package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.util.Arrays;
import strata.kernel.Nullable;
import strata.kernel.log.ByteReader;
import strata.kernel.log.CorruptDataException;

/**
 * Reads the fields of records out of a batch's plain bytes, and tells whoever wants to know which
 * bytes each field has.
 */
final class PlainReader {
    private static final int VARINT_BYTES_MAX = 5;
    private static final int VARLONG_BYTES_MAX = 10;

    /** Gets to know each field. */
    interface FieldListener {
        /**
         * @param name what the field is
         * @param position in the plain bytes
         * @param bytes its bytes, perhaps not all
         * @param value what they mean; empty where the bytes say it themselves
         */
        void field(String name, long position, Bytes bytes, String value);
    }

    private final ByteReader in;
    private final int shownMax;
    private final @Nullable FieldListener listener;
    private final byte[] number = new byte[VARLONG_BYTES_MAX];

    /**
     * @param shownMax how many bytes of a key or value are kept
     */
    PlainReader(ByteReader in, int shownMax, @Nullable FieldListener listener) {
        this.in = in;
        this.shownMax = shownMax;
        this.listener = listener;
    }

    /** How many plain bytes have been read. */
    long position() {
        return in.position();
    }

    boolean hasRemaining() {
        return in.hasRemaining();
    }

    /** One byte. */
    byte int8(String name) {
        long start = in.position();
        number[0] = in.get();
        tell(name, start, 1, number[0]);
        return number[0];
    }

    /** A zigzag varint of 32 bits. */
    int varint(String name) {
        long value = zigzag(name, VARINT_BYTES_MAX);
        if (value != (int) value) {
            throw new CorruptDataException("the varint of " + name + " is too large");
        }
        return (int) value;
    }

    /** A zigzag varint of 64 bits. */
    long varlong(String name) {
        return zigzag(name, VARLONG_BYTES_MAX);
    }

    private long zigzag(String name, int bytesMax) {
        long start = in.position();
        long raw = 0;
        int count = 0;
        byte part;
        do {
            if (count == bytesMax) {
                throw new CorruptDataException(
                        "the varint of " + name + " does not end within " + bytesMax + " bytes");
            }
            part = in.get();
            number[count] = part;
            raw |= (long) (part & 0x7f) << (7 * count);
            count++;
        } while (part < 0);
        long value = (raw >>> 1) ^ -(raw & 1);
        tell(name, start, count, value);
        return value;
    }

    private void tell(String name, long start, int count, long value) {
        if (listener != null) {
            Bytes bytes = new Bytes(count, Arrays.copyOf(number, count));
            listener.field(name, start, bytes, Long.toString(value));
        }
    }

    /**
     * Bytes with their length before them; null when that is negative.
     *
     * @param end where they must end at the latest
     */
    @Nullable
    Bytes bytes(String name, long end) {
        int length = varint(name + " length");
        if (length < 0) {
            return null;
        }
        long start = in.position();
        if (length > end - start) {
            throw new CorruptDataException(
                    name + " of " + length + " bytes does not fit into its record");
        }
        ByteBuffer first = in.take(Math.min(length, shownMax));
        byte[] shown = new byte[first.remaining()];
        first.get(shown);
        in.skip(length - shown.length);
        Bytes bytes = new Bytes(length, shown);
        if (listener != null && length > 0) {
            listener.field(name, start, bytes, bytes.forPeople());
        }
        return bytes;
    }
}
