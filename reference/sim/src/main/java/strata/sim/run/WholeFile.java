package strata.sim.run;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that is there whole or not at all, even if the command is interrupted while it writes: it
 * gets its name when it is closed after {@link #finish}.
 */
public final class WholeFile implements AutoCloseable {
    private final Path file;
    private final Path part;
    private final Writer writer;
    private boolean finished;

    /** Begins a file; the folders that it lies in are made. */
    public WholeFile(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        Path folder = this.file.getParent();
        if (folder == null) {
            throw new IOException(file + " is no file");
        }
        Files.createDirectories(folder);
        part = folder.resolve("." + this.file.getFileName() + ".part");
        writer = Files.newBufferedWriter(part, StandardCharsets.UTF_8);
    }

    /** Writes a file whole. */
    public static void write(Path file, String text) throws IOException {
        try (WholeFile whole = new WholeFile(file)) {
            whole.writer().write(text);
            whole.finish();
        }
    }

    /** Where the text goes. */
    public Writer writer() {
        return writer;
    }

    /** All is written: closing gives the file its name. */
    public void finish() {
        finished = true;
    }

    @Override
    public void close() throws IOException {
        writer.close();
        if (!finished) {
            Files.deleteIfExists(part);
            return;
        }
        try {
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException elsewhere) {
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
