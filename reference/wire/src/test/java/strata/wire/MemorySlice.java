package strata.wire;

import java.nio.ByteBuffer;
import strata.kernel.storage.FileSlice;

/** A slice of a file that is an array; it counts its references. */
final class MemorySlice implements FileSlice {
    private final byte[] bytes;
    private int references = 1;

    MemorySlice(byte[] bytes) {
        this.bytes = bytes;
    }

    int references() {
        return references;
    }

    @Override
    public long position() {
        return 0;
    }

    @Override
    public int count() {
        return bytes.length;
    }

    @Override
    public int read(ByteBuffer into, int from) {
        int count = Math.min(into.remaining(), bytes.length - from);
        into.put(bytes, from, count);
        return count;
    }

    @Override
    public FileSlice retain() {
        references++;
        return this;
    }

    @Override
    public void release() {
        references--;
    }
}
