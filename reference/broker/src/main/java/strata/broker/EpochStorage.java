package strata.broker;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.kernel.storage.Volume;

/**
 * The storage in which leader epochs are kept. What a new leader enters there of itself is left to
 * the operating system to make durable: two flushes for each partition, one after the other, would
 * hold up the node for seconds when it begins to lead many.
 *
 * <p>Nothing hangs on them. A killed process loses no write. After a loss of power the file says
 * what it said before, or is damaged: then the epoch is found in the headers of the batches that
 * were written in it, or nothing was, and nobody misses it.
 */
final class EpochStorage implements Storage {
    private final Storage storage;
    private boolean sparing;

    EpochStorage(Storage storage) {
        this.storage = storage;
    }

    /** Has somebody begin to lead. */
    <T> T sparingFlushes(Supplier<T> beginning) {
        sparing = true;
        try {
            return beginning.get();
        } finally {
            sparing = false;
        }
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
    }

    @Override
    public void delete(String name) {
        storage.delete(name);
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
            if (!sparing) {
                file.flush();
            }
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
