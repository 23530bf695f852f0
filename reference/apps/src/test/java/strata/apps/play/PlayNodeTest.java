package strata.apps.play;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** With a shell script for a node: what it says and how it ends is what counts here. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class PlayNodeTest {
    private static List<String> says(String script) {
        return List.of("/bin/sh", "-c", script);
    }

    private static final String SERVES =
            "mkdir -p {data}; echo 'layers: log=labs'; "
                    + "echo 'ready: bootstrap.servers=127.0.0.1:4711  data=x'; "
                    + "echo given {port} >>{data}/ports; exec sleep 60";

    @Test
    void itsAddressAndLayersAreThoseThatItSays() {
        try (PlayNode node = PlayNode.start(says(SERVES))) {
            assertThat(node.bootstrap()).isEqualTo("127.0.0.1:4711");
            assertThat(node.layers()).isEqualTo("layers: log=labs");
        }
    }

    @Test
    void afterAKillItListensWhereItDidAndHasItsData() throws Exception {
        try (PlayNode node = PlayNode.start(says(SERVES))) {
            long before = node.pid();

            node.kill();
            node.restart();

            assertThat(ProcessHandle.of(before).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(node.pid()).isNotEqualTo(before);
            Path ports = node.data().resolve("ports");
            while (Files.readAllLines(ports).size() < 2) {
                node.requireAlive();
            }
            assertThat(Files.readAllLines(ports)).containsExactly("given 0", "given 4711");
        }
    }

    @Test
    void theProcessesOfAClusterAreThoseThatItNames() {
        String tells = "echo \"node 2: process $$ at 127.0.0.1:4711\"; ";
        try (PlayNode cluster = PlayNode.start(says(tells + SERVES))) {
            assertThat(cluster.processOf(2).pid()).isEqualTo(cluster.pid());
        }
    }

    @Test
    void theProcessOfANodeThatWasStartedAgainIsTheNewOne() {
        String again = "if [ \"$1\" = node ]; then exec sleep 60; fi; ";
        String tells = "echo \"node 2: process $$ at 127.0.0.1:4711\"; ";
        List<String> command =
                List.of("/bin/sh", "-c", again + tells + SERVES, "strata.cli.Main", "up");
        try (PlayNode cluster = PlayNode.start(command)) {
            cluster.startAgain(2);

            ProcessHandle process = cluster.processOf(2);

            assertThat(process.pid()).isNotEqualTo(cluster.pid());
            assertThat(process.isAlive()).isTrue();
        }
    }

    @Test
    void whatItsRecoveryCutIsInItsLog() {
        String warns = "echo 'W [main] PartitionStore - a-0: cut 9 bytes off the end: torn'; ";
        try (PlayNode node = PlayNode.start(says(warns + SERVES))) {
            assertThat(node.cut("a-0")).isEqualTo("a-0: cut 9 bytes off the end: torn");
            assertThat(node.cut("a-1")).isEmpty();
        }
    }

    @Test
    void afterItsEndNothingIsLeft() {
        PlayNode node = PlayNode.start(says(SERVES));
        long pid = node.pid();

        node.close();

        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(node.data().getParent()).doesNotExist();
    }

    @Test
    void aNodeThatEndsGivesItsReasonAndItsExitCode() {
        PlayFault fault =
                catchThrowableOfType(
                        PlayFault.class,
                        () ->
                                PlayNode.start(
                                        says(
                                                "echo noise; echo 'strata up: a hole'; echo '    at"
                                                        + " X'; exit 1")));

        assertThat(fault).hasMessage("the node has ended. It said:\nstrata up: a hole\n    at X");
        assertThat(fault.exitCode()).isEqualTo(PlayFault.FAILED);
    }

    @Test
    void aCommandThatCannotBeRunIsTheMachinesFault() {
        assertThatThrownBy(() -> PlayNode.start(List.of("/does/not/exist")))
                .isInstanceOfSatisfying(
                        PlayFault.class,
                        fault -> assertThat(fault.exitCode()).isEqualTo(PlayFault.ENVIRONMENT));
    }
}
