package strata.log;

import java.nio.ByteBuffer;
import java.util.List;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/** A disk that forgets what it is given, and costs nothing; for measuring what a log costs. */
final class NowhereStorage implements Storage {
    @Override
    public StorageFile open(String name) {
        return new NowhereFile(name);
    }

    @Override
    public boolean exists(String name) {
        return false;
    }

    @Override
    public List<String> list(String directory) {
        return List.of();
    }

    @Override
    public void rename(String from, String to) {}

    @Override
    public void delete(String name) {}

    @Override
    public void syncDirectory(String directory) {}

    private static final class NowhereFile implements StorageFile {
        private final String name;
        private long size;

        NowhereFile(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            return 0;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            size = position + from.remaining();
            from.position(from.limit());
        }

        @Override
        public FileSlice slice(long position, int count) {
            throw new UnsupportedOperationException("nothing is kept");
        }

        @Override
        public void truncate(long newSize) {
            size = newSize;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
