package strata.cli.inspect;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The part of a file that is in memory. It moves forward with whoever reads. */
final class FileWindow {
    /** As large as a window can be. */
    static final int BYTES_MAX = 1 << 20;

    private static final ByteBuffer ZEROS = ByteBuffer.allocate(BYTES_MAX);

    private final SourceFile file;
    private final ByteBuffer buffer;
    // Where in the file the buffer starts.
    private long start;

    FileWindow(SourceFile file, int windowBytes) {
        this.file = file;
        this.buffer = ByteBuffer.allocate(windowBytes).limit(0);
    }

    /** The bytes in memory; {@link #indexOf} says where in it. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** Where in the buffer a position of the file is. */
    int indexOf(long position) {
        return Math.toIntExact(position - start);
    }

    /** Forgets what it holds: the file may have changed. */
    void forget() {
        buffer.limit(0);
        start = 0;
    }

    /** How many bytes there are in one window. */
    int capacity() {
        return buffer.capacity();
    }

    /**
     * Brings bytes into memory.
     *
     * @param count at most {@link #capacity}
     * @return false when the file does not have that many there
     */
    boolean holds(long position, int count) {
        if (position >= start && position + count <= start + buffer.limit()) {
            return true;
        }
        buffer.clear();
        start = position;
        int read = file.read(buffer, position);
        buffer.limit(read).position(0);
        return read >= count;
    }

    /** Whether all bytes in memory from a position on are zero. */
    boolean isZeroFrom(long position) {
        int from = indexOf(position);
        ByteBuffer rest = buffer.slice(from, buffer.limit() - from);
        return rest.mismatch(ZEROS.slice(0, rest.limit())) < 0;
    }

    /** Where the bytes in memory end. */
    long end() {
        return start + buffer.limit();
    }

    /** The first place of a byte in memory, from a position on; {@link #end} when there is none. */
    long find(byte wanted, long position) {
        for (int i = indexOf(position); i < buffer.limit(); i++) {
            if (buffer.get(i) == wanted) {
                return start + i;
            }
        }
        return end();
    }

    /** The CRC-32C of bytes of the file; -1 when it ends before them. */
    long crc(long from, long to) {
        CRC32C crc = new CRC32C();
        long position = from;
        while (position < to) {
            int count = (int) Math.min(to - position, buffer.capacity());
            // What is in memory already is used first.
            long inMemory = start + buffer.limit() - position;
            if (position >= start && inMemory > 0) {
                count = (int) Math.min(to - position, inMemory);
            }
            if (!holds(position, count)) {
                return -1;
            }
            crc.update(buffer.slice(indexOf(position), count));
            position += count;
        }
        return crc.getValue();
    }
}
