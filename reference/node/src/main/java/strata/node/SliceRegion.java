package strata.node;

import io.netty.channel.DefaultFileRegion;

/**
 * A slice of a file on its way to a socket. Netty's native transport hands nothing but its own
 * region type to {@code sendfile}; this one gives the slice back where that one closes the file.
 */
final class SliceRegion extends DefaultFileRegion {
    private final DiskSlice slice;

    /**
     * @param slice one reference to it, taken over
     */
    SliceRegion(DiskSlice slice) {
        super(slice.channel(), slice.position(), slice.count());
        this.slice = slice;
    }

    @Override
    protected void deallocate() {
        slice.release();
    }
}
