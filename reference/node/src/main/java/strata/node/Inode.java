package strata.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import strata.kernel.Check;
import strata.kernel.Nullable;

/**
 * A file itself, whatever it is called: what all of its handles and slices share. It follows its
 * file through renames. Its channel opens at the first use, may be closed by {@link Descriptors}
 * while nobody uses it, and opens again.
 *
 * <p>Used by the event loop alone.
 */
final class Inode {
    private final DiskStorage storage;
    private final Descriptors descriptors;
    private String name;
    private Path path;
    private @Nullable FileChannel channel;
    // Deleted, or replaced by another file of its name. Its channel is open then, as there is no
    // way
    // back to the file.
    private boolean nameless;
    // Handles that are not closed, slices, and flushes under way.
    private int references;
    // Those of them that work with the channel outside of this class.
    private int users;
    private long lastUse;
    private long sizeInBytes;
    private final Warmth warmth = new Warmth();
    private long writeCount;
    // How many of the writes are known to be durable.
    private long flushedWriteCount;

    Inode(DiskStorage storage, String name, Path path) {
        this.storage = storage;
        this.descriptors = storage.descriptors();
        this.name = name;
        this.path = path;
    }

    String name() {
        return name;
    }

    Path path() {
        return path;
    }

    /** Its channel, for use before the next call of anything here. */
    FileChannel channel() throws IOException {
        lastUse = descriptors.nextUse();
        FileChannel open = channel;
        return open != null ? open : reopened();
    }

    private FileChannel reopened() throws IOException {
        if (nameless) {
            throw new NoSuchFileException(path.toString());
        }
        return opened(StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** Opens its channel for the first time, and makes the file when it is missing. */
    void create() throws IOException {
        lastUse = descriptors.nextUse();
        opened(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        measure();
    }

    private FileChannel opened(StandardOpenOption... options) throws IOException {
        FileChannel opened = descriptors.opened(() -> FileChannel.open(path, options));
        channel = opened;
        descriptors.add(this);
        return opened;
    }

    boolean isOpen() {
        return channel != null;
    }

    /** Whether its channel may be closed. */
    boolean isIdle() {
        return users == 0 && !nameless;
    }

    long lastUse() {
        return lastUse;
    }

    /** Asks the file itself. */
    long measure() throws IOException {
        // A closed one is not opened for that.
        FileChannel open = channel;
        sizeInBytes = open == null ? Files.size(path) : open.size();
        return sizeInBytes;
    }

    /** What is known of the file's size; another process may have made it longer. */
    long sizeInBytes() {
        return sizeInBytes;
    }

    /** Something is about to be written. */
    void writing() {
        writeCount++;
    }

    /** Something was written. */
    void written(long position, long endPosition) {
        sizeInBytes = Math.max(sizeInBytes, endPosition);
        warmed(position, endPosition - position);
    }

    /** A part of the file is in memory. */
    void warmed(long position, long count) {
        warmth.mark(position, count, storage.second());
    }

    /** Whether a part is in memory, as far as is known; it is about to be used again. */
    boolean isWarm(long position, long count) {
        int second = storage.second();
        if (!warmth.isMarked(position, count, second - storage.warmSeconds())) {
            return false;
        }
        warmth.mark(position, count, second);
        return true;
    }

    /** Whether it holds writes that may not be durable yet. */
    boolean isUnflushed() {
        return flushedWriteCount < writeCount;
    }

    /** Makes all writes durable, here and now; also those of an earlier process. */
    void flush() {
        long written = writeCount;
        try {
            channel().force(false);
        } catch (IOException e) {
            throw StorageFaults.of(e, "flush", path);
        }
        flushed(written);
    }

    long writeCount() {
        return writeCount;
    }

    /**
     * A flush has ended well.
     *
     * @param written {@link #writeCount} when it began
     */
    void flushed(long written) {
        flushedWriteCount = Math.max(flushedWriteCount, written);
    }

    /** The file has a new name. */
    void renamed(String newName, Path newPath) {
        name = newName;
        path = newPath;
    }

    /** Its name is about to be gone: from here on the channel stays open to the end. */
    void loseName() throws IOException {
        try {
            channel();
        } catch (NoSuchFileException e) {
            // Somebody else was faster: what is left fails when it is used.
        }
        nameless = true;
    }

    /** Takes the channel into use: it stays open until {@link #putBack}. */
    FileChannel take() {
        try {
            FileChannel taken = channel();
            users++;
            return taken;
        } catch (IOException e) {
            throw StorageFaults.of(e, "open", path);
        }
    }

    void putBack() {
        Check.that(users > 0, "the channel of %s is put back more often than taken", path);
        users--;
    }

    void retain() {
        references++;
    }

    void release() {
        Check.that(references > 0, "%s is released more often than it was held", path);
        references--;
        if (references == 0) {
            storage.forget(this);
            closeChannel();
        }
    }

    /** Closes its channel, whoever uses it. */
    void closeChannel() {
        FileChannel open = channel;
        if (open == null) {
            return;
        }
        channel = null;
        descriptors.remove(this);
        try {
            open.close();
        } catch (IOException e) {
            throw StorageFaults.of(e, "close", path);
        }
    }
}
