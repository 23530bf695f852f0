package strata.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/**
 * A handle of a file on a real disk. The {@link Inode} behind it is there until all handles of the
 * file are closed and its last slice is released.
 */
final class DiskFile implements StorageFile {
    // The JDK copies a heap buffer through a direct one of the same size, which it keeps per
    // thread.
    private static final int HEAP_PORTION_BYTES = 64 * 1024;

    private final String name;
    private final Inode inode;
    private boolean closed;

    /**
     * @param name by which it was opened
     * @param inode one reference to it, taken over
     */
    DiskFile(String name, Inode inode) {
        this.name = name;
        this.inode = inode;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        try {
            return inode.measure();
        } catch (IOException e) {
            throw StorageFaults.of(e, "measure", inode.path());
        }
    }

    @Override
    public int read(ByteBuffer into, long position) {
        Check.that(!closed, "%s is read after it was closed", name);
        return read(inode, into, position);
    }

    /** The same for a slice, which may outlive its handle. */
    static int read(Inode inode, ByteBuffer into, long position) {
        int total = 0;
        try {
            FileChannel channel = inode.channel();
            while (into.hasRemaining()) {
                int count = readPortion(channel, into, position + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        } catch (IOException e) {
            throw StorageFaults.of(e, "read", inode.path());
        }
    }

    private static int readPortion(FileChannel channel, ByteBuffer into, long position)
            throws IOException {
        if (into.isDirect() || into.remaining() <= HEAP_PORTION_BYTES) {
            return channel.read(into, position);
        }
        ByteBuffer portion = into.slice(into.position(), HEAP_PORTION_BYTES);
        int count = channel.read(portion, position);
        into.position(into.position() + Math.max(count, 0));
        return count;
    }

    @Override
    public void write(ByteBuffer from, long position) {
        Check.that(!closed, "%s is written after it was closed", name);
        Check.that(
                isWithin(position, 0),
                "write at position %s of a file of %s bytes",
                position,
                inode.sizeInBytes());
        long next = position;
        inode.writing();
        try {
            FileChannel channel = inode.channel();
            while (from.hasRemaining()) {
                next += writePortion(channel, from, next);
            }
        } catch (IOException e) {
            throw StorageFaults.ofWrite(e, inode.path(), from.remaining());
        }
        inode.written(position, next);
    }

    private static int writePortion(FileChannel channel, ByteBuffer from, long position)
            throws IOException {
        if (from.isDirect() || from.remaining() <= HEAP_PORTION_BYTES) {
            return channel.write(from, position);
        }
        int count = channel.write(from.slice(from.position(), HEAP_PORTION_BYTES), position);
        from.position(from.position() + count);
        return count;
    }

    @Override
    public FileSlice slice(long position, int count) {
        Check.that(!closed, "a slice of %s is asked for after it was closed", name);
        Check.that(
                position >= 0 && count >= 0 && isWithin(position, count),
                "slice up to position %s of a file of %s bytes",
                position + count,
                inode.sizeInBytes());
        return new DiskSlice(inode, position, count);
    }

    // Asks the file itself only when what is known of it would forbid the call.
    private boolean isWithin(long position, int count) {
        return position + count <= inode.sizeInBytes() || position + count <= size();
    }

    @Override
    public void truncate(long size) {
        Check.that(!closed, "%s is cut after it was closed", name);
        try {
            inode.writing();
            inode.channel().truncate(size);
            inode.measure();
        } catch (IOException e) {
            throw StorageFaults.of(e, "truncate", inode.path());
        }
    }

    @Override
    public void flush() {
        Check.that(!closed, "%s is flushed after it was closed", name);
        inode.flush();
    }

    @Override
    public void close() {
        Check.that(!closed, "%s is closed twice", name);
        closed = true;
        inode.release();
    }

    Inode inode() {
        return inode;
    }

    @Override
    public String toString() {
        return inode.path().toString();
    }
}
