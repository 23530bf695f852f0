package strata.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** Where these tests keep what they make: {@code target/conformance} of this module. */
final class Workspace {

    private Workspace() {}

    /** The folder itself, made when it is missing. */
    static Path folder() {
        return made(Path.of("target", "conformance").toAbsolutePath());
    }

    /** A folder {@code name} that was emptied of what an earlier run left there. */
    static Path freshFolder(String name) {
        Path fresh = folder().resolve(name);
        delete(fresh);
        return made(fresh);
    }

    /** Deletes a file, or a folder with all that it holds; nothing there is fine. */
    static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits between two looks at another process; nothing else here may sleep. */
    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
