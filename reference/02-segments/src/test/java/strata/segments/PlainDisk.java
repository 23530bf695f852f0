package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import strata.kernel.Check;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * A disk in memory that never fails, of which a test sees every byte. It notes what is done to it,
 * and minds that no closed file is used. Crashes are tested on the simulated disk, in sim.
 */
final class PlainDisk implements Storage {
    private final TreeMap<String, Content> files = new TreeMap<>();
    // What changed which files there are, as "rename a to b", "sync".
    final List<String> told = new ArrayList<>();
    int largestReadInBytes;
    int openFiles;

    private static final class Content {
        private byte[] bytes = {};
        private int size;
    }

    @Override
    public StorageFile open(String name) {
        return new PlainFile(name, files.computeIfAbsent(name, n -> new Content()));
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
                names.add(name.substring(prefix.length()).split("/", 2)[0]);
            }
        }
        return new ArrayList<>(names);
    }

    @Override
    public void rename(String from, String to) {
        told.add("rename " + shortName(from) + " to " + shortName(to));
        files.put(to, Objects.requireNonNull(files.remove(from), from));
    }

    @Override
    public void delete(String name) {
        if (files.remove(name) != null) {
            told.add("delete " + shortName(name));
        }
    }

    @Override
    public void syncDirectory(String directory) {
        told.add("sync");
    }

    byte[] bytes(String name) {
        Content content = Objects.requireNonNull(files.get(name), name);
        return Arrays.copyOf(content.bytes, content.size);
    }

    void setBytes(String name, byte[] bytes) {
        Content content = files.computeIfAbsent(name, n -> new Content());
        content.bytes = bytes.clone();
        content.size = bytes.length;
    }

    /** Without directory and zeros: {@code 7.log}. */
    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('/') + 1).replaceFirst("^0{1,19}", "");
    }

    private final class PlainFile implements StorageFile {
        private final String name;
        private final Content content;
        private boolean closed;

        PlainFile(String name, Content content) {
            this.name = name;
            this.content = content;
            openFiles++;
        }

        private Content open() {
            Check.that(!closed, "%s is closed", name);
            return content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long size() {
            return open().size;
        }

        @Override
        public int read(ByteBuffer into, long position) {
            largestReadInBytes = Math.max(largestReadInBytes, into.remaining());
            int count = (int) Math.max(0, Math.min(into.remaining(), open().size - position));
            into.put(content.bytes, (int) position, count);
            return count;
        }

        @Override
        public void write(ByteBuffer from, long position) {
            Check.that(position <= open().size, "%s is behind the end", position);
            int end = (int) position + from.remaining();
            if (end > content.bytes.length) {
                content.bytes = Arrays.copyOf(content.bytes, 2 * end);
            }
            from.get(content.bytes, (int) position, from.remaining());
            content.size = Math.max(content.size, end);
        }

        @Override
        public FileSlice slice(long position, int count) {
            Check.that(position + count <= open().size, "slice to %s", position + count);
            return new PlainSlice(content, (int) position, count);
        }

        @Override
        public void truncate(long size) {
            Check.that(size <= open().size, "cut to %s", size);
            content.size = (int) size;
        }

        @Override
        public void flush() {
            open();
        }

        @Override
        public void close() {
            openFiles -= closed ? 0 : 1;
            closed = true;
        }
    }

    private record PlainSlice(Content content, int start, int count) implements FileSlice {
        @Override
        public long position() {
            return start;
        }

        @Override
        public int read(ByteBuffer into, int from) {
            int portion = Math.min(into.remaining(), count - from);
            into.put(content.bytes, start + from, portion);
            return portion;
        }

        @Override
        public FileSlice retain() {
            return this;
        }

        @Override
        public void release() {}
    }
}
