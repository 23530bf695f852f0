package strata.node;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageException.Kind;

/** Says which kind of fault an {@link IOException} of the file system is. */
final class StorageFaults {
    private StorageFaults() {}

    /**
     * @param doing what was tried, as in "cannot DOING /data/x"
     */
    static StorageException of(IOException cause, String doing, Path path) {
        Kind kind = kindOf(cause);
        String text = "cannot " + doing + " " + path + ": " + reasonOf(cause, path);
        return new StorageException(kind, text, cause);
    }

    /**
     * The same for a write, where a message in a foreign language may hide that the disk is full.
     */
    static StorageException ofWrite(IOException cause, Path path, int remainingBytes) {
        Kind kind = kindOf(cause);
        if (kind == Kind.IO && usableBytes(path) < remainingBytes) {
            kind = Kind.FULL;
        }
        String text = "cannot write " + path + ": " + reasonOf(cause, path);
        return new StorageException(kind, text, cause);
    }

    private static Kind kindOf(IOException cause) {
        if (cause instanceof AccessDeniedException
                || cause instanceof NoSuchFileException
                || cause instanceof NotDirectoryException
                || cause instanceof DirectoryNotEmptyException
                || cause instanceof FileAlreadyExistsException
                || cause instanceof FileNotFoundException) {
            return Kind.ACCESS;
        }
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no space left")
                || message.contains("not enough space")
                || message.contains("quota exceeded")) {
            return Kind.FULL;
        }
        return message.contains("not permitted")
                        || message.contains("permission denied")
                        || message.contains("read-only file system")
                        || message.contains("is a directory")
                        || message.contains("not a directory")
                        || message.contains("directory not empty")
                        || message.contains("too many open files")
                ? Kind.ACCESS
                : Kind.IO;
    }

    // The JDK's message often begins with the path, which is said already.
    private static String reasonOf(IOException cause, Path path) {
        if (cause instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (cause instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        String message = String.valueOf(cause.getMessage());
        String prefix = path + ": ";
        return message.startsWith(prefix) ? message.substring(prefix.length()) : message;
    }

    private static long usableBytes(Path path) {
        try {
            return Files.getFileStore(path).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
