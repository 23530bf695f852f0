package strata.autograder.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reports as they should be, kept as files: whoever changes one sees the change in the diff. {@code
 * mvn test -Dstrata.golden=write} writes them anew.
 */
final class Golden {
    private static final Path FOLDER =
            Path.of("src", "test", "resources", "strata", "autograder", "report", "golden");

    private Golden() {}

    /** Holds a report against its file. */
    static void check(String name, String actual) {
        Path file = FOLDER.resolve(name);
        try {
            if ("write".equals(System.getProperty("strata.golden"))) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, actual, StandardCharsets.UTF_8);
            }
            assertThat(actual)
                    .as("%s (rewrite it by -Dstrata.golden=write and read the diff)", file)
                    .isEqualTo(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file of the tests, beside this class. */
    static String resource(String name) {
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
