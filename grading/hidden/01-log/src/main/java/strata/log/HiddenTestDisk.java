package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/** A disk in memory that writes down what is done to it, and can be told to fail. */
final class HiddenTestDisk implements Storage {
    private final TreeMap<String, MemoryFile> files = new TreeMap<>();
    private final List<String> changes = new ArrayList<>();
    private boolean failsWrites;
    private int slicesHeld;
    private long bytesRead;
    private int largestRead;

    /** What was done since {@link #forget}: {@code write 0+85}, {@code truncate 85}, … */
    List<String> changes() {
        return changes;
    }

    /** How many bytes were read, or could have been, since {@link #forget}. */
    long bytesRead() {
        return bytesRead;
    }

    /** How many bytes the largest read since {@link #forget} asked for. */
    int largestRead() {
        return largestRead;
    }

    int slicesHeld() {
        return slicesHeld;
    }

    void forget() {
        changes.clear();
        bytesRead = 0;
        largestRead = 0;
    }

    /** From now on every write fails, as on a disk that is full. */
    void failWrites() {
        failsWrites = true;
    }

    byte[] bytesOf(String name) {
        MemoryFile file = memoryFile(name);
        return Arrays.copyOf(file.bytes, file.size);
    }

    void put(String name, byte[] bytes) {
        MemoryFile file = memoryFile(name);
        file.bytes = bytes.clone();
        file.size = bytes.length;
    }

    private MemoryFile memoryFile(String name) {
        return files.computeIfAbsent(name, MemoryFile::new);
    }

    @Override
    public StorageFile open(String name) {
        return memoryFile(name);
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name) || !list(name).isEmpty();
    }

    @Override
    public List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        return files.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()).split("/", -1)[0])
                .distinct()
                .toList();
    }

    @Override
    public void rename(String from, String to) {
        throw new UnsupportedOperationException("lab 1 renames nothing");
    }

    @Override
    public void delete(String name) {
        throw new UnsupportedOperationException("lab 1 deletes nothing");
    }

    @Override
    public void syncDirectory(String directory) {
        changes.add("sync-dir " + directory);
    }

    private final class MemoryFile implements StorageFile {
        private final String name;
        private byte[] bytes = new byte[1024];
        private int size;

        MemoryFile(String name) {
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
            bytesRead += into.remaining();
            largestRead = Math.max(largestRead, into.remaining());
            int count = (int) Math.max(0, Math.min(into.remaining(), size - position));
            if (count > 0) {
                into.put(bytes, (int) position, count);
            }
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            changes.add("write " + position + "+" + from.remaining());
            if (failsWrites) {
                throw new StorageException(StorageException.Kind.FULL, "no space is left");
            }
            Check.that(position <= size, "a write at %s, behind the end %s", position, size);
            int end = (int) position + from.remaining();
            if (end > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
            }
            from.get(bytes, (int) position, from.remaining());
            size = Math.max(size, end);
        }

        @Override
        public FileSlice slice(long position, int count) {
            Check.that(position + count <= size, "a slice to %s of %s", position + count, size);
            slicesHeld++;
            return new MemorySlice(this, position, count);
        }

        @Override
        public void truncate(long newSize) {
            changes.add("truncate " + newSize);
            Check.that(newSize <= size, "cut to %s of %s", newSize, size);
            size = (int) newSize;
        }

        @Override
        public void flush() {
            changes.add("flush");
        }

        @Override
        public void close() {}
    }

    private final class MemorySlice implements FileSlice {
        private final MemoryFile file;
        private final long position;
        private final int count;
        private int references = 1;

        MemorySlice(MemoryFile file, long position, int count) {
            this.file = file;
            this.position = position;
            this.count = count;
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
            int portion = Math.min(into.remaining(), count - from);
            into.put(file.bytes, (int) position + from, portion);
            return portion;
        }

        @Override
        public FileSlice retain() {
            references++;
            return this;
        }

        @Override
        public void release() {
            Check.that(references > 0, "released more often than held, at %s", position);
            if (--references == 0) {
                slicesHeld--;
            }
        }
    }
}
