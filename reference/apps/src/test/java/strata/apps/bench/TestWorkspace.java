package strata.apps.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A workspace that tells nobody of its progress. */
final class TestWorkspace {
    private TestWorkspace() {}

    static Workspace open() {
        try {
            return open(Files.createTempDirectory("bench-test"), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Workspace open(Path parent, boolean keep) {
        var silence =
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        return Workspace.open(parent, keep, new Progress(silence));
    }
}
