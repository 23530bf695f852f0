package strata.node;

import io.netty.channel.DefaultFileRegion;
import java.nio.channels.FileChannel;

/**
 * A slice of a file on its way to a socket. Netty's native transport hands nothing but its own
 * region type to {@code sendfile}; this one gives the slice back where that one closes the file.
 */
final class SliceRegion extends DefaultFileRegion {
    private final DiskSlice slice;

    private SliceRegion(DiskSlice slice, FileChannel channel) {
        super(channel, slice.position(), slice.count());
        this.slice = slice;
    }

    /**
     * A region of all of a slice.
     *
     * @param slice one reference to it, taken over unless this throws
     */
    static SliceRegion of(DiskSlice slice) {
        return new SliceRegion(slice, slice.inode().take());
    }

    @Override
    protected void deallocate() {
        slice.inode().putBack();
        slice.release();
    }
}
