package strata.conformance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartitionInfo;
import org.awaitility.Awaitility;

/** A cluster of three nodes, each a process of its own that can be killed and started again. */
final class ClusterUnderTest implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    private final List<ServerUnderTest> nodes;

    private ClusterUnderTest(List<ServerUnderTest> nodes) {
        this.nodes = nodes;
    }

    /** Starts the three, with their data below {@code target/}, and waits until all serve. */
    static ClusterUnderTest start(String name, String... more) {
        List<Integer> ports = new ArrayList<>();
        while (ports.size() < 3) {
            int port = ServerUnderTest.freePort();
            if (!ports.contains(port)) {
                ports.add(port);
            }
        }
        // Together: none of them serves before a majority is there.
        List<ServerUnderTest> nodes =
                IntStream.rangeClosed(1, 3)
                        .parallel()
                        .mapToObj(
                                id ->
                                        ServerUnderTest.start(
                                                new ClusterNode(id, ports, List.of(more)),
                                                name + "-" + id,
                                                ports.get(id - 1)))
                        .toList();
        ClusterUnderTest cluster = new ClusterUnderTest(nodes);
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            Awaitility.await("three brokers are registered and unfenced")
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptionsMatching(AssertionError.class::isInstance)
                    .until(() -> JavaClients.await(admin.describeCluster().nodes()).size() == 3);
        }
        return cluster;
    }

    /** A node. */
    ServerUnderTest node(int id) {
        return nodes.get(id - 1);
    }

    /** {@code host:port} of all nodes. */
    String bootstrap() {
        return nodes.stream().map(ServerUnderTest::bootstrap).collect(Collectors.joining(","));
    }

    /** Creates a topic with three replicas of each partition, and waits until it is whole. */
    void createTopic(String topic, int partitionCount) {
        try (Admin admin = JavaClients.admin(bootstrap())) {
            NewTopic wanted =
                    new NewTopic(topic, partitionCount, (short) 3)
                            .configs(Map.of("min.insync.replicas", "2", "retention.ms", "-1"));
            JavaClients.await(admin.createTopics(List.of(wanted)).all());
        }
        awaitWhole(topic);
    }

    /** Waits until every partition of a topic has a leader and three replicas in sync. */
    void awaitWhole(String topic) {
        try (Admin admin = JavaClients.admin(bootstrap())) {
            Awaitility.await("every partition of " + topic + " has a leader and a full ISR")
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(50))
                    .ignoreExceptionsMatching(AssertionError.class::isInstance)
                    .until(
                            () ->
                                    describe(admin, topic).partitions().stream()
                                            .allMatch(
                                                    p ->
                                                            p.leader() != null
                                                                    && p.isr().size() == 3));
        }
    }

    /** Which node leads a partition; 0 for none. */
    int leader(String topic, int partition) {
        try (Admin admin = JavaClients.admin(bootstrap())) {
            TopicPartitionInfo info = describe(admin, topic).partitions().get(partition);
            return info.leader() == null ? 0 : info.leader().id();
        }
    }

    /** What the nodes printed. */
    String output() {
        return nodes.stream().map(ServerUnderTest::output).collect(Collectors.joining("\n---\n"));
    }

    @Override
    public void close() {
        Stream.of(nodes).flatMap(List::stream).parallel().forEach(ServerUnderTest::close);
    }

    private static TopicDescription describe(Admin admin, String topic) {
        return Objects.requireNonNull(
                JavaClients.await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
    }
}
