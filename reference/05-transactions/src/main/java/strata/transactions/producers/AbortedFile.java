package strata.transactions.producers;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.kernel.transactions.AbortedTransaction;

/**
 * Kafka's {@code .txnindex} file of one segment: the transactions that were aborted by a marker in
 * it. Each entry is 34 bytes, all big-endian:
 *
 * <pre>
 *  0 version i16 = 0     2 producerId i64     10 firstOffset i64
 * 18 lastOffset i64     26 lastStableOffset i64
 * </pre>
 *
 * <p>Invariant: the entries' last offsets rise. A segment without an entry has no file.
 */
final class AbortedFile {
    static final int ENTRY_BYTES = 34;

    private static final Logger LOG = LoggerFactory.getLogger(AbortedFile.class);
    private static final short VERSION = 0;
    private static final int ENTRIES_PER_READ = 120;

    private final Storage storage;
    private final String directory;
    private final long baseOffset;
    private final String name;
    // Null while there is no file.
    private @Nullable StorageFile file;
    private long sizeInBytes;
    // Of the last entry; -1 for none.
    private long lastOffset = -1L;
    // How often it was written, and up to which time all of that is durable.
    private long writes;
    private long durableWrites;

    AbortedFile(Storage storage, String directory, long baseOffset) {
        this.storage = storage;
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.name = FileNames.of(directory, baseOffset, FileNames.ABORTED);
    }

    /** Opens the file that there is; what follows its last good entry is cut. */
    void open() {
        file = storage.open(name);
        sizeInBytes = file.size() / ENTRY_BYTES * ENTRY_BYTES;
        long[] good = {0L};
        walk(
                entry -> {
                    // A hole that a power cut has left in the file reads as zeros.
                    if (entry.lastOffset() <= Math.max(lastOffset, baseOffset - 1)
                            || entry.lastOffset() <= entry.firstOffset()) {
                        return false;
                    }
                    lastOffset = entry.lastOffset();
                    good[0] += ENTRY_BYTES;
                    return true;
                });
        if (good[0] < file.size()) {
            LOG.warn("{} is cut to {} of its {} bytes.", name, good[0], file.size());
            cut(good[0]);
        }
    }

    boolean isEmpty() {
        return sizeInBytes == 0;
    }

    /** Of the last entry; -1 for none. */
    long lastOffset() {
        return lastOffset;
    }

    /** Adds an entry; flushes nothing. */
    void add(AbortedTransaction entry) {
        Check.that(entry.lastOffset() > lastOffset, "%s after %s", entry.lastOffset(), lastOffset);
        if (file == null) {
            file = storage.open(name);
            // Once its entries are flushed its name has to be durable, too.
            storage.syncDirectory(directory);
        }
        ByteBuffer bytes = ByteBuffer.allocate(ENTRY_BYTES);
        put(entry, bytes);
        file.write(bytes.flip(), sizeInBytes);
        sizeInBytes += ENTRY_BYTES;
        lastOffset = entry.lastOffset();
        writes++;
    }

    static void put(AbortedTransaction entry, ByteBuffer into) {
        into.putShort(VERSION)
                .putLong(entry.producerId())
                .putLong(entry.firstOffset())
                .putLong(entry.lastOffset())
                .putLong(entry.lastStableOffset());
    }

    /** All entries. */
    List<AbortedTransaction> entries() {
        List<AbortedTransaction> all = new ArrayList<>();
        walk(all::add);
        return all;
    }

    /**
     * Shows the entries, in their order, until one is met with false, or is of a later version.
     *
     * @return whether all were shown
     */
    boolean walk(Predicate<AbortedTransaction> reader) {
        if (file == null) {
            return true;
        }
        ByteBuffer window = ByteBuffer.allocate(ENTRIES_PER_READ * ENTRY_BYTES);
        for (long position = 0; position < sizeInBytes; position += window.limit()) {
            window.clear().limit((int) Math.min(window.capacity(), sizeInBytes - position));
            file.read(window, position);
            window.flip();
            while (window.remaining() >= ENTRY_BYTES) {
                if (window.getShort() != VERSION) {
                    return false;
                }
                AbortedTransaction entry =
                        new AbortedTransaction(
                                window.getLong(),
                                window.getLong(),
                                window.getLong(),
                                window.getLong());
                if (!reader.test(entry)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Removes the entries from the first on whose marker is at or above an offset. */
    void truncateTo(long offset) {
        if (lastOffset < offset) {
            return;
        }
        long[] kept = {0L};
        lastOffset = -1L;
        walk(
                entry -> {
                    if (entry.lastOffset() >= offset) {
                        return false;
                    }
                    lastOffset = entry.lastOffset();
                    kept[0] += ENTRY_BYTES;
                    return true;
                });
        cut(kept[0]);
    }

    private void cut(long size) {
        sizeInBytes = size;
        if (size == 0) {
            delete();
        } else if (file != null) {
            file.truncate(size);
            writes++;
        }
    }

    /** Holds these entries from now on, or the old ones if the node ends meanwhile. */
    void replace(List<AbortedTransaction> entries) {
        if (entries.isEmpty()) {
            delete();
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(entries.size() * ENTRY_BYTES);
        entries.forEach(entry -> put(entry, bytes));
        String cleaned = name + FileNames.CLEANED;
        try (StorageFile fresh = storage.open(cleaned)) {
            fresh.truncate(0);
            fresh.write(bytes.flip(), 0);
            fresh.flush();
        }
        close();
        storage.rename(cleaned, name);
        file = storage.open(name);
        sizeInBytes = bytes.limit();
        lastOffset = entries.get(entries.size() - 1).lastOffset();
    }

    void delete() {
        close();
        storage.delete(name);
        sizeInBytes = 0;
        lastOffset = -1L;
    }

    /**
     * What was written of a file and is not known to be durable.
     *
     * @param writes how often it had been written
     */
    record Unflushed(AbortedFile of, StorageFile file, long writes) {
        /** The file was flushed since. */
        void flushed() {
            of.durableWrites = Math.max(of.durableWrites, writes);
        }
    }

    /** What is not known to be durable goes to a list. */
    void unflushed(List<Unflushed> unflushed) {
        if (file != null && durableWrites < writes) {
            unflushed.add(new Unflushed(this, file, writes));
        }
    }

    void close() {
        if (file != null) {
            file.close();
            file = null;
        }
        durableWrites = writes;
    }
}
