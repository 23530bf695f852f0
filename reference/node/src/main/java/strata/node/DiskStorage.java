package strata.node;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.kernel.storage.Volume;

/**
 * A node's directory on a real disk. The files that belong to the directory itself ({@link
 * DirectoryLock}, {@link MetaProperties}) are not shown to the node.
 *
 * <p>Handles of one file share one {@link Inode}, and with it one descriptor; {@link Descriptors}
 * bounds how many are open. All of it is used by the node's event loop alone.
 */
final class DiskStorage implements Storage, AutoCloseable {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final Path root;
    private final Descriptors descriptors;
    private final int warmSeconds;
    private final long startNanos = System.nanoTime();
    // Every file that somebody holds and that has a name, by it: in an order that puts all below a
    // directory together.
    private final NavigableMap<String, Inode> named = new TreeMap<>();

    /**
     * @param root an existing directory
     */
    DiskStorage(Path root, DiskSettings settings) {
        this.root = root;
        this.descriptors = new Descriptors(settings.openFilesMax());
        this.warmSeconds = settings.warmSeconds();
    }

    /** Of a clock that starts at 1. */
    int second() {
        return (int) ((System.nanoTime() - startNanos) / 1_000_000_000L) + 1;
    }

    /** How long after its use a part of a file is taken to be in memory still. */
    int warmSeconds() {
        return warmSeconds;
    }

    Descriptors descriptors() {
        return descriptors;
    }

    @Override
    public StorageFile open(String name) {
        Path path = pathOf(name);
        String key = keyOf(path);
        try {
            Inode inode = named.get(key);
            if (inode == null) {
                inode = new Inode(this, key, path);
                create(inode);
                named.put(key, inode);
            }
            inode.retain();
            return new DiskFile(name, inode);
        } catch (IOException e) {
            throw StorageFaults.of(e, "open", path);
        }
    }

    private static void create(Inode inode) throws IOException {
        try {
            inode.create();
        } catch (NoSuchFileException e) {
            Files.createDirectories(inode.path().getParent());
            inode.create();
        }
    }

    /** Nobody holds the file any more. */
    void forget(Inode inode) {
        named.remove(inode.name(), inode);
    }

    /** The files that are held, of a name or below it. */
    private List<Inode> heldAt(String key) {
        List<Inode> held = new ArrayList<>();
        Inode exact = named.get(key);
        if (exact != null) {
            held.add(exact);
        }
        // '0' is the character after '/'.
        held.addAll(named.subMap(key + "/", key + "0").values());
        return held;
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(pathOf(name));
    }

    @Override
    public List<String> list(String directory) {
        Path path = pathOf(directory);
        try {
            List<String> names = descriptors.retried(() -> namesIn(path));
            Collections.sort(names);
            return Collections.unmodifiableList(names);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageFaults.of(e, "list", path);
        }
    }

    private List<String> namesIn(Path path) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!(path.equals(root) && isOfTheDirectory(name))) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static boolean isOfTheDirectory(String name) {
        return name.equals(DirectoryLock.FILE_NAME)
                || name.equals(MetaProperties.FILE_NAME)
                || name.equals(MetaProperties.TEMPORARY_NAME);
    }

    @Override
    public void rename(String from, String to) {
        Path source = pathOf(from);
        Path target = pathOf(to);
        if (source.equals(target)) {
            return;
        }
        try {
            detach(keyOf(target));
            Files.move(
                    source,
                    target,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw StorageFaults.of(e, "rename to " + to, source);
        }
        for (Inode inode : heldAt(keyOf(source))) {
            named.remove(inode.name());
            Path path = target.resolve(source.relativize(inode.path()));
            inode.renamed(keyOf(path), path);
            named.put(inode.name(), inode);
        }
    }

    // Whoever holds a file may read it to the end, though its name goes; but by that name it is
    // found no more.
    private void detach(String key) throws IOException {
        for (Inode inode : heldAt(key)) {
            inode.loseName();
            named.remove(inode.name());
        }
    }

    @Override
    public void delete(String name) {
        Path path = pathOf(name);
        try {
            detach(keyOf(path));
            if (Files.isDirectory(path)) {
                Files.walkFileTree(path, new Deleter());
            } else {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw StorageFaults.of(e, "delete", path);
        }
    }

    /** Deletes what it visits. */
    private static final class Deleter extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                throws IOException {
            if (failure != null) {
                throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }

    /** Page caches last as long as their machine runs, which Linux gives an id each time. */
    @Override
    public String memoryId() {
        try {
            return Files.readString(BOOT_ID).trim();
        } catch (IOException e) {
            // Another system, or a closed one: then a crash counts as one that lost something.
            return "";
        }
    }

    @Override
    public Volume volume() {
        String directory = root.toAbsolutePath().normalize().toString();
        try {
            FileStore volume = Files.getFileStore(root);
            return new Volume(
                    directory, knownOf(volume.getTotalSpace()), knownOf(volume.getUsableSpace()));
        } catch (IOException e) {
            // Only a report lacks its figures; the files are read and written as before.
            return new Volume(directory, -1L, -1L);
        }
    }

    /** Volumes beyond the range of a long show as negative (JDK-8162520). */
    private static long knownOf(long bytes) {
        return bytes < 0 ? Long.MAX_VALUE : bytes;
    }

    @Override
    public void syncDirectory(String directory) {
        Path path = pathOf(directory);
        try {
            descriptors.retried(
                    () -> {
                        forceDirectory(path);
                        return path;
                    });
        } catch (IOException e) {
            throw StorageFaults.of(e, "flush", path);
        }
    }

    /** Makes the names in a directory durable. */
    static void forceDirectory(Path directory) throws IOException {
        // Windows cannot open a directory, and needs no flush of one.
        if (WINDOWS) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Closes every file that is still open, whoever holds it. */
    @Override
    public void close() {
        descriptors.closeAll();
    }

    private String keyOf(Path path) {
        return root.relativize(path).toString().replace(File.separatorChar, '/');
    }

    private Path pathOf(String name) {
        Path path = root.resolve(name).normalize();
        Check.that(path.startsWith(root), "%s is outside of the node's directory", name);
        return path;
    }
}
