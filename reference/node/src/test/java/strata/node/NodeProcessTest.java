package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.broker.Layers;

/** The whole node, with the real broker, as a process of its own. */
@Tag("layer")
class NodeProcessTest {
    @TempDir private Path directory;

    private final List<ChildNode> nodes = new ArrayList<>();

    @AfterEach
    void killWhatIsLeft() {
        nodes.forEach(ChildNode::close);
    }

    @Test
    void aNodeToldToStopDoesSoAtOnceThoughAFetchWaits() throws Exception {
        ChildNode node = start("a", "listeners=PLAINTEXT://127.0.0.1:0");
        Endpoint endpoint = node.awaitReady();
        try (RawClient client = new RawClient(endpoint);
                RawClient other = new RawClient(endpoint)) {
            client.ask(Requests.createTopic(1, "topic"));
            client.send(Requests.fetch(2, "consumer", 0, 1_000_000));
            // One after the other on one loop: now the fetch waits.
            other.ask(Requests.apiVersions(3, "x"));

            long startNanos = System.nanoTime();
            node.stop();

            assertThat(node.exitCode()).isEqualTo(ExitCode.DONE.number());
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos))
                    .as("milliseconds")
                    .isLessThan(5_000);
            // The fetch that waited is told that nobody leads any more.
            assertThat(client.isClosedAfterAll()).isTrue();
        }
    }

    @Test
    void topicsSurviveAKill() throws Exception {
        ChildNode first = start("a", "listeners=PLAINTEXT://127.0.0.1:0");
        try (RawClient client = new RawClient(first.awaitReady())) {
            client.ask(Requests.createTopic(1, "topic"));
        }
        first.kill();

        ChildNode second = start("a", "listeners=PLAINTEXT://127.0.0.1:0");

        try (RawClient client = new RawClient(second.awaitReady())) {
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
        start("a", "listeners=PLAINTEXT://127.0.0.1:0").awaitReady();

        ChildNode second = start("a", "listeners=PLAINTEXT://127.0.0.1:0");

        assertThat(second.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.number());
        assertThat(second.errors())
                .singleElement()
                .asString()
                .startsWith("strata: the data directory " + directory.resolve("a"));
    }

    @Test
    void aPortInUseIsToldInOneLine() throws Exception {
        Endpoint taken = start("a", "listeners=PLAINTEXT://127.0.0.1:0").awaitReady();

        ChildNode second = start("b", "listeners=PLAINTEXT://127.0.0.1:" + taken.port());

        assertThat(second.exitCode()).isEqualTo(ExitCode.ENVIRONMENT.number());
        assertThat(second.errors())
                .singleElement()
                .asString()
                .contains("port " + taken.port() + " is in use");
    }

    @Test
    void aWrongConfigurationIsToldInOneLine() throws Exception {
        for (String line :
                List.of(
                        "num.partition=3",
                        "num.partitions=many",
                        "listeners=SSL://:9093",
                        "controller.quorum.voters=2@localhost:9092")) {
            ChildNode node = start("a", line);

            assertThat(node.exitCode()).as(line).isEqualTo(ExitCode.USAGE.number());
            assertThat(node.errors())
                    .singleElement()
                    .asString()
                    .startsWith("strata: ")
                    .contains(line.substring(0, line.indexOf('=')));
        }
    }

    @Test
    void aNodeWithCompanionsNeedsLayerThree() {
        Map<String, String> properties = new TreeMap<>();
        properties.put("node.id", "1");
        properties.put("log.dirs", directory.resolve("a").toString());
        properties.put("listeners", "PLAINTEXT://127.0.0.1:9092");
        properties.put("controller.quorum.voters", "1@127.0.0.1:9092,2@b:9092,3@c:9092");
        ClassLoader first = new OnlyLayer("log", NodeProcessTest.class.getClassLoader());

        StartException refused =
                catchThrowableOfType(
                        StartException.class,
                        () -> NodeProcess.start(properties, Layers.load(first), null));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused).hasMessageContaining("needs layer 3 (replication)");
        assertThat(directory.resolve("a")).doesNotExist();
    }

    /** Sees one layer's descriptor alone. */
    private static final class OnlyLayer extends ClassLoader {
        private final String layer;

        OnlyLayer(String layer, ClassLoader parent) {
            super(parent);
            this.layer = layer;
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            return name.startsWith("META-INF/strata/") && !name.endsWith("/" + layer)
                    ? Collections.emptyEnumeration()
                    : super.getResources(name);
        }
    }

    private ChildNode start(String name, String... lines) throws IOException {
        ChildNode node = ChildNode.start(directory.resolve(name), lines);
        nodes.add(node);
        return node;
    }
}
