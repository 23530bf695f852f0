package strata.conformance;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.utility.DockerImageName;

/**
 * Three Strata nodes in three containers, each broker and controller, on a network of their own.
 * Clients outside reach each on a port of localhost.
 */
final class ContainerCluster implements AutoCloseable {
    private static final int CLIENT_PORT = 9092;
    private static final String CLUSTER_ID = "c3RyYXRhLWNvbnRhaW5lcg";
    private static final Duration STARTED_WITHIN = Duration.ofMinutes(2);

    private final Network network = Network.newNetwork();
    private final List<GenericContainer<?>> nodes = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();

    private ContainerCluster(String image) {
        for (int id = 1; id <= 3; id++) {
            int port = ServerUnderTest.freePort();
            ports.add(port);
            nodes.add(node(image, id, port));
        }
    }

    /** Starts the three together; each may need the others before it serves. */
    static ContainerCluster start(String image) {
        ContainerCluster cluster = new ContainerCluster(image);
        try {
            cluster.nodes.parallelStream().forEach(GenericContainer::start);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
        return cluster;
    }

    /** {@code host:port} of all nodes, as clients outside want it. */
    String bootstrap() {
        return ports.stream().map(port -> "localhost:" + port).collect(Collectors.joining(","));
    }

    /** Takes a node off the network: nobody reaches it, and it reaches nobody. */
    void cut(int id) {
        docker().disconnectFromNetworkCmd()
                .withContainerId(containerId(id))
                .withNetworkId(network.getId())
                .withForce(true)
                .exec();
    }

    /** Puts a node that was cut off back on the network. */
    void join(int id) {
        docker().connectToNetworkCmd()
                .withContainerId(containerId(id))
                .withNetworkId(network.getId())
                .withContainerNetwork(
                        new com.github.dockerjava.api.model.ContainerNetwork()
                                .withAliases(List.of(name(id))))
                .exec();
    }

    /** Freezes a node: its connections stay open, and it says nothing. */
    void pause(int id) {
        docker().pauseContainerCmd(containerId(id)).exec();
    }

    void resume(int id) {
        docker().unpauseContainerCmd(containerId(id)).exec();
    }

    /** {@code kill -9}. */
    void kill(int id) {
        docker().killContainerCmd(containerId(id)).exec();
    }

    /** Starts a node that was killed, on the data that it had. */
    void restart(int id) {
        docker().startContainerCmd(containerId(id)).exec();
    }

    /** What a node has printed, to be shown with a failure. */
    String logs() {
        return IntStream.rangeClosed(1, 3)
                .mapToObj(id -> name(id) + ":\n" + nodes.get(id - 1).getLogs())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        nodes.forEach(GenericContainer::stop);
        network.close();
    }

    private GenericContainer<?> node(String image, int id, int port) {
        String voters =
                IntStream.rangeClosed(1, 3)
                        .mapToObj(n -> n + "@" + name(n) + ":9093")
                        .collect(Collectors.joining(","));
        GenericContainer<?> node =
                new GenericContainer<>(DockerImageName.parse(image))
                        .withImagePullPolicy(any -> false)
                        .withNetwork(network)
                        .withNetworkAliases(name(id))
                        .withEnv("CLUSTER_ID", CLUSTER_ID)
                        .withEnv("KAFKA_NODE_ID", Integer.toString(id))
                        .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
                        .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", voters)
                        .withEnv(
                                "KAFKA_LISTENERS",
                                "INTERNAL://:9094,EXTERNAL://:9092,CONTROLLER://:9093")
                        .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
                        .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INTERNAL")
                        .withEnv(
                                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                                "INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT")
                        .withEnv(
                                "KAFKA_ADVERTISED_LISTENERS",
                                "INTERNAL://" + name(id) + ":9094,EXTERNAL://localhost:" + port)
                        .withEnv("KAFKA_DEFAULT_REPLICATION_FACTOR", "3")
                        .withEnv("KAFKA_MIN_INSYNC_REPLICAS", "2")
                        .withExposedPorts(CLIENT_PORT)
                        .withStartupTimeout(STARTED_WITHIN);
        node.withCreateContainerCmdModifier(
                command -> {
                    HostConfig host = Objects.requireNonNull(command.getHostConfig());
                    host.withPortBindings(
                            new PortBinding(
                                    Ports.Binding.bindIpAndPort("127.0.0.1", port),
                                    new ExposedPort(CLIENT_PORT)));
                });
        return node;
    }

    private String containerId(int id) {
        return nodes.get(id - 1).getContainerId();
    }

    private static String name(int id) {
        return "strata-" + id;
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }
}
