package strata.sim.disk;

import java.nio.ByteBuffer;
import java.util.Arrays;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/** An open file of a simulated disk. */
public final class SimFile implements StorageFile {
    private final SimStorage storage;
    private final String name;
    private final FileContent content;
    private boolean closed;

    SimFile(SimStorage storage, String name, FileContent content) {
        this.storage = storage;
        this.name = name;
        this.content = content;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        mustBeOpen();
        return content.size();
    }

    @Override
    public int read(ByteBuffer into, long position) {
        mustBeOpen();
        int count = into.remaining();
        storage.disk().perform(storage, reading(position, count));
        return content.read(into, Math.toIntExact(position));
    }

    @Override
    public void write(ByteBuffer from, long position) {
        mustBeOpen();
        Check.that(position <= content.size(), "write at %s, file ends at %s", position, size());
        byte[] bytes = new byte[from.remaining()];
        from.get(bytes);
        if (bytes.length == 0) {
            return;
        }
        int at = Math.toIntExact(position);
        storage.disk()
                .perform(
                        storage,
                        new Step(
                                new DiskAction(DiskOperation.WRITE, name, at, bytes.length),
                                () -> store(bytes, at, bytes.length),
                                part -> store(bytes, at, partOf(bytes.length, part))));
    }

    @Override
    public FileSlice slice(long position, int count) {
        mustBeOpen();
        Check.that(
                position >= 0 && count >= 0 && position + count <= content.size(),
                "slice to %s, file ends at %s",
                position + count,
                content.size());
        return new SimSlice(storage, content, Math.toIntExact(position), count);
    }

    @Override
    public void truncate(long size) {
        mustBeOpen();
        Check.that(size >= 0 && size <= content.size(), "cut to %s of %s", size, content.size());
        Runnable cut =
                () -> {
                    storage.disk().grow(size - content.size());
                    content.truncate((int) size);
                };
        storage.disk()
                .perform(
                        storage,
                        Step.atomic(new DiskAction(DiskOperation.TRUNCATE, name, size, 0), cut));
    }

    @Override
    public void flush() {
        mustBeOpen();
        storage.disk().perform(storage, flushing(content.sequence()));
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The file's last change so far, for a flush off the loop. */
    public long lastChange() {
        mustBeOpen();
        return content.sequence();
    }

    /**
     * Makes durable what had been written when {@link #lastChange} was asked: one flush, off the
     * loop, for which the process does not wait.
     */
    public void flushBeside(long change) {
        storage.disk().performBeside(storage, flushing(change));
    }

    private Step flushing(long change) {
        return new Step(
                DiskAction.of(DiskOperation.FLUSH, name),
                () -> content.flushUpTo(change),
                bytes -> content.flushInterrupted());
    }

    private Step reading(long position, int count) {
        return new Step(
                new DiskAction(DiskOperation.READ, name, position, count), () -> {}, b -> {});
    }

    private int partOf(int whole, int wanted) {
        return wanted < 0 ? storage.disk().parts().nextInt(whole) : Math.min(wanted, whole);
    }

    private void store(byte[] bytes, int position, int count) {
        if (count == 0) {
            return;
        }
        byte[] stored = count == bytes.length ? bytes : Arrays.copyOf(bytes, count);
        storage.disk().grow(Math.max(0, position + count - content.size()));
        content.write(stored, position);
    }

    private void mustBeOpen() {
        storage.mustLive();
        Check.that(!closed, "%s is closed", name);
    }
}
