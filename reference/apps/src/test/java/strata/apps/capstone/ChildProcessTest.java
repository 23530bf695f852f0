package strata.apps.capstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import strata.apps.play.PlayFault;

/** With a shell script for a node. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class ChildProcessTest {
    @TempDir private Path folder;
    private ChildProcess process = new ChildProcess("nobody", List.of(), Path.of(""));

    @AfterEach
    void end() {
        process.close();
    }

    private void runs(String script) {
        process =
                new ChildProcess("node 1", List.of("/bin/sh", "-c", script), folder.resolve("log"));
        process.start();
    }

    private void awaitLine(String start) {
        while (process.line(start).isEmpty()) {
            process.requireAlive();
        }
    }

    @Test
    void whatItSaidBeforeItsDeathIsNotWhatItSaysNow() {
        runs("echo \"serves ${PPID:+yes} $$ä\"; exec cat");
        awaitLine("serves");
        String first = process.line("serves").orElse("");
        process.kill();

        process.start();
        awaitLine("serves");

        assertThat(process.line("serves")).isPresent().get().isNotEqualTo(first);
        assertThat(process.allLines("serves")).hasSize(2).startsWith(first);
    }

    @Test
    void whoIsAskedToEndEndsWithItsStandardInput() {
        runs("echo begins; cat; echo ends");
        awaitLine("begins");

        process.stop();

        assertThat(process.line("ends")).isPresent();
        process.requireAlive();
    }

    @Test
    void anEndOfItsOwnEndsTheTrialWithTheReasonThatItGave() {
        runs("echo noise; echo 'strata node: your log came to a hole'; exit 1");

        assertThatThrownBy(() -> awaitLine("never"))
                .isInstanceOf(PlayFault.class)
                .hasMessage(
                        "node 1 has ended by itself, with exit code 1. It said:\n"
                                + "strata node: your log came to a hole");
    }

    @Test
    void whatWasInterruptedIsNotStartedAgain() {
        runs("exec cat");
        process.refuseStarts();

        assertThatThrownBy(process::start).hasMessage("interrupted");
        assertThatThrownBy(process::requireAlive).hasMessage("interrupted");
    }
}
