package strata.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole node, with the real broker, as a process of its own. */
@Tag("layer")
class NodeProcessTest {
    private static final String READY = "node 1 serves ";

    @TempDir private Path directory;

    private final List<Process> processes = new ArrayList<>();

    /** Runs in the child process. */
    static final class Main {
        private Main() {}

        public static void main(String[] arguments) {
            ExitCode code;
            try {
                code =
                        NodeProcess.run(
                                ServerProperties.read(Path.of(arguments[0])),
                                System.out,
                                System.err);
            } catch (StartException e) {
                System.err.println("strata: " + e.getMessage());
                code = e.exitCode();
            }
            System.exit(code.number());
        }
    }

    @AfterEach
    void killWhatIsLeft() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aNodeToldToStopDoesSoAtOnceThoughAFetchWaits() throws Exception {
        Process process = start("a", "listeners=PLAINTEXT://127.0.0.1:0");
        Endpoint endpoint = awaitReady(process);
        try (RawClient client = new RawClient(endpoint);
                RawClient other = new RawClient(endpoint)) {
            client.ask(Requests.createTopic(1, "topic"));
            client.send(Requests.fetch(2, "consumer", 0, 1_000_000));
            // One after the other on one loop: now the fetch waits.
            other.ask(Requests.apiVersions(3, "x"));

            long startNanos = System.nanoTime();
            process.destroy();

            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(ExitCode.DONE.number());
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos))
                    .as("milliseconds")
                    .isLessThan(5_000);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void topicsSurviveAKill() throws Exception {
        Process first = start("a", "listeners=PLAINTEXT://127.0.0.1:0");
        try (RawClient client = new RawClient(awaitReady(first))) {
            client.ask(Requests.createTopic(1, "topic"));
        }
        first.destroyForcibly().waitFor();

        Process second = start("a", "listeners=PLAINTEXT://127.0.0.1:0");

        try (RawClient client = new RawClient(awaitReady(second))) {
            ByteBuffer answer = client.ask(Requests.listOffsets(5, "topic"));
            assertThat(answer.getInt()).isEqualTo(5);
            // One topic, one partition, and of it: number, error, timestamp, offset.
            assertThat(answer.getInt()).isEqualTo(1);
            answer.position(answer.position() + 2 + "topic".length());
            assertThat(answer.getInt()).isEqualTo(1);
            assertThat(answer.getInt()).isZero();
            assertThat(answer.getShort()).as("error").isZero();
        }
    }

    @Test
    void aSecondNodeOnTheSameDirectoryIsRefusedInOneLine() throws Exception {
        awaitReady(start("a", "listeners=PLAINTEXT://127.0.0.1:0"));

        Process second = start("a", "listeners=PLAINTEXT://127.0.0.1:0");

        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(ExitCode.ENVIRONMENT.number());
        assertThat(errorsOf(second))
                .singleElement()
                .asString()
                .startsWith("strata: the data directory " + directory.resolve("a"));
    }

    @Test
    void aPortInUseIsToldInOneLine() throws Exception {
        Endpoint taken = awaitReady(start("a", "listeners=PLAINTEXT://127.0.0.1:0"));

        Process second = start("b", "listeners=PLAINTEXT://127.0.0.1:" + taken.port());

        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(second.exitValue()).isEqualTo(ExitCode.ENVIRONMENT.number());
        assertThat(errorsOf(second))
                .singleElement()
                .asString()
                .contains("port " + taken.port() + " is in use");
    }

    @Test
    void aWrongConfigurationIsToldInOneLine() throws Exception {
        for (String line :
                List.of("num.partition=3", "num.partitions=many", "listeners=SSL://:9093")) {
            Process process = start("a", line);

            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(line).isEqualTo(ExitCode.USAGE.number());
            assertThat(errorsOf(process))
                    .singleElement()
                    .asString()
                    .startsWith("strata: ")
                    .contains(line.substring(0, line.indexOf('=')));
        }
    }

    private Process start(String name, String... lines) throws IOException {
        Path file = directory.resolve(name + ".properties");
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("node.id=1");
        all.add("log.dirs=" + directory.resolve(name));
        Files.write(file, all);
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                file.toString())
                        .redirectError(errorFile(processes.size()).toFile())
                        .start();
        processes.add(process);
        return process;
    }

    private Path errorFile(int number) {
        return directory.resolve("errors-" + number);
    }

    private List<String> errorsOf(Process process) throws IOException {
        return Files.readAllLines(errorFile(processes.indexOf(process)));
    }

    private Endpoint awaitReady(Process process) throws IOException {
        List<String> seen = new ArrayList<>();
        var lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            seen.add(line);
            if (line.startsWith(READY)) {
                assertThat(seen.get(0)).startsWith("layers: log=");
                return new Endpoint(
                        "127.0.0.1", Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)));
            }
        }
        throw new AssertionError("never ready: " + seen + errorsOf(process));
    }
}
