package strata.apps.play;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that a story keeps its files in, and leaves no trace of. */
public final class TemporaryFolder {
    private TemporaryFolder() {}

    /** A new one. */
    public static Path create(String prefix) {
        try {
            return Files.createTempDirectory(prefix);
        } catch (IOException e) {
            throw new PlayFault(
                    PlayFault.ENVIRONMENT, "there is no room for temporary files: " + e, e);
        }
    }

    /** Deletes it with all that is in it, as far as that can be done. */
    public static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // Deleted already, or the system's own cleaning will do it.
        }
    }
}
