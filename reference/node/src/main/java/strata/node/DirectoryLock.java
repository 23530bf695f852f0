package strata.node;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import strata.kernel.Nullable;

/**
 * Holds a data directory for one node, by a lock on its file {@code .lock}, as Apache Kafka does.
 * The operating system gives it back when the process dies, so nothing is ever left to clean up.
 */
final class DirectoryLock implements AutoCloseable {
    static final String FILE_NAME = ".lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the directory when it is missing, and locks it.
     *
     * @throws StartException when another node has it, or it cannot be used
     */
    static DirectoryLock take(Path directory) {
        makeDirectory(directory);
        Path file = directory.resolve(FILE_NAME);
        FileChannel channel = openLockFile(directory, file);
        if (tryLock(channel, file) == null) {
            closeQuietly(channel);
            throw StartException.environment(
                    "the data directory "
                            + directory
                            + " is in use by another node; stop it, or choose another log.dirs");
        }
        return new DirectoryLock(channel);
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw unusable(directory, "it is not a directory", e);
        } catch (AccessDeniedException e) {
            throw unusable(directory, "permission denied", e);
        } catch (IOException e) {
            throw unusable(directory, String.valueOf(e.getMessage()), e);
        }
    }

    private static FileChannel openLockFile(Path directory, Path file) {
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            throw unusable(directory, "permission denied", e);
        } catch (IOException e) {
            throw unusable(directory, String.valueOf(e.getMessage()), e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel, Path file) {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Another node in this very process.
            return null;
        } catch (IOException e) {
            closeQuietly(channel);
            throw StartException.environment("cannot lock " + file + ": " + e.getMessage(), e);
        }
    }

    private static StartException unusable(Path directory, String why, IOException cause) {
        return StartException.environment(
                "cannot use the data directory "
                        + directory
                        + ": "
                        + why
                        + "; choose another log.dirs",
                cause);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }

    /** Gives the directory free. */
    @Override
    public void close() {
        closeQuietly(channel);
    }
}
