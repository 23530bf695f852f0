package strata.node;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/**
 * A file on a real disk. Its channel stays open until the file is closed and its last slice is
 * released.
 */
final class DiskFile implements StorageFile {
    // The JDK copies a heap buffer through a direct one of the same size, which it keeps per
    // thread.
    private static final int HEAP_PORTION_BYTES = 64 * 1024;

    private final DiskStorage storage;
    private final String name;
    private final Path path;
    private final FileChannel channel;
    // As far as this handle knows; another handle may have made the file longer.
    private long sizeInBytes;
    // The one that open() gave, until close(), and one for each slice or flush under way.
    private int references = 1;
    private boolean closed;

    DiskFile(DiskStorage storage, String name, Path path, FileChannel channel) throws IOException {
        this.storage = storage;
        this.name = name;
        this.path = path;
        this.channel = channel;
        this.sizeInBytes = channel.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        try {
            sizeInBytes = channel.size();
            return sizeInBytes;
        } catch (IOException e) {
            throw StorageFaults.of(e, "measure", path);
        }
    }

    @Override
    public int read(ByteBuffer into, long position) {
        Check.that(!closed, "%s is read after it was closed", name);
        return readOpen(into, position);
    }

    /** The same for a slice, which may outlive {@link #close}. */
    int readOpen(ByteBuffer into, long position) {
        int total = 0;
        try {
            while (into.hasRemaining()) {
                int count = readPortion(into, position + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        } catch (IOException e) {
            throw StorageFaults.of(e, "read", path);
        }
    }

    private int readPortion(ByteBuffer into, long position) throws IOException {
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
                sizeInBytes);
        long next = position;
        try {
            while (from.hasRemaining()) {
                next += writePortion(from, next);
            }
        } catch (IOException e) {
            throw StorageFaults.ofWrite(e, path, from.remaining());
        }
        sizeInBytes = Math.max(sizeInBytes, next);
    }

    private int writePortion(ByteBuffer from, long position) throws IOException {
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
                sizeInBytes);
        return new DiskSlice(this, position, count);
    }

    // Asks the file itself only when what is known of it would forbid the call.
    private boolean isWithin(long position, int count) {
        return position + count <= sizeInBytes || position + count <= size();
    }

    @Override
    public void truncate(long size) {
        Check.that(!closed, "%s is cut after it was closed", name);
        try {
            channel.truncate(size);
            sizeInBytes = channel.size();
        } catch (IOException e) {
            throw StorageFaults.of(e, "truncate", path);
        }
    }

    /** May be called from another thread, by one who holds a reference. */
    @Override
    public void flush() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw StorageFaults.of(e, "flush", path);
        }
    }

    @Override
    public void close() {
        Check.that(!closed, "%s is closed twice", name);
        closed = true;
        release();
    }

    FileChannel channel() {
        return channel;
    }

    void retain() {
        references++;
    }

    void release() {
        Check.that(references > 0, "%s is released more often than it was held", name);
        references--;
        if (references == 0) {
            closeChannel();
        }
    }

    /** Closes the channel at once, whoever holds the file. */
    void closeChannel() {
        storage.closed(this);
        try {
            channel.close();
        } catch (IOException e) {
            throw StorageFaults.of(e, "close", path);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
