package strata.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Clients in other languages, installed once a run by {@code src/test/clients/install.sh}. What the
 * machine lacks is a failure of every test that asks here, with the name of what to install.
 */
final class ClientPrograms {

    private static final Path SOURCES = Path.of("src", "test", "clients").toAbsolutePath();
    private static final Path FOLDER = install();

    private ClientPrograms() {}

    /** Where {@code node_modules}, the Python environment and its variants are. */
    static Path folder() {
        return FOLDER;
    }

    /** A JavaScript program of {@code src/test/clients}. */
    static Command node(String script) {
        return Command.of("node", SOURCES.resolve(script).toString()).in(FOLDER);
    }

    /** A Python program of {@code src/test/clients}, on the packages of the environment. */
    static Command python(String script) {
        return Command.of(
                        FOLDER.resolve("python/bin/python").toString(),
                        SOURCES.resolve(script).toString())
                .in(FOLDER)
                .with("PYTHONUNBUFFERED=1");
    }

    /** The same, where the packages in {@code variant} come before those of the environment. */
    static Command python(String script, String variant) {
        return python(script).with("PYTHONPATH=" + FOLDER.resolve(variant));
    }

    private static Path install() {
        if (!Files.isDirectory(SOURCES)) {
            throw new AssertionError("the tests must run in grading/conformance: no " + SOURCES);
        }
        Path folder = Path.of("target", "clients").toAbsolutePath();
        Command.of("sh", SOURCES.resolve("install.sh").toString(), folder.toString())
                .run(Duration.ofMinutes(5));
        return folder;
    }
}
