package strata.kernel.storage;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;

/**
 * A reference-counted reference to bytes of a file, so that a fetch needs no copy of them: the real
 * node hands it to the operating system, the simulator reads it. Born with one reference.
 */
public interface FileSlice {
    /** Where it starts in its file, in bytes. */
    long position();

    /** Its size in bytes. */
    int count();

    /**
     * Copies bytes of the slice until the buffer is full or the slice ends.
     *
     * @param from counted from the slice's start, 0 to {@link #count}
     * @return how many bytes were copied
     */
    int read(ByteBuffer into, int from);

    /** Adds a reference. */
    FileSlice retain();

    /** Gives a reference back; after the last one the slice must not be used. */
    void release();

    /**
     * The slice's bytes where they lie in memory already, as those of a peer's answer do, from the
     * buffer's position to its limit. They may be written to, and belong to whoever holds the slice
     * until it is released. Null where they lie in a file: {@link #read} copies them.
     */
    default @Nullable ByteBuffer bytes() {
        return null;
    }
}
