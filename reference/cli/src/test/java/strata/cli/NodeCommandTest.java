package strata.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.cluster.ClusterPlan;
import strata.cli.cluster.NodePlan;
import strata.cli.cluster.Readiness;

/** `strata node` as a process. */
@Tag("layer")
class NodeCommandTest {
    @TempDir private Path directory;
    @TempDir private Path root;
    private TestHouse house;

    @BeforeEach
    void build() {
        house = new TestHouse(root);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void aNodeThatAnotherProcessStartedStopsInGoodOrderWhenItsInputEnds() throws Exception {
        Process node = start(List.of("-D" + LabNode.CHILD + "=true"), "--config", config());
        try (BufferedReader lines = node.inputReader()) {
            NodePlan self = new NodePlan(1, awaitReady(lines), directory, Map.of());
            assertThat(new Readiness(new ClusterPlan(List.of(self), null)).await(List::of, 60))
                    .isTrue();

            // As the operating system does for a parent that was killed.
            node.getOutputStream().close();

            assertThat(node.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            node.destroyForcibly();
        }
        assertThat(node.exitValue()).isZero();
        assertThat(directory.resolve("data/.kafka_cleanshutdown")).exists();
    }

    @Test
    void aNodeOfItsOwnReadsNoInput() throws Exception {
        Process node = start(List.of(), "--config", config());
        try (BufferedReader lines = node.inputReader()) {
            node.getOutputStream().close();

            awaitReady(lines);
        } finally {
            node.destroyForcibly().waitFor();
        }
    }

    @Test
    void theClusterThatIsNamedIsTheOneThatIsKept() throws Exception {
        String id = "AAAAAAAAAAAAAAAAAAAAAA";
        Process node = start(List.of(), "--config", config(), "--cluster-id", id);
        try (BufferedReader lines = node.inputReader()) {
            awaitReady(lines);
        } finally {
            node.destroyForcibly().waitFor();
        }
        assertThat(Files.readString(directory.resolve("data/meta.properties")))
                .contains("cluster.id=" + id);

        Process other =
                start(List.of(), "--config", config(), "--cluster-id", id.replace('A', 'g'));

        String said = new String(other.getErrorStream().readAllBytes(), UTF_8);
        assertThat(other.waitFor()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(said).contains("belongs to cluster " + id);
    }

    @Test
    void aNewIdIsAnotherEachTime() {
        house.run("node", "--new-cluster-id");
        String first = house.out().strip();
        house.run("node", "--new-cluster-id");

        assertThat(first).hasSize(22).isNotEqualTo(house.out().strip());
    }

    /** Its port. */
    private static int awaitReady(BufferedReader lines) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.startsWith("node 1 serves ")) {
                return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            }
        }
        throw new AssertionError("never ready: " + seen);
    }

    private String config() throws IOException {
        Path file = directory.resolve("server.properties");
        Files.write(
                file,
                List.of(
                        "node.id=1",
                        "listeners=PLAINTEXT://127.0.0.1:0",
                        "log.dirs=" + directory.resolve("data")));
        return file.toString();
    }

    private static Process start(List<String> flags, String... arguments) throws IOException {
        List<String> rest = new ArrayList<>(List.of("strata.cli.Main", "node"));
        rest.addAll(List.of(arguments));
        List<String> command = JavaProcess.node(System.getProperty("java.class.path"), rest);
        command.addAll(1, flags);
        return new ProcessBuilder(command).start();
    }
}
