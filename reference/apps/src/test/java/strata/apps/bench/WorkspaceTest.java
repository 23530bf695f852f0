package strata.apps.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    @TempDir Path parent;

    /** A process that lives until it is killed, or until its standard input ends. */
    static final class Lingering {
        private Lingering() {}

        public static void main(String[] args) throws IOException {
            System.in.read();
        }
    }

    @Test
    void closingKillsWhatWasStartedAndDeletesWhatWasWritten() throws IOException {
        Workspace workspace = TestWorkspace.open(parent, false);
        Path directory = workspace.freshDirectory("kafka");
        Files.createDirectories(directory.resolve("data/topic-0"));
        Files.writeString(directory.resolve("data/topic-0/0.log"), "bytes");
        Process process = workspace.start(lingering());

        workspace.close();

        assertThat(process.isAlive()).isFalse();
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void nothingStartsOnceItIsClosed() {
        Workspace workspace = TestWorkspace.open(parent, false);
        workspace.close();

        assertThatThrownBy(() -> workspace.start(lingering())).isInstanceOf(BenchFault.class);
    }

    @Test
    void whatItsUserWantsToKeepStays() {
        Workspace workspace = TestWorkspace.open(parent, true);
        Path directory = workspace.freshDirectory("kafka");

        workspace.discard(directory);
        workspace.close();

        assertThat(directory).exists();
    }

    @Test
    void whatAKilledBenchLeftIsDeletedAndWhatALivingOneUsesIsNot() throws IOException {
        // No process has this id: Linux counts to 2^22, and others no further than 2^31.
        Path leftover = Files.createDirectories(parent.resolve("run-99999999999/kafka"));
        long living = ProcessHandle.current().parent().orElseThrow().pid();
        Path inUse = Files.createDirectories(parent.resolve("run-" + living));

        TestWorkspace.open(parent, false).close();

        assertThat(leftover.getParent()).doesNotExist();
        assertThat(inUse).exists();
    }

    @Test
    void aStoppedProcessIsGone() {
        try (Workspace workspace = TestWorkspace.open(parent, false)) {
            Process process = workspace.start(lingering());

            workspace.stop(process);

            assertThat(process.isAlive()).isFalse();
        }
    }

    private static ProcessBuilder lingering() {
        return new ProcessBuilder(
                List.of(
                        Jdk.current().java(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Lingering.class.getName()));
    }
}
