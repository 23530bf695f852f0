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

/**
 * A disk that forgets nothing, and fails when told to; it counts the slices that are still held,
 * and the calls.
 */
public final class MemoryStorage implements Storage {
    private final TreeMap<String, MemoryFile> files = new TreeMap<>();
    int heldSlices;
    // How many brokers have been started on it.
    public int processes;
    // How many calls there were, of the storage and of its files, but for size and close.
    public long calls;
    // How many bytes were read.
    long readBytes;
    // From this call on all fail, as if the process had died there.
    public long diesAtCall = Long.MAX_VALUE;

    // The process dies when it opens a file of this name.
    String diesAtOpenOf = "";

    // Empty: it cannot say whether anything was lost.
    String memoryId = "";

    @Override
    public String memoryId() {
        return memoryId;
    }

    private void call() {
        calls++;
        if (calls >= diesAtCall) {
            throw new StorageException(StorageException.Kind.IO, "dead");
        }
    }

    /** What a file holds, as text. */
    String text(String name) {
        MemoryFile file = files.get(name);
        return file == null
                ? "(missing)"
                : new String(file.bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Replaces a file. */
    public void put(String name, String text) {
        MemoryFile file = new MemoryFile(name);
        file.bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        files.put(name, file);
    }

    /** The file's bytes, to be spoiled. */
    byte[] bytes(String name) {
        return java.util.Objects.requireNonNull(files.get(name), name).bytes;
    }

    @Override
    public StorageFile open(String name) {
        if (name.equals(diesAtOpenOf)) {
            diesAtCall = calls;
        }
        call();
        return files.computeIfAbsent(name, MemoryFile::new);
    }

    @Override
    public boolean exists(String name) {
        call();
        String first = files.ceilingKey(name + "/");
        return files.containsKey(name) || (first != null && inside(first, name));
    }

    @Override
    public List<String> list(String directory) {
        call();
        String prefix = directory.isEmpty() ? "" : directory + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String file : files.tailMap(prefix).keySet()) {
            if (!file.startsWith(prefix)) {
                break;
            }
            names.add(file.substring(prefix.length()).split("/", 2)[0]);
        }
        return new ArrayList<>(names);
    }

    @Override
    public void rename(String from, String to) {
        call();
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
        call();
        files.keySet().removeIf(file -> file.equals(name) || inside(file, name));
    }

    @Override
    public void syncDirectory(String directory) {
        call();
    }

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
            call();
            int count = (int) Math.min(into.remaining(), Math.max(0, bytes.length - position));
            into.put(bytes, (int) position, count);
            readBytes += count;
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            call();
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
            call();
            bytes = java.util.Arrays.copyOf(bytes, (int) size);
        }

        @Override
        public void flush() {
            call();
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
