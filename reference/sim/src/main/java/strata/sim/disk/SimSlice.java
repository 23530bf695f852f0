package strata.sim.disk;

import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;

/** Bytes of a file, by reference; it outlives the file's name and its handle. */
final class SimSlice implements FileSlice {
    private final SimStorage storage;
    private final FileContent content;
    private final int position;
    private final int count;
    private int references = 1;

    SimSlice(SimStorage storage, FileContent content, int position, int count) {
        this.storage = storage;
        this.content = content;
        this.position = position;
        this.count = count;
        storage.disk().sliceTaken();
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
        storage.mustLive();
        Check.that(references > 0, "a slice of %s bytes is read after its release", count);
        Check.that(from >= 0 && from <= count, "read from %s of a slice of %s", from, count);
        int wanted = Math.min(into.remaining(), count - from);
        ByteBuffer window = into.slice(into.position(), wanted);
        int read = content.read(window, position + from);
        Check.that(read == wanted, "a slice was cut: %s of %s bytes are left", read, wanted);
        into.position(into.position() + read);
        return read;
    }

    @Override
    public FileSlice retain() {
        Check.that(references > 0, "a slice of %s bytes is retained after its release", count);
        references++;
        return this;
    }

    @Override
    public void release() {
        Check.that(references > 0, "a slice of %s bytes is released too often", count);
        references--;
        if (references == 0) {
            storage.disk().sliceReleased(storage);
        }
    }
}
