package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/** A disk that never fails and forgets nothing; it counts the slices that are still held. */
final class MemoryStorage implements Storage {
    private final TreeMap<String, MemoryFile> files = new TreeMap<>();
    int heldSlices;

    @Override
    public StorageFile open(String name) {
        return files.computeIfAbsent(name, MemoryFile::new);
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name) || files.keySet().stream().anyMatch(f -> inside(f, name));
    }

    @Override
    public List<String> list(String directory) {
        TreeSet<String> names = new TreeSet<>();
        for (String file : files.keySet()) {
            if (directory.isEmpty()) {
                names.add(file.split("/", 2)[0]);
            } else if (inside(file, directory)) {
                names.add(file.substring(directory.length() + 1).split("/", 2)[0]);
            }
        }
        return new ArrayList<>(names);
    }

    @Override
    public void rename(String from, String to) {
        if (to.substring(to.lastIndexOf('/') + 1).length() > 255) {
            throw new StorageException(StorageException.Kind.IO, "file name too long: " + to);
        }
        for (String file : new ArrayList<>(files.keySet())) {
            if (file.equals(from) || inside(file, from)) {
                files.put(to + file.substring(from.length()), files.remove(file));
            }
        }
    }

    @Override
    public void delete(String name) {
        files.keySet().removeIf(file -> file.equals(name) || inside(file, name));
    }

    @Override
    public void syncDirectory(String directory) {}

    private static boolean inside(String file, String directory) {
        return file.startsWith(directory + "/");
    }

    private final class MemoryFile implements StorageFile {
        private final String name;
        private byte[] bytes = new byte[0];

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
            int count = (int) Math.min(into.remaining(), Math.max(0, bytes.length - position));
            into.put(bytes, (int) position, count);
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            int end = (int) position + from.remaining();
            if (end > bytes.length) {
                bytes = java.util.Arrays.copyOf(bytes, end);
            }
            from.get(bytes, (int) position, from.remaining());
        }

        @Override
        public FileSlice slice(long position, int count) {
            heldSlices++;
            return new MemorySlice(this, position, count);
        }

        @Override
        public void truncate(long size) {
            bytes = java.util.Arrays.copyOf(bytes, (int) size);
        }

        @Override
        public void flush() {}

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
            ByteBuffer part = ByteBuffer.wrap(file.bytes, (int) position + from, count - from);
            part.limit(part.position() + Math.min(part.remaining(), into.remaining()));
            int copied = part.remaining();
            into.put(part);
            return copied;
        }

        @Override
        public FileSlice retain() {
            references++;
            return this;
        }

        @Override
        public void release() {
            if (--references == 0) {
                heldSlices--;
            }
        }
    }
}
