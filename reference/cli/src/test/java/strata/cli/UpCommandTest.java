package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.kernel.Nullable;

/** `strata up` with three nodes, as a process. */
@Tag("layer")
class UpCommandTest {
    private static final Pattern NODE = Pattern.compile("node (\\d): process (\\d+) at .*");

    @TempDir private Path data;
    @TempDir private Path root;
    private TestHouse house;
    private @Nullable Process up;

    @BeforeEach
    void build() {
        house = new TestHouse(root);
    }

    @AfterEach
    void killWhatIsLeft() throws InterruptedException {
        if (up != null) {
            up.destroyForcibly().waitFor();
        }
        house.close();
    }

    @Test
    void threeNodesServeInOneProcessAndStopInGoodOrder() throws Exception {
        Process cluster = start();
        try (BufferedReader lines = cluster.inputReader()) {
            assertThat(untilReady(lines))
                    .anyMatch(line -> line.startsWith("layers: log="))
                    .anyMatch(
                            line ->
                                    line.startsWith("nodes: 3, ")
                                            && line.endsWith(
                                                    "default.replication.factor=3,"
                                                            + " min.insync.replicas=2"));
            assertThat(status().lines().filter(line -> line.endsWith("  up"))).hasSize(3);

            cluster.toHandle().destroy();

            assertThat(cluster.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(cluster.exitValue()).isZero();
        assertThat(house.run("status", "--data", data.toString())).isEqualTo(ExitCode.FAILED);
        assertThat(house.out()).startsWith("nothing runs on ");
        for (int id = 1; id <= 3; id++) {
            assertThat(data.resolve("node-" + id + "/.kafka_cleanshutdown")).exists();
        }
    }

    @Test
    void aNodeThatIsKilledIsToldAndTheOthersServe() throws Exception {
        Process cluster = start("--processes");
        try (BufferedReader lines = cluster.inputReader()) {
            List<ProcessHandle> nodes = new ArrayList<>();
            for (String line : untilReady(lines)) {
                Matcher node = NODE.matcher(line);
                if (node.matches()) {
                    nodes.add(ProcessHandle.of(Long.parseLong(node.group(2))).orElseThrow());
                }
            }
            assertThat(nodes).hasSize(3);

            nodes.get(1).destroyForcibly();

            assertThat(until(lines, "node 2 ended with exit code 137"))
                    .last()
                    .asString()
                    .contains("the others go on", data.resolve("node-2.properties").toString());
            assertThat(status())
                    .containsPattern("2 .* down: .*refused")
                    .containsPattern("1 .* broker,controller +up")
                    .containsPattern("3 .* broker,controller +up");

            cluster.toHandle().destroy();

            assertThat(cluster.waitFor(90, TimeUnit.SECONDS)).isTrue();
            assertThat(cluster.exitValue()).as("one was killed").isEqualTo(1);
            assertThat(nodes).noneMatch(ProcessHandle::isAlive);
        }
    }

    private String status() {
        assertThat(house.run("status", "--data", data.toString())).isEqualTo(ExitCode.DONE);
        return house.out();
    }

    private static List<String> untilReady(BufferedReader lines) throws IOException {
        return until(lines, "ready: ");
    }

    /** What was printed up to a line that begins so. */
    private static List<String> until(BufferedReader lines, String beginning) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.startsWith(beginning)) {
                return seen;
            }
        }
        throw new AssertionError("it never said " + beginning + ": " + seen);
    }

    private Process start(String... options) throws IOException {
        List<String> rest = new ArrayList<>(List.of("strata.cli.Main", "up", "--nodes", "3"));
        rest.addAll(List.of("--port", "0", "--data", data.toString()));
        rest.addAll(List.of(options));
        List<String> command = JavaProcess.node(System.getProperty("java.class.path"), rest);
        up = new ProcessBuilder(command).redirectErrorStream(true).start();
        return Objects.requireNonNull(up);
    }
}
