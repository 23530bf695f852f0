package strata.node;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;

/** Bytes of a {@link DiskFile}; holds one reference to it as long as it has one itself. */
final class DiskSlice implements FileSlice {
    private final DiskFile file;
    private final long position;
    private final int count;
    private int references = 1;

    DiskSlice(DiskFile file, long position, int count) {
        this.file = file;
        this.position = position;
        this.count = count;
        file.retain();
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
        Check.that(references > 0, "a slice of %s is read after its release", file);
        Check.that(from >= 0 && from <= count, "read from %s of a slice of %s bytes", from, count);
        int limit = into.limit();
        into.limit(into.position() + Math.min(into.remaining(), count - from));
        int read = file.readOpen(into, position + from);
        into.limit(limit);
        return read;
    }

    @Override
    public FileSlice retain() {
        Check.that(references > 0, "a slice of %s is held again after its release", file);
        references++;
        return this;
    }

    @Override
    public void release() {
        Check.that(references > 0, "a slice of %s is released twice", file);
        references--;
        if (references == 0) {
            file.release();
        }
    }

    FileChannel channel() {
        return file.channel();
    }
}
