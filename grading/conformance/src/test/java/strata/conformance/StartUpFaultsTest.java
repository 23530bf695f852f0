package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * What is wrong before a client ever comes: each time one clear line on the error stream and exit
 * code 3 (environment) or 2 (usage). Only Strata promises this; Apache Kafka prints stack traces.
 */
final class StartUpFaultsTest {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int USAGE = 2;
    private static final int ENVIRONMENT = 3;

    private Path folder = Workspace.folder();

    @BeforeEach
    void prepare(TestInfo test) {
        Assumptions.assumeFalse(Broker.isOracle(), "exit codes and messages are Strata's own");
        folder = Workspace.freshFolder(test.getTestMethod().orElseThrow().getName());
    }

    @Test
    void aPortInUseIsNamed() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            Command.Outcome outcome = up(port, folder.resolve("data"));

            assertFails(outcome, ENVIRONMENT, Integer.toString(port));
        }
    }

    @Test
    void aDataDirectoryThatIsAFileIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "not a folder");

        Command.Outcome outcome = up(ServerUnderTest.freePort(), file);

        assertFails(outcome, ENVIRONMENT, file.toString());
    }

    @Test
    void aDataDirectoryThatCannotBeMadeIsNamed() {
        // Not even root may make a folder there.
        Path nowhere = Path.of("/proc/strata-data");

        Command.Outcome outcome = up(ServerUnderTest.freePort(), nowhere);

        assertFails(outcome, ENVIRONMENT, nowhere.toString());
    }

    @Test
    void aLogThatCannotBeReadIsNamed() throws IOException {
        Path data = stoppedAfterServing();
        Path log = onlyLog(data);
        Files.delete(log);
        Files.createDirectory(log);

        Command.Outcome outcome = up(ServerUnderTest.freePort(), data);

        assertFails(outcome, ENVIRONMENT, log.toString());
    }

    @Test
    void aDirectoryThatBelongsToSomethingElseIsNamed() throws IOException {
        Path data = stoppedAfterServing();
        Files.writeString(data.resolve("meta.properties"), "neither\0this\nnor that", UTF_8);

        Command.Outcome outcome = up(ServerUnderTest.freePort(), data);

        assertFails(outcome, ENVIRONMENT, "meta.properties");
    }

    @Test
    void aFullDiskIsNamed() {
        Path data = folder.resolve("data");

        Command.Outcome outcome =
                SmallDisk.command(data, 0, StrataBroker.up(ServerUnderTest.freePort(), data))
                        .attempt(LIMIT);

        assertFails(outcome, ENVIRONMENT, data.toString());
    }

    @Test
    void aDiskThatFillsWhileServingEndsTheNodeWithOneLine() {
        Path data = folder.resolve("data");
        int port = ServerUnderTest.freePort();
        Command command = SmallDisk.command(data, 700, StrataBroker.up(port, data));
        CompletableFuture<Command.Outcome> running =
                CompletableFuture.supplyAsync(() -> command.attempt(LIMIT));
        Awaitility.await("the node serves")
                .atMost(LIMIT)
                .until(() -> running.isDone() || RawConnection.answersApiVersions(port));

        // Twice the rows are 900 KB: more than there is room for.
        assertThatThrownBy(
                        () -> {
                            String bootstrap = "127.0.0.1:" + port;
                            JavaClients.write(bootstrap, "a", Codec.NONE, Flights.rows());
                            JavaClients.write(bootstrap, "b", Codec.NONE, Flights.rows());
                        })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("refused");

        Command.Outcome outcome = running.join();
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(ENVIRONMENT);
        assertThat(outcome.errors() + outcome.output()).doesNotContain("\tat ");
        assertThat(outcome.errors().lines().filter(l -> l.contains(data.toString())))
                .as("lines that name the disk in %s", outcome.errors())
                .hasSize(1);
    }

    @Test
    void aDirectoryInUseByAnotherNodeIsNamed() throws IOException {
        try (ServerUnderTest running = ServerUnderTest.start("locked")) {
            Path data = running.dataDirectory();

            Command.Outcome another = up(ServerUnderTest.freePort(), data);
            Command.Outcome anotherNode = node("node.id=1", listeners(), "log.dirs=" + data);

            assertFails(another, ENVIRONMENT, data.toString());
            assertFails(anotherNode, ENVIRONMENT, data.toString());
            assertThat(RawConnection.answersApiVersions(running.port())).isTrue();
        }
    }

    @Test
    void aConfigurationKeyThatNobodyKnowsIsNamed() throws IOException {
        Command.Outcome outcome =
                node("node.id=1", listeners(), dataDirectory(), "log.segmnet.bytes=1000000");

        assertFails(outcome, USAGE, "log.segmnet.bytes");
    }

    @Test
    void aConfigurationValueThatCannotBeIsNamed() throws IOException {
        Command.Outcome word = node("node.id=one", listeners(), dataDirectory());
        Command.Outcome small =
                node("node.id=1", listeners(), dataDirectory(), "socket.request.max.bytes=-5");

        assertFails(word, USAGE, "node.id");
        assertFails(small, USAGE, "socket.request.max.bytes");
    }

    @Test
    void aConfigurationFileThatIsNotThereIsNamed() {
        String file = folder.resolve("no.properties").toString();

        Command.Outcome outcome =
                Command.of(StrataBroker.strata("node", "--config", file)).attempt(LIMIT);

        assertThat(outcome.exitCode()).isIn(USAGE, ENVIRONMENT);
        assertOneLine(outcome, file);
    }

    @Test
    void aPortThatCannotBeIsWrongUsage() {
        Command.Outcome outcome = up(70_000, folder.resolve("data"));

        assertThat(outcome.exitCode()).isEqualTo(USAGE);
        assertThat(outcome.errors()).contains("70000").doesNotContain("\tat ");
    }

    private static Command.Outcome up(int port, Path data) {
        return Command.of(StrataBroker.up(port, data)).attempt(LIMIT);
    }

    private Command.Outcome node(String... lines) throws IOException {
        Path file = folder.resolve("server.properties");
        Files.write(file, List.of(lines), UTF_8);
        return Command.of(StrataBroker.strata("node", "--config", file.toString())).attempt(LIMIT);
    }

    private static String listeners() {
        return "listeners=PLAINTEXT://127.0.0.1:" + ServerUnderTest.freePort();
    }

    private String dataDirectory() {
        return "log.dirs=" + folder.resolve("data");
    }

    private Path stoppedAfterServing() {
        try (ServerUnderTest server = ServerUnderTest.start(folder.getFileName().toString())) {
            assertThat(server.process().isAlive()).isTrue();
            return server.dataDirectory();
        }
    }

    private static Path onlyLog(Path data) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(file -> file.toString().endsWith("0.log"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no log below " + data));
        }
    }

    private static void assertFails(Command.Outcome outcome, int exitCode, String named) {
        assertThat(outcome.exitCode()).as("%s", outcome).isEqualTo(exitCode);
        assertOneLine(outcome, named);
    }

    private static void assertOneLine(Command.Outcome outcome, String named) {
        assertThat(outcome.errors().strip().lines().toList())
                .as("the error stream")
                .hasSize(1)
                .allMatch(line -> line.contains(named), "names " + named);
        assertThat(outcome.output()).doesNotContain("Exception", "ready:");
    }
}
