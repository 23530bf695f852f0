package strata.node;

import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;

/**
 * Bytes of a file; holds one reference to it as long as it has one itself. It keeps no channel open
 * before somebody takes it.
 */
final class DiskSlice implements FileSlice {
    private final Inode inode;
    private final long position;
    private final int count;
    private int references = 1;

    DiskSlice(Inode inode, long position, int count) {
        this.inode = inode;
        this.position = position;
        this.count = count;
        inode.retain();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public int read(ByteBuffer into, int from) {
        Check.that(references > 0, "a slice of %s is read after its release", inode.path());
        Check.that(from >= 0 && from <= count, "read from %s of a slice of %s bytes", from, count);
        int limit = into.limit();
        into.limit(into.position() + Math.min(into.remaining(), count - from));
        int read = DiskFile.read(inode, into, position + from);
        into.limit(limit);
        return read;
    }

    @Override
    public FileSlice retain() {
        Check.that(references > 0, "a slice of %s is held again after its release", inode.path());
        references++;
        return this;
    }

    @Override
    public void release() {
        Check.that(references > 0, "a slice of %s is released twice", inode.path());
        references--;
        if (references == 0) {
            inode.release();
        }
    }

    /**
     * Whether it is in memory, and what its reader will ask for next as well, as far as is known;
     * if so they are for a while to come.
     */
    boolean isWarm() {
        return inode.isWarm(position, Math.min(nextEnd(), inode.sizeInBytes()) - position);
    }

    /**
     * Where in the file that ends which a reader will want next: as much again. A granule more, as
     * the layer looks beyond what it gives.
     */
    long nextEnd() {
        return position + 2L * count + Warmth.GRANULE_BYTES;
    }

    /** A slice of this one, which holds a reference of its own. */
    DiskSlice part(int from, int partCount) {
        Check.that(references > 0, "a slice of %s is cut after its release", inode.path());
        return new DiskSlice(inode, position + from, partCount);
    }

    Inode inode() {
        return inode;
    }
}
