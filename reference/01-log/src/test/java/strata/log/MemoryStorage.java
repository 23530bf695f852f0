package strata.log;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/**
 * A disk in memory, of which a test sees and sets every byte. It keeps apart what is written and
 * what is durable, names as well as bytes, so that {@link #loseUnflushed} can be the death of the
 * machine; it can be told to fail, and it counts. The tests of layer 2 use it, too.
 */
public final class MemoryStorage implements Storage {
    private final TreeMap<String, MemoryFile> files = new TreeMap<>();
    // What is durable of the names of files, and of directories.
    private final TreeMap<String, MemoryFile> durableFiles = new TreeMap<>();
    private final TreeSet<String> durableDirectories = new TreeSet<>();
    private int writesUntilFailure = Integer.MAX_VALUE;
    private int stepsUntilDeath = Integer.MAX_VALUE;
    private int stepCount;
    private int slicesHeld;
    private int largestReadInBytes;
    private int readCount;
    private final TreeSet<String> opened = new TreeSet<>();

    /** The machine died in the middle of what a test did. */
    public static final class Died extends Error {
        private static final long serialVersionUID = 1L;
    }

    @Override
    public StorageFile open(String name) {
        opened.add(name);
        MemoryFile file = files.get(name);
        if (file == null) {
            step();
            file = new MemoryFile(name);
            files.put(name, file);
        }
        return file;
    }

    @Override
    public boolean exists(String name) {
        return files.containsKey(name) || !list(name).isEmpty();
    }

    @Override
    public List<String> list(String directory) {
        String prefix = directory.isEmpty() ? "" : directory + "/";
        TreeSet<String> names = new TreeSet<>();
        for (String name : files.tailMap(prefix).keySet()) {
            if (!name.startsWith(prefix)) {
                break;
            }
            int slash = name.indexOf('/', prefix.length());
            names.add(name.substring(prefix.length(), slash < 0 ? name.length() : slash));
        }
        return List.copyOf(names);
    }

    @Override
    public void rename(String from, String to) {
        Check.that(files.containsKey(from), "%s is missing", from);
        step();
        files.put(to, Objects.requireNonNull(files.remove(from)));
    }

    @Override
    public void delete(String name) {
        Check.that(list(name).isEmpty(), "%s is a directory", name);
        if (files.containsKey(name)) {
            step();
            files.remove(name);
        }
    }

    @Override
    public void syncDirectory(String directory) {
        step();
        String prefix = directory.isEmpty() ? "" : directory + "/";
        durableFiles.keySet().removeIf(name -> isIn(prefix, name));
        files.forEach(
                (name, file) -> {
                    if (isIn(prefix, name)) {
                        durableFiles.put(name, file);
                    }
                });
        list(directory).forEach(name -> durableDirectories.add(prefix + name));
    }

    private static boolean isIn(String prefix, String name) {
        return name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0;
    }

    /** The names of all files. */
    public List<String> names() {
        return List.copyOf(files.keySet());
    }

    /** A file's bytes, as a reader sees them. */
    public byte[] bytes(String name) {
        return Objects.requireNonNull(files.get(name), name).bytes.clone();
    }

    /** Makes a file hold these bytes, durably. */
    public void setBytes(String name, byte[] bytes) {
        MemoryFile file = files.computeIfAbsent(name, MemoryFile::new);
        file.bytes = bytes.clone();
        file.durable = bytes.clone();
        durableFiles.put(name, file);
        for (int slash = name.length(); slash >= 0; slash = name.lastIndexOf('/', slash - 1)) {
            durableDirectories.add(name.substring(0, slash));
        }
    }

    /** The machine dies: only what was flushed, under names that were synced, is still there. */
    public void loseUnflushed() {
        files.clear();
        durableFiles.forEach(
                (name, file) -> {
                    if (isDurable(name)) {
                        files.put(name, file);
                        file.bytes = file.durable.clone();
                    }
                });
        goOn();
    }

