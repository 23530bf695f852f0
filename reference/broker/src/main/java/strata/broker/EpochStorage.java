package strata.broker;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.kernel.storage.Volume;

/**
 * The storage in which leader epochs are kept. What is written when a log is opened, and what a new
 * leader enters of itself, is flushed later: two flushes for each partition, one after the other,
 * would hold up the node for seconds when it has many.
 *
 * <p>A killed process loses no write. After a loss of power such a file says what it said before,
 * or is damaged. It is believed below the recovery point alone, so it is flushed before that rises;
 * and a later epoch is found in the headers of its batches, if there are any.
 */
final class EpochStorage implements Storage {
    private final Storage storage;
    private boolean sparing;
    // The files that were written and not flushed.
    private final TreeSet<String> unflushed = new TreeSet<>();

    EpochStorage(Storage storage) {
        this.storage = storage;
    }

    /** Has something done without its flushes. */
    <T> T sparingFlushes(Supplier<T> beginning) {
        sparing = true;
        try {
            return beginning.get();
        } finally {
            sparing = false;
        }
    }

    /** Makes up for the flushes of a partition's directory. */
    void flush(String directory) {
        // '0' is the character after '/'.
        Set<String> names = unflushed.subSet(directory + "/", directory + "0");
        if (names.isEmpty()) {
            return;
        }
        for (String name : names) {
            if (storage.exists(name)) {
                try (StorageFile file = storage.open(name)) {
                    file.flush();
                }
            }
        }
        storage.syncDirectory(directory);
        names.clear();
    }

    @Override
    public StorageFile open(String name) {
        return new EpochFile(storage.open(name));
    }

    @Override
    public boolean exists(String name) {
        return storage.exists(name);
    }

    @Override
    public List<String> list(String directory) {
        return storage.list(directory);
    }

    @Override
    public void rename(String from, String to) {
        storage.rename(from, to);
        if (unflushed.remove(from)) {
            unflushed.add(to);
        } else {
            unflushed.remove(to);
        }
    }

    @Override
    public void delete(String name) {
        storage.delete(name);
        unflushed.remove(name);
    }

    @Override
    public void syncDirectory(String directory) {
        if (!sparing) {
            storage.syncDirectory(directory);
        }
    }

    @Override
    public Volume volume() {
        return storage.volume();
    }

    @Override
    public String memoryId() {
        return storage.memoryId();
    }

    private final class EpochFile implements StorageFile {
        private final StorageFile file;

        EpochFile(StorageFile file) {
            this.file = file;
        }

        @Override
        public String name() {
            return file.name();
        }

        @Override
        public long size() {
            return file.size();
        }

        @Override
        public int read(ByteBuffer into, long position) {
            return file.read(into, position);
        }

        @Override
        public void write(ByteBuffer from, long position) {
            file.write(from, position);
        }

        @Override
        public FileSlice slice(long position, int count) {
            return file.slice(position, count);
        }

        @Override
        public void truncate(long size) {
            file.truncate(size);
        }

        @Override
        public void flush() {
            if (sparing) {
                unflushed.add(file.name());
            } else {
                file.flush();
                unflushed.remove(file.name());
            }
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
