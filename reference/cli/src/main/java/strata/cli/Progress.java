package strata.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import strata.kernel.Nullable;

/**
 * What became of each test when it ran last, as {@code strata test} wrote it into {@code
 * .strata/progress.json}: {@code {"tests":{id:{"step","verdict","points","atMs"}}}}.
 */
final class Progress {
    private final StateFile file;
    private @Nullable ObjectNode content;

    Progress(Path state) {
        this.file = new StateFile(state.resolve("progress.json"));
    }

    /** Whether a test ran at all. */
    boolean ran(VisibleTest test) {
        return tests().has(test.id());
    }

    /** Whether it passed when it ran last. */
    boolean passed(VisibleTest test) {
        return tests().path(test.id()).path("verdict").asText().equals("PASSED");
    }

    /** When it ran last, in milliseconds since 1970; 0 if it never did. */
    long ranAtMs(VisibleTest test) {
        return tests().path(test.id()).path("atMs").asLong();
    }

    /** Whether there was any. */
    boolean forget() {
        content = null;
        return file.delete();
    }

    private JsonNode tests() {
        ObjectNode read = content;
        if (read == null) {
            read = file.read();
            content = read;
        }
        return read.path("tests");
    }
}
