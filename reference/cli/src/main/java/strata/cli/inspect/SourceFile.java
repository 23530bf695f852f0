package strata.cli.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is read, never written. A node may append to it, cut it or delete it meanwhile. */
final class SourceFile implements AutoCloseable {
    private final String name;
    private final FileChannel channel;

    private SourceFile(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /**
     * @throws ReadFault when it is no plain file or cannot be opened
     */
    static SourceFile open(Path path) {
        // Else a named pipe would keep us waiting for a writer.
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new ReadFault("it is no plain file", new IOException(path.toString()));
        }
        try {
            return new SourceFile(
                    String.valueOf(path.getFileName()),
                    FileChannel.open(path, StandardOpenOption.READ));
        } catch (IOException e) {
            throw new ReadFault("it cannot be opened: " + reason(e), e);
        }
    }

    /** Why, in words. */
    static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it is gone";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        return String.valueOf(e.getMessage());
    }

    /** Its name without the directory. */
    String name() {
        return name;
    }

    /** Its size now, in bytes. */
    long size() {
        try {
            return channel.size();
        } catch (IOException e) {
            throw new ReadFault("its size cannot be read: " + reason(e), e);
        }
    }

    /** Reads until the buffer is full or the file ends; returns how many bytes came. */
    int read(ByteBuffer into, long position) {
        int count = 0;
        try {
            while (into.hasRemaining()) {
                int read = channel.read(into, position + count);
                if (read <= 0) {
                    break;
                }
                count += read;
            }
        } catch (IOException e) {
            throw new ReadFault(
                    "it cannot be read at byte " + (position + count) + ": " + reason(e), e);
        }
        return count;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }
}