    /**
     * The machine dies: of what was not flushed or synced, each name and each file's end is lost or
     * kept as chance has it; a torn end may also hold zeros, as for a hole in a file.
     */
    public void loseSome(Random random) {
        TreeMap<String, MemoryFile> kept = new TreeMap<>(durableFiles);
        for (String name : files.keySet()) {
            if (files.get(name) != durableFiles.get(name) && random.nextBoolean()) {
                kept.put(name, Objects.requireNonNull(files.get(name)));
            }
        }
        for (String name : durableFiles.keySet()) {
            boolean gone = !files.containsKey(name);
            // A renamed file is at least under one of its names.
            boolean elsewhere =
                    kept.values().stream().filter(durableFiles.get(name)::equals).count() > 1;
            boolean deleted = !files.containsValue(durableFiles.get(name));
            if (gone && (elsewhere || (deleted && random.nextBoolean()))) {
                kept.remove(name);
            }
        }
        files.clear();
        files.putAll(kept);
        files.values().forEach(file -> file.tear(random));
        settle();
        goOn();
    }

    /** Time passes, in which everything written becomes durable. */
    public void settle() {
        durableFiles.clear();
        new TreeMap<>(files).forEach((name, file) -> setBytes(name, file.bytes));
    }

    /** The process dies, and the machine does not: everything written is there. */
    public void goOn() {
        writesUntilFailure = Integer.MAX_VALUE;
        stepsUntilDeath = Integer.MAX_VALUE;
    }

    /** In the n-th change from now on, counted from 1, the machine dies: {@link Died}. */
    public void dieInStep(int n) {
        stepsUntilDeath = n;
    }

    /** How many changes were made. */
    public int stepCount() {
        return stepCount;
    }

    private void step() {
        stepCount++;
        if (--stepsUntilDeath <= 0) {
            throw new Died();
        }
    }

    /** The n-th write from now on, counted from 1, fails, and so do all after it. */
    public void failFromWrite(int n) {
        writesUntilFailure = n;
    }

    /** How many slices were not released yet. */
    public int slicesHeld() {
        return slicesHeld;
    }

    /** The largest read so far. */
    public int largestReadInBytes() {
        return largestReadInBytes;
    }

    /** How many reads there were. */
    public int readCount() {
        return readCount;
    }

    /** The names that files were opened by. */
    public List<String> openedNames() {
        return List.copyOf(opened);
    }

    /** Counts reads and opened files from here. */
    public void forgetReads() {
        opened.clear();
        readCount = 0;
        largestReadInBytes = 0;
    }

    private boolean isDurable(String name) {
        int slash = name.lastIndexOf('/');
        return durableDirectories.contains(name)
                && (slash < 0 || isDurable(name.substring(0, slash)));
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
            step();
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
            if (size < bytes.length) {
                step();
            }
            bytes = Arrays.copyOf(bytes, (int) size);
        }

        @Override
        public void flush() {
            step();
            durable = bytes.clone();
        }

        void tear(Random random) {
            if (Arrays.equals(bytes, durable)) {
                return;
            }
            int kind = random.nextInt(4);
            if (kind == 0) {
                bytes = durable;
            } else if (kind < 3 && bytes.length > durable.length) {
                int kept = durable.length + random.nextInt(bytes.length - durable.length + 1);
                int zeros = kind == 1 ? 0 : random.nextInt(bytes.length - kept + 1);
                bytes = Arrays.copyOf(Arrays.copyOf(bytes, kept), kept + zeros);
            }
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

    /** All bytes of a slice, which is released; there must be one. */
    public static byte[] take(@Nullable FileSlice slice) {
        ByteBuffer bytes = ByteBuffer.allocate(Objects.requireNonNull(slice, "no slice").count());
        slice.read(bytes, 0);
        slice.release();
        return bytes.array();
    }
}
