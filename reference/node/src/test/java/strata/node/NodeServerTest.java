package strata.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import strata.broker.BrokerConfig;
import strata.kernel.Check;
import strata.kernel.Check.CheckFailed;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.storage.StorageException;

/** How a node begins and ends. */
class NodeServerTest {
    private static final String TRANSPORTS = "strata.node.RunningNode#transports";

    @TempDir private Path directory;

    private final CommandNode node = new CommandNode();

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aNodeStopsInGoodOrderWhileRequestsWait(Transport transport) throws Exception {
        RunningNode running =
                RunningNode.start(directory, node, SocketSettings.DEFAULTS, transport);
        try (RawClient client = running.connect()) {
            client.send(Requests.fetch(1, "park", 0, 1_000));
            assertThat(node.handled.take()).isEqualTo("park");

            CompletableFuture<NodeEnd> stopped = running.server.stop();

            assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new NodeEnd.Stopped());
            assertThat(running.end()).isEqualTo(new NodeEnd.Stopped());
            assertThat(running.end().code()).isEqualTo(ExitCode.DONE);
            assertThat(node.stopCount).hasValue(1);
            assertThat(client.isClosedByServer()).isTrue();
            assertThatThrownBy(running::connect).isInstanceOf(java.net.ConnectException.class);
        }
        assertThat(running.server.stop()).isDone();
        assertThat(node.stopCount).as("stopped once").hasValue(1);
    }

    @Test
    void anotherNodeMayHaveTheDirectoryAndThePortOnceTheFirstHasEnded() throws Exception {
        RunningNode first = RunningNode.start(directory, node);
        Endpoint endpoint = first.server.listening();
        String clusterId = first.server.clusterId();
        first.close();

        NodeConfig config = config(endpoint, directory);
        NodeServer second = NodeServer.start(config, null, factory(new CommandNode()));

        assertThat(second.listening()).isEqualTo(endpoint);
        assertThat(second.clusterId()).isEqualTo(clusterId);
        second.stop().join();
    }

    @Test
    void aDirectoryInUseIsLeftAlone() {
        try (RunningNode running = RunningNode.start(directory, node)) {
            StartException refused =
                    catchThrowableOfType(
                            StartException.class, () -> RunningNode.start(directory, node));

            assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(refused).hasMessageContaining("in use by another node");
            assertThat(running.server.ended()).isNotDone();
        }
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void aPortInUseIsNamed(Transport transport) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();

            StartException refused =
                    catchThrowableOfType(
                            StartException.class,
                            () ->
                                    NodeServer.start(
                                            config(new Endpoint("127.0.0.1", port), directory),
                                            null,
                                            factory(node),
                                            transport));

            assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(refused)
                    .hasMessageContaining("port " + port + " is in use")
                    .hasMessageContaining("choose another port");
        }
        // Nothing is left locked behind.
        RunningNode.start(directory, node).close();
    }

    @ParameterizedTest
    @MethodSource(TRANSPORTS)
    void anAddressOfAnotherMachineIsRefused(Transport transport) {
        StartException refused =
                catchThrowableOfType(
                        StartException.class,
                        () ->
                                NodeServer.start(
                                        config(new Endpoint("192.0.2.1", 0), directory),
                                        null,
                                        factory(node),
                                        transport));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(refused).hasMessageContaining("no such address");
    }

    @Test
    void aFaultOfTheDiskEndsTheNode() throws Exception {
        try (RunningNode running = RunningNode.start(directory, node);
                RawClient client = running.connect();
                RawClient other = running.connect()) {
            other.ask(Requests.apiVersions(1, "x"));

            client.send(Requests.apiVersions(1, "disk fault"), Requests.apiVersions(2, "never"));

            NodeEnd.Failed failed = (NodeEnd.Failed) running.end();
            assertThat(failed.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
            assertThat(failed.cause()).hasMessage("the disk is full");
            assertThat(client.isClosedByServer()).isTrue();
            assertThat(other.isClosedByServer()).isTrue();
            assertThat(node.handled).doesNotContain("never");
            assertThat(node.stopCount).as("a node that failed is not stopped").hasValue(0);
        }
        RunningNode.start(directory, new CommandNode()).close();
    }

    @Test
    void aBugEndsTheNode() throws Exception {
        try (RunningNode running = RunningNode.start(directory, node);
                RawClient client = running.connect()) {
            client.send(Requests.apiVersions(1, "bug"));

            NodeEnd.Failed failed = (NodeEnd.Failed) running.end();
            assertThat(failed.exitCode()).isEqualTo(ExitCode.BUG);
            assertThat(failed.cause()).isInstanceOf(CheckFailed.class);
        }
    }

    @Test
    void aNodeThatCannotStartLeavesNothingBehind() {
        Node faulty =
                new Node() {
                    @Override
                    public void start(NodeContext context) {
                        context.storage().open("left open");
                        throw new StorageException(StorageException.Kind.CORRUPT, "bytes changed");
                    }

                    @Override
                    public void handle(Event event) {
                        Check.that(false, "it never started");
                    }
                };

        StartException refused =
                catchThrowableOfType(
                        StartException.class, () -> RunningNode.start(directory, faulty));

        assertThat(refused.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(refused).hasMessage("bytes changed");
        RunningNode.start(directory, node).close();
    }

    @Test
    void aNodeThatHandsOverIsStoppedWhenItSaysSo() throws Exception {
        node.handsOver = true;
        RunningNode running = RunningNode.start(directory, node);
        try (RawClient client = running.connect()) {
            CompletableFuture<NodeEnd> stopped = running.server.stop();
            CompletableFuture<NodeEnd> again = running.server.stop();
            // One after the other on one loop: by now it has been asked, and goes on serving.
            client.ask(Requests.apiVersions(1, "x"));
            assertThat(node.askedToStopCount).hasValue(1);
            assertThat(stopped).isNotDone();
            assertThat(again).isNotDone();

            client.send(Requests.apiVersions(2, "handed over"));

            assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new NodeEnd.Stopped());
            assertThat(node.stopCount).hasValue(1);
        }
    }

    @Test
    void aNodeThatHandsOverMayBeStoppedAtOnceAllTheSame() throws Exception {
        node.handsOver = true;
        RunningNode running = RunningNode.start(directory, node);
        CompletableFuture<NodeEnd> stopped = running.server.stop();

        CompletableFuture<NodeEnd> atOnce = running.server.stopAtOnce();

        assertThat(atOnce.get(30, TimeUnit.SECONDS)).isEqualTo(new NodeEnd.Stopped());
        assertThat(stopped.get(30, TimeUnit.SECONDS)).isEqualTo(new NodeEnd.Stopped());
        assertThat(node.stopCount).hasValue(1);
    }

    @Test
    void eachListenerIsBoundAndSaysByWhichAClientCame() throws Exception {
        Map<String, String> properties = new TreeMap<>();
        properties.put("node.id", "7");
        properties.put("log.dirs", directory.toString());
        properties.put("listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0");
        properties.put("controller.listener.names", "CONTROLLER");
        AtomicReference<BrokerConfig.Identity> told = new AtomicReference<>();
        NodeServer server =
                NodeServer.start(
                        NodeConfig.of(properties),
                        null,
                        identity -> {
                            told.set(identity);
                            return new NodeFactory.Served(node, CommandNode.APIS);
                        });
        try {
            BrokerConfig.Identity self = Objects.requireNonNull(told.get());
            assertThat(self.id()).isEqualTo(new NodeId(7));
            assertThat(self.roles()).isEqualTo(BrokerConfig.Roles.BROKER_AND_CONTROLLER);
            assertThat(self.listeners())
                    .as("clients are not sent to the controller")
                    .containsExactly(
                            new Listener("PLAINTEXT", "127.0.0.1", server.listening().port()));
            NodeEndpoint alone = self.voters().get(0);
            assertThat(alone.port()).isNotEqualTo(server.listening().port());
            assertThat(server.reachable())
                    .isEqualTo(
                            "PLAINTEXT://%s,CONTROLLER://127.0.0.1:%d",
                            server.advertised(), alone.port());

            for (int port : new int[] {server.listening().port(), alone.port()}) {
                try (RawClient client = new RawClient(new Endpoint("127.0.0.1", port))) {
                    client.ask(Requests.apiVersions(1, "x"));
                }
            }

            assertThat(node.listeners).containsExactly("PLAINTEXT", "CONTROLLER");
        } finally {
            server.stop().join();
        }
    }

    private static NodeConfig config(Endpoint listener, Path directory) {
        return new NodeConfig(
                1,
                Membership.ALONE,
                RunningNode.listeners(listener),
                directory,
                SocketSettings.DEFAULTS,
                DiskSettings.ofProcess(),
                Map.of());
    }

    private static NodeFactory factory(Node made) {
        return identity -> new NodeFactory.Served(made, CommandNode.APIS);
    }
}
