package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Three controllers and two brokers, each a process with a file of its own; and who does not belong
 * to them, though its file says so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RolesApartTest {
    private static final String CLUSTER_ID = "c3RyYXRhLXJvbGVzLWFwYQ";
    private static final String OTHER_CLUSTER_ID = "c3RyYXRhLW90aGVyLWNsdQ";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int ENVIRONMENT = 3;
    private static final int FIRST_BROKER = 4;

    private final List<Integer> ports = new ArrayList<>();
    private final List<ServerUnderTest> nodes = new ArrayList<>();

    @BeforeAll
    void startFive() {
        while (ports.size() < 5) {
            int port = ServerUnderTest.freePort();
            if (!ports.contains(port)) {
                ports.add(port);
            }
        }
        nodes.addAll(
                IntStream.rangeClosed(1, 5)
                        .parallel()
                        .mapToObj(
                                id ->
                                        ServerUnderTest.start(
                                                new NodeFile(CLUSTER_ID, lines(id)),
                                                "apart-" + id,
                                                ports.get(id - 1)))
                        .toList());
    }

    @AfterAll
    void stopAll() {
        nodes.reversed().forEach(ServerUnderTest::close);
    }

    private List<String> lines(int id) {
        int port = ports.get(id - 1);
        return id < FIRST_BROKER
                ? List.of(
                        "node.id=" + id,
                        "process.roles=controller",
                        "listeners=CONTROLLER://127.0.0.1:" + port,
                        "controller.listener.names=CONTROLLER",
                        voters())
                : broker(id, port);
    }

    private List<String> broker(int id, int port) {
        return List.of(
                "node.id=" + id,
                "process.roles=broker",
                "listeners=PLAINTEXT://127.0.0.1:" + port,
                "controller.listener.names=CONTROLLER",
                "broker.heartbeat.interval.ms=500",
                voters());
    }

    private String voters() {
        return "controller.quorum.voters="
                + IntStream.rangeClosed(1, 3)
                        .mapToObj(id -> id + "@127.0.0.1:" + ports.get(id - 1))
                        .collect(Collectors.joining(","));
    }

    private String bootstrap() {
        return node(4).bootstrap() + "," + node(5).bootstrap();
    }

    private ServerUnderTest node(int id) {
        return nodes.get(id - 1);
    }

    @Test
    void aNodeOfOneRoleAdvertisesWhatThePageOfApisSays() {
        assertThat(ApiTable.advertised(ports.getFirst()))
                .isEqualTo(ApiTable.told(ApiTable.Teller.STRATA_CONTROLLER));
        assertThat(ApiTable.advertised(ports.getLast()))
                .isEqualTo(ApiTable.told(ApiTable.Teller.STRATA_BROKER));
    }

    private void createTopic(String topic) {
        try (Admin admin = JavaClients.admin(bootstrap())) {
            Awaitility.await("both brokers are let in")
                    .atMost(ClusterUnderTest.SOON)
                    .ignoreExceptionsMatching(AssertionError.class::isInstance)
                    .until(() -> JavaClients.await(admin.describeCluster().nodes()).size() == 2);
            NewTopic wanted =
                    new NewTopic(topic, 2, (short) 2)
                            .configs(Map.of("min.insync.replicas", "2", "retention.ms", "-1"));
            JavaClients.await(admin.createTopics(List.of(wanted)).all());
            JavaClients.awaitServed(admin, topic, 2);
        }
    }

    private int activeController() {
        try (Admin admin = JavaClients.admin(bootstrap())) {
            return JavaClients.await(admin.describeMetadataQuorum().quorumInfo()).leaderId();
        }
    }

    private void writeAndRead(String topic) {
        List<Flights.Row> rows = Flights.rows().subList(0, 200);

        JavaClients.write(bootstrap(), topic, Codec.NONE, rows);

        assertThat(JavaClients.read(bootstrap(), topic)).hasSize(rows.size());
    }

    @Test
    void brokersGoOnWhenTheActiveControllerIsKilled() {
        createTopic("before");
        int active = activeController();
        assertThat(active).isBetween(1, 3);

        node(active).kill();
        createTopic("after");
        writeAndRead("after");

        assertThat(activeController()).isNotEqualTo(active);
        node(active).restart();
        writeAndRead("before");
    }

    /** A file that says it is node 4, at another place. */
    private Command.Outcome another(String name, String clusterId) {
        int port = ServerUnderTest.freePort();
        Path folder = Workspace.freshFolder(name);
        List<String> lines = new ArrayList<>(broker(4, port));
        lines.add("broker.session.timeout.ms=1000");
        NodeFile file = new NodeFile(clusterId, lines);
        file.prepare(folder, port);
        return Command.of(file.command(folder, port)).attempt(LIMIT);
    }

    @Test
    void aNodeIdThatAnotherProcessHasIsNotTakenFromIt() {
        createTopic("kept");
        long pid = node(4).process().pid();

        Command.Outcome second = another("apart-second", CLUSTER_ID);

        assertThat(second.exitCode()).as("%s", second).isEqualTo(ENVIRONMENT);
        assertThat(second.errors())
                .contains("another process with node.id=4 is alive", "log.dirs of its own")
                .doesNotContain("\tat ");
        assertThat(second.output()).doesNotContain("serves");
        // The first one has not noticed.
        assertThat(node(4).process().pid()).isEqualTo(pid);
        assertThat(node(4).output()).doesNotContain("STALE_BROKER_EPOCH", "another process");
        writeAndRead("kept");
    }

    @Test
    void whoComesBackAndFindsItsNodeIdTakenEnds() throws Exception {
        createTopic("taken");
        node(4).kill();
        int port = ServerUnderTest.freePort();
        try (ServerUnderTest second =
                ServerUnderTest.start(
                        new NodeFile(CLUSTER_ID, broker(4, port)), "apart-taken", port)) {
            awaitServes(second);

            node(4).restart();
            Process first = node(4).launched();
            boolean ended = first.waitFor(60, java.util.concurrent.TimeUnit.SECONDS);

            assertThat(ended).as("%s", node(4).output()).isTrue();
            assertThat(first.exitValue()).isEqualTo(ENVIRONMENT);
            assertThat(node(4).output()).contains("another process with node.id=4 is alive");
            assertThat(second.process().isAlive()).isTrue();
        }
        node(4).restart();
        awaitServes(node(4));
        writeAndRead("taken");
    }

    private static void awaitServes(ServerUnderTest server) {
        Awaitility.await("it is let in")
                .atMost(ClusterUnderTest.SOON)
                .until(() -> server.output().strip().lines().toList().getLast().contains("serves"));
    }

    @Test
    void aNodeOfAnotherClusterIsRefused() {
        Command.Outcome stranger = another("apart-stranger", OTHER_CLUSTER_ID);

        assertThat(stranger.exitCode()).as("%s", stranger).isEqualTo(ENVIRONMENT);
        assertThat(stranger.errors())
                .contains(OTHER_CLUSTER_ID, "controller.quorum.voters", "log.dirs")
                .doesNotContain("\tat ");
        assertThat(Objects.requireNonNull(node(4).process()).isAlive()).isTrue();
    }
}
