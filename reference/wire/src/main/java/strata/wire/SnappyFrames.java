package strata.wire;

import java.nio.ByteBuffer;
import strata.kernel.log.CorruptDataException;

/**
 * Checks how snappy bytes are put together before the codec sees them. The codec believes what the
 * bytes say of their sizes: it would allocate up to 2 GiB for a lie, throw an {@link Error} on a
 * negative one, and recurse once for each empty chunk or repeated header until the stack ends.
 *
 * <p>Two forms come: the frames of snappy-java (a header of 16 bytes, then chunks, each a 32-bit
 * size and a block), and one bare block (librdkafka). A block begins with its plain size as a
 * varint (snappy's format description).
 */
final class SnappyFrames {
    /** The plain size of a block that is believed at most. */
    static final int BLOCK_PLAIN_MAX_BYTES = 64 << 20;

    /** No three bytes of a block stand for more than 64 plain ones. */
    private static final int PLAIN_PER_BYTE_MAX = 22;

    // 0x82 "SNAPPY" 0x00
    private static final long MAGIC = 0x82534e4150505900L;
    private static final int MAGIC_START = (int) (MAGIC >>> 32);
    private static final int HEADER_SIZE = 16;
    private static final int VARINT_SIZE_MAX = 5;

    private SnappyFrames() {}

    /**
     * @param compressed from position to limit; neither is moved
     * @throws CorruptDataException when sizes do not fit together or cannot be true
     */
    static void check(ByteBuffer compressed) {
        ByteBuffer bytes = compressed.slice();
        if (!isHeader(bytes, 0)) {
            checkBlock(bytes, 0, bytes.limit());
            return;
        }
        int position = HEADER_SIZE;
        boolean afterHeader = true;
        while (position < bytes.limit()) {
            if (!afterHeader && isHeader(bytes, position)) {
                position += HEADER_SIZE;
                afterHeader = true;
                continue;
            }
            int size = chunkSize(bytes, position);
            position += Integer.BYTES;
            checkBlock(bytes, position, size);
            position += size;
            afterHeader = false;
        }
    }

    private static boolean isHeader(ByteBuffer bytes, int position) {
        return bytes.limit() - position >= HEADER_SIZE && bytes.getLong(position) == MAGIC;
    }

    private static int chunkSize(ByteBuffer bytes, int position) {
        int left = bytes.limit() - position - Integer.BYTES;
        if (left < 0) {
            throw new CorruptDataException("snappy ends in the middle of a chunk's size");
        }
        int size = bytes.getInt(position);
        if (size == MAGIC_START || size <= 0 || size > left) {
            throw new CorruptDataException(
                    "a snappy chunk of " + size + " bytes, where " + left + " are left");
        }
        return size;
    }

    private static void checkBlock(ByteBuffer bytes, int start, int size) {
        long plain = 0;
        int read = 0;
        byte part;
        do {
            if (read == size || read == VARINT_SIZE_MAX) {
                throw new CorruptDataException("a snappy block without its size");
            }
            part = bytes.get(start + read);
            plain |= (long) (part & 0x7f) << (7 * read);
            read++;
        } while (part < 0);
        if (plain == 0
                || plain > (long) PLAIN_PER_BYTE_MAX * size
                || plain > BLOCK_PLAIN_MAX_BYTES) {
            throw new CorruptDataException(
                    "a snappy block of " + size + " bytes says it holds " + plain);
        }
    }
}
