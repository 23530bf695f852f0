package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What {@code strata dist} packs, unpacked somewhere else, on a machine without any Java and
 * without the repository: it serves clients with their default settings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PackedClusterTest {
    private static final long MINUTES_MAX = 5;

    private Path home = Workspace.folder();

    @BeforeAll
    void packAndUnpack() throws IOException, InterruptedException {
        Assumptions.assumeFalse(Broker.isOracle(), "only Strata is packed");
        Path folder = Workspace.freshFolder("packed");
        Path made = folder.resolve("made");
        String said =
                output(new ProcessBuilder(StrataBroker.strata("dist", "--to", made.toString())));
        assertThat(made).as(said).isDirectory();
        assertThat(leftIn(made)).as("what is left of the work").noneMatch(n -> n.startsWith("."));
        String tarball =
                leftIn(made).stream().filter(n -> n.endsWith(".tar.gz")).findFirst().orElseThrow();
        assertThat(
                        output(
                                new ProcessBuilder("sha256sum", "-c", tarball + ".sha256")
                                        .directory(made.toFile())))
                .contains(tarball + ": OK");
        Path elsewhere = Files.createDirectory(folder.resolve("else where"));
        output(
                new ProcessBuilder("tar", "-xzf", made.resolve(tarball).toString())
                        .directory(elsewhere.toFile()));
        home = elsewhere.resolve(leftIn(elsewhere).getFirst());
    }

    @AfterAll
    void stop() throws IOException, InterruptedException {
        if (Files.exists(home.resolve("strata"))) {
            packed("down");
        }
    }

    @Test
    void withoutJavaAndRepositoryItServesADefaultProducer()
            throws IOException, InterruptedException {
        int port = ServerUnderTest.freePort();
        String up = packed("up", "--detach", "--nodes", "1", "--port", "" + port);
        assertThat(up).contains("transactions=reference", "127.0.0.1:" + port);
        String bootstrap = "127.0.0.1:" + port;

        JavaClients.createTopic(bootstrap, "packed", 1, Map.of());
        try (var producer = JavaClients.producer(bootstrap, Map.of())) {
            var sent = JavaClients.await(producer.send(new ProducerRecord<>("packed", "hello")));
            assertThat(sent.offset()).isZero();
        }
        assertThat(packed("status")).contains("packed");
        assertThat(packed("down")).contains("stopped");
    }

    @Test
    void itsHelpNamesWhatItCanDoAndNothingElse() throws IOException, InterruptedException {
        assertThat(packed("--help"))
                .contains("  up ", "  node ", "  inspect ")
                .doesNotContain("  test ", "  check ", "  bench ", "  handout ", "not built yet");
    }

    /** Runs the packed command with an environment that knows no Java. */
    private String packed(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(home.resolve("strata").toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", noJava());
        return output(builder.directory(home.resolveSibling(".").toFile()));
    }

    /** A PATH on which there is no {@code java}: of what the launcher calls, links alone. */
    private String noJava() throws IOException {
        Path bin = home.resolveSibling("bin");
        if (!Files.exists(bin)) {
            Files.createDirectory(bin);
            for (String name : List.of("sh", "sed", "readlink", "dirname", "stty", "uname")) {
                for (String folder : List.of("/usr/bin", "/bin")) {
                    Path program = Path.of(folder, name);
                    if (Files.exists(program) && !Files.exists(bin.resolve(name))) {
                        Files.createSymbolicLink(bin.resolve(name), program);
                    }
                }
            }
        }
        return bin.toString();
    }

    private static List<String> leftIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String output(ProcessBuilder builder) throws IOException, InterruptedException {
        File said = File.createTempFile("packed", ".txt", Workspace.folder().toFile());
        Process process = builder.redirectOutput(said).redirectErrorStream(true).start();
        boolean ended = process.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
        String text = Files.readString(said.toPath());
        assertThat(ended).as(builder.command() + " ends:\n" + text).isTrue();
        assertThat(process.exitValue()).as(builder.command() + ":\n" + text).isZero();
        return text;
    }
}
