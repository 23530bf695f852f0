package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.kernel.storage.Volume;

/**
 * The storage in which leader epochs are kept. What is written when a log is opened, and what a new
 * leader enters of itself, is held in memory and stored later: a few calls to the disk for each
 * partition, two of them flushes, would hold up the node for seconds when it has many.
 *
 * <p>A crash leaves what such a file said before. It is believed below the recovery point alone, so
 * it is stored before that rises; and a later epoch is found in the headers of its batches, if
 * there are any.
 */
final class EpochStorage implements Storage {
    private static final String TEMPORARY = ".tmp";

    private final Storage storage;
    private boolean sparing;
    // By name the content of the files that are newer here than on the disk.
    private final TreeMap<String, Content> held = new TreeMap<>();

    EpochStorage(Storage storage) {
        this.storage = storage;
    }

    /** Has something done that need not be stored yet: new files are held. */
    <T> T sparingFlushes(Supplier<T> beginning) {
        sparing = true;
        try {
            return beginning.get();
        } finally {
            sparing = false;
        }
    }

    /** Stores, durably, what is held of a partition's directory. */
    void flush(String directory) {
        NavigableMap<String, Content> files = heldIn(directory);
        if (!files.isEmpty()) {
            files.forEach(this::store);
            storage.syncDirectory(directory);
            files.clear();
        }
    }

    /** A partition's directory is gone, or will be: so is what is held of it. */
    void forget(String directory) {
        heldIn(directory).clear();
    }

    private NavigableMap<String, Content> heldIn(String directory) {
        // '0' is the character after '/'.
        return held.subMap(directory + "/", true, directory + "0", false);
    }

    private void store(String name, Content content) {
        String temporary = name.endsWith(TEMPORARY) ? name : name + TEMPORARY;
        storage.delete(temporary);
        try (StorageFile file = storage.open(temporary)) {
            file.write(ByteBuffer.wrap(content.bytes, 0, content.size), 0);
            file.flush();
        }
        if (!temporary.equals(name)) {
            storage.rename(temporary, name);
        }
    }

    @Override
    public StorageFile open(String name) {
        Content content = held.get(name);
        if (content == null && sparing && !storage.exists(name)) {
            content = new Content();
            held.put(name, content);
        }
        return content == null ? storage.open(name) : new HeldFile(name, content);
    }

    @Override
    public boolean exists(String name) {
        return held.containsKey(name) || storage.exists(name);
    }

    @Override
    public List<String> list(String directory) {
        TreeSet<String> names = new TreeSet<>(storage.list(directory));
        int prefix = directory.length() + 1;
        heldIn(directory).keySet().forEach(name -> names.add(name.substring(prefix)));
        return new ArrayList<>(names);
    }

    @Override
    public void rename(String from, String to) {
        Content content = held.remove(from);
        if (content == null) {
            storage.rename(from, to);
            held.remove(to);
        } else {
            held.put(to, content);
        }
    }

    @Override
    public void delete(String name) {
        held.remove(name);
        storage.delete(name);
    }

    @Override
    public void syncDirectory(String directory) {
        if (!sparing) {
            flush(directory);
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

    /** A file's bytes; the array is longer at times. */
    private static final class Content {
        private byte[] bytes = new byte[64];
        private int size;
    }

    private final class HeldFile implements StorageFile {
        private final String name;
        private final Content content;

        HeldFile(String name, Content content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return content.size;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            int count = (int) Math.min(into.remaining(), Math.max(0, content.size - position));
            if (count > 0) {
                into.put(content.bytes, (int) position, count);
            }
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            Check.that(position <= content.size, "a write at %s of %s", position, content.size);
            int at = (int) position;
            int end = Math.addExact(at, from.remaining());
            if (end > content.bytes.length) {
                content.bytes = Arrays.copyOf(content.bytes, Math.max(end, 2 * at));
            }
            from.get(content.bytes, at, end - at);
            content.size = Math.max(content.size, end);
        }

        @Override
        public FileSlice slice(long position, int count) {
            throw new UnsupportedOperationException("epochs are sent by value");
        }

        @Override
        public void truncate(long size) {
            Check.that(size <= content.size, "a cut of %s to %s", content.size, size);
            content.size = (int) size;
        }

        @Override
        public void flush() {
            if (!sparing) {
                store(name, content);
            }
        }

        @Override
        public void close() {}
    }
}
