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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.kernel.storage.Volume;

/**
 * A node's directory on a real disk. The files that belong to the directory itself ({@link
 * DirectoryLock}, {@link MetaProperties}) are not shown to the node.
 *
 * <p>All of it is used by the node's event loop alone, but for {@link StorageFile#flush}, which the
 * sync thread calls.
 */
final class DiskStorage implements Storage, AutoCloseable {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    private final Path root;
    // Invariant: holds every file whose channel is open, so that close() leaves none behind.
    private final Set<DiskFile> openFiles = new LinkedHashSet<>();

    /**
     * @param root an existing directory
     */
    DiskStorage(Path root) {
        this.root = root;
    }

    @Override
    public StorageFile open(String name) {
        Path path = pathOf(name);
        try {
            DiskFile file = new DiskFile(this, name, path, openChannel(path));
            openFiles.add(file);
            return file;
        } catch (IOException e) {
            throw StorageFaults.of(e, "open", path);
        }
    }

    private static FileChannel openChannel(Path path) throws IOException {
        try {
            return FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            Files.createDirectories(path.getParent());
            return FileChannel.open(
                    path,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
        }
    }

    @Override
    public boolean exists(String name) {
        return Files.exists(pathOf(name));
    }

    @Override
    public List<String> list(String directory) {
        Path path = pathOf(directory);
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!(path.equals(root) && isOfTheDirectory(name))) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw StorageFaults.of(e, "list", path);
        }
        Collections.sort(names);
        return Collections.unmodifiableList(names);
    }

    private static boolean isOfTheDirectory(String name) {
        return name.equals(DirectoryLock.FILE_NAME)
                || name.equals(MetaProperties.FILE_NAME)
                || name.equals(MetaProperties.TEMPORARY_NAME);
    }

    @Override
    public void rename(String from, String to) {
        Path source = pathOf(from);
        try {
            Files.move(
                    source,
                    pathOf(to),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw StorageFaults.of(e, "rename to " + to, source);
        }
    }

    @Override
    public void delete(String name) {
        Path path = pathOf(name);
        try {
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

    @Override
    public Volume volume() {
        String directory = root.toAbsolutePath().normalize().toString();
        try {
            FileStore volume = Files.getFileStore(root);
            return new Volume(
                    directory,
                    knownOf(volume.getTotalSpace()),
                    knownOf(volume.getUsableSpace()));
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
        syncDirectory(pathOf(directory));
    }

    static void syncDirectory(Path directory) {
        // Windows cannot open a directory, and needs no flush of one.
        if (WINDOWS) {
            return;
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            throw StorageFaults.of(e, "flush", directory);
        }
    }

    /** Forgets a file whose channel is closed. */
    void closed(DiskFile file) {
        openFiles.remove(file);
    }

    /** Closes every file that is still open, whoever holds it. */
    @Override
    public void close() {
        for (DiskFile file : List.copyOf(openFiles)) {
            file.closeChannel();
        }
    }

    private Path pathOf(String name) {
        Path path = root.resolve(name).normalize();
        Check.that(path.startsWith(root), "%s is outside of the node's directory", name);
        return path;
    }
}
