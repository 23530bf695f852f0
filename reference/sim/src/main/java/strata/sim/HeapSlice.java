package strata.sim;

import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;

/** A slice of no file: bytes that have left their node, or were never in a file. */
public final class HeapSlice implements FileSlice {
    private final byte[] bytes;
    private int references = 1;

    public HeapSlice(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of a slice's bytes. */
    public static HeapSlice copyOf(FileSlice slice) {
        ByteBuffer copy = ByteBuffer.allocate(slice.count());
        slice.read(copy, 0);
        return new HeapSlice(copy.array());
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
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes);
    }

    @Override
    public FileSlice retain() {
        references++;
        return this;
    }

    @Override
    public void release() {
        Check.that(references > 0, "a slice of %s bytes is released too often", bytes.length);
        references--;
    }
}
