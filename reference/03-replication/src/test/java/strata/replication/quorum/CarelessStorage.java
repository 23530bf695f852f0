package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/** A disk whose flushes do nothing. */
record CarelessStorage(Storage disk) implements Storage {
    @Override
    public StorageFile open(String name) {
        return new CarelessFile(disk.open(name));
    }

    @Override
    public boolean exists(String name) {
        return disk.exists(name);
    }

    @Override
    public List<String> list(String directory) {
        return disk.list(directory);
    }

    @Override
    public void rename(String from, String to) {
        disk.rename(from, to);
    }

    @Override
    public void delete(String name) {
        disk.delete(name);
    }

    @Override
    public void syncDirectory(String directory) {
        disk.syncDirectory(directory);
    }

    private record CarelessFile(StorageFile file) implements StorageFile {
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
        public void flush() {}

        @Override
        public void close() {
            file.close();
        }
    }
}
