package strata.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/**
 * A disk in memory, of which a test sees and sets every byte. It keeps apart what is written and
 * what is durable, so that {@link #loseUnflushed} can be the death of the machine; it can be told
 * to fail, and it counts.
 */
final class MemoryStorage implements Storage {
    private final TreeMap<String, MemoryFile> files = new TreeMap<>();
    // Names of files and directories that are in their directory durably.
    private final TreeSet<String> durableNames = new TreeSet<>();
    private int writesUntilFailure = Integer.MAX_VALUE;
    private int slicesHeld;
    private int largestReadInBytes;
    private int readCount;

    @Override
    public StorageFile open(String name) {
        return files.computeIfAbsent(name, MemoryFile::new);
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name) || !list(name).isEmpty();
    }

    @Override
    public List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String name : files.keySet()) {
            if (name.startsWith(prefix)) {
                int slash = name.indexOf('/', prefix.length());
                names.add(name.substring(prefix.length(), slash < 0 ? name.length() : slash));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public void rename(String from, String to) {
        throw new UnsupportedOperationException("layer 1 renames nothing");
    }

    @Override
    public void delete(String name) {
        throw new UnsupportedOperationException("layer 1 deletes nothing");
    }

    @Override
    public void syncDirectory(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        list(directory).forEach(name -> durableNames.add(prefix + name));
    }

    /** A file's bytes, as a reader sees them. */
    byte[] bytes(String name) {
        return Objects.requireNonNull(files.get(name), name).bytes.clone();
    }

    /** Makes a file hold these bytes, durably. */
    void setBytes(String name, byte[] bytes) {
        MemoryFile file = files.computeIfAbsent(name, MemoryFile::new);
        file.bytes = bytes.clone();
        file.flush();
        for (int slash = name.length(); slash >= 0; slash = name.lastIndexOf('/', slash - 1)) {
            durableNames.add(name.substring(0, slash));
        }
    }

    /** The machine dies: only what was flushed, under names that were synced, is still there. */
    void loseUnflushed() {
        files.keySet().removeIf(name -> !isDurable(name));
        files.values().forEach(file -> file.bytes = file.durable.clone());
        writesUntilFailure = Integer.MAX_VALUE;
    }

    /** The n-th write from now on, counted from 1, fails, and so do all after it. */
    void failFromWrite(int n) {
        writesUntilFailure = n;
    }

    int slicesHeld() {
        return slicesHeld;
    }

    int largestReadInBytes() {
        return largestReadInBytes;
    }

    int readCount() {
        return readCount;
    }

    void forgetReads() {
        readCount = 0;
        largestReadInBytes = 0;
    }

    private boolean isDurable(String name) {
        int slash = name.lastIndexOf('/');
        return durableNames.contains(name) && (slash < 0 || isDurable(name.substring(0, slash)));
    }

    private final class MemoryFile implements StorageFile {
        private final String name;
        private byte[] bytes = {};
        private byte[] durable = {};

        MemoryFile(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            readCount++;
            largestReadInBytes = Math.max(largestReadInBytes, into.remaining());
            int count = (int) Math.max(0, Math.min(into.remaining(), bytes.length - position));
            if (count > 0) {
                into.put(bytes, (int) position, count);
            }
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            if (--writesUntilFailure <= 0) {
                throw new StorageException(StorageException.Kind.FULL, "no space is left");
            }
            Check.that(position <= bytes.length, "%s is behind the end %s", position, bytes.length);
            int end = (int) position + from.remaining();
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length, end));
            from.get(bytes, (int) position, from.remaining());
        }

        @Override
        public FileSlice slice(long position, int count) {
            Check.that(position + count <= bytes.length, "%s > %s", position + count, bytes.length);
            slicesHeld++;
            return new MemorySlice(this, position, count);
        }

        @Override
        public void truncate(long size) {
            Check.that(size <= bytes.length, "%s > %s", size, bytes.length);
            bytes = Arrays.copyOf(bytes, (int) size);
        }

        @Override
        public void flush() {
            durable = bytes.clone();
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
            Check.that(references > 0, "released more often than held: %s", position);
            if (--references == 0) {
                slicesHeld--;
            }
        }
    }

    /** All bytes of a slice, which is released. */
    static byte[] take(FileSlice slice) {
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        return bytes.array();
    }
}
