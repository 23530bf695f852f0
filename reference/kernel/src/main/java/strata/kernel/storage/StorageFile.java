package strata.kernel.storage;

import java.nio.ByteBuffer;

/** An open file. All positions and sizes are in bytes from the file's start. */
public interface StorageFile extends AutoCloseable {
    /** The name it was opened by. */
    String name();

    /** The file's size in bytes. */
    long size();

    /**
     * Reads bytes from a position until the buffer is full or the file ends.
     *
     * @return how many bytes were read, 0 at or past the end
     */
    int read(ByteBuffer into, long position);

    /** Writes all of the buffer's remaining bytes at a position, at most the file's size. */
    void write(ByteBuffer from, long position);

    /**
     * A reference to bytes of this file, held until released; it costs no copy. The bytes must lie
     * within the file.
     */
    FileSlice slice(long position, int count);

    /** Cuts the file to a size that is not greater than its present one. */
    void truncate(long size);

    /** Returns when everything written so far is durable. */
    void flush();

    /** Closes the file, once the last slice of it is released. */
    @Override
    void close();
}
