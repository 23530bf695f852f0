package strata.node;

import io.netty.channel.DefaultFileRegion;

/**
 * A slice of a file on its way to a socket. Netty's native transport hands nothing but its own
 * region type to {@code sendfile}; this one gives the slice back where that one closes the file.
 */
final class SliceRegion extends DefaultFileRegion {
    private final DiskSlice slice;

    private SliceRegion(DiskSlice slice, int from, int count) {
        super(slice.inode().take(), slice.position() + from, count);
        this.slice = slice;
        slice.retain();
    }

    /** A region of a part of a slice, to which it holds a reference of its own. */
    static SliceRegion of(DiskSlice slice, int from, int count) {
        return new SliceRegion(slice, from, count);
    }

    @Override
    protected void deallocate() {
        slice.inode().putBack();
        slice.release();
    }
}
