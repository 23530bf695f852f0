package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Apache Kafka's own tools for clusters, each in a JVM of its own, as an operator types them. One
 * story on three nodes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class ClusterToolsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String TOPIC = "replicated";

    private ClusterUnderTest cluster;

    @BeforeAll
    void startTheCluster() {
        cluster = ClusterUnderTest.start("cluster-tools");
    }

    @AfterAll
    void stopTheCluster() {
        cluster.close();
    }

    @Order(1)
    @Test
    void kafkaTopicsMakesReplicatedTopicsAndDescribesThem() {
        run(
                "TopicCommand",
                "--create",
                "--topic",
                TOPIC,
                "--partitions",
                "3",
                "--replication-factor",
                "3",
                "--config",
                "min.insync.replicas=2");
        cluster.awaitWhole(TOPIC);

        String described = run("TopicCommand", "--describe", "--topic", TOPIC);

        assertThat(described).contains("PartitionCount: 3", "ReplicationFactor: 3");
        for (int id = 1; id <= 3; id++) {
            assertThat(described).as("each node leads one").contains("Leader: " + id);
        }
        assertThat(run("TopicCommand", "--describe", "--under-replicated-partitions")).isBlank();
    }

    @Order(2)
    @Test
    void getOffsetsTellsTheEndsOfAllPartitionsWhoeverLeadsThem() {
        JavaClients.write(cluster.bootstrap(), TOPIC, Codec.NONE, Flights.rows());

        int sum =
                run("GetOffsetShell", "--topic", TOPIC, "--time", "latest")
                        .lines()
                        .mapToInt(line -> Integer.parseInt(line.split(":", -1)[2]))
                        .sum();

        assertThat(sum).isEqualTo(Flights.rows().size());
    }

    @Order(3)
    @Test
    void kafkaLogDirsTellsOfEveryReplicaOnEveryBroker() {
        String told = run("LogDirsCommand", "--describe", "--topic-list", TOPIC);

        for (int id = 1; id <= 3; id++) {
            assertThat(told).contains("\"broker\":" + id);
        }
        assertThat(told.split("\"partition\":\"" + TOPIC + "-", -1)).as("9 replicas").hasSize(10);
    }

    @Order(4)
    @Test
    void kafkaMetadataQuorumTellsWhoLeadsAndHowFarTheOthersAre() {
        String status = run("MetadataQuorumCommand", "describe", "--status");
        String replication = run("MetadataQuorumCommand", "describe", "--replication");

        assertThat(status)
                .contains("LeaderId:", "LeaderEpoch:", "HighWatermark:", "CurrentVoters:");
        assertThat(replication.lines().filter(line -> line.contains("Leader"))).isNotEmpty();
        assertThat(replication.lines().filter(line -> line.contains("Follower"))).hasSize(2);
    }

    @Order(5)
    @Test
    void kafkaBrokerApiVersionsAsksEveryBroker() {
        String told = run("BrokerApiVersionsCommand");

        for (int id = 1; id <= 3; id++) {
            assertThat(told).contains("(id: " + id + " rack: null");
        }
        assertThat(told).contains("AlterPartitionReassignments(45):", "ElectLeaders(43):");
    }

    @Order(6)
    @Test
    void kafkaClusterTellsTheClusterAndItsNodes() {
        assertThat(run("ClusterTool", "cluster-id")).contains("Cluster ID: ");
        assertThat(run("ClusterTool", "list-endpoints")).contains("127.0.0.1");
    }

    @Order(7)
    @Test
    void kafkaReassignPartitionsMovesAPartitionAndVerifiesIt() throws IOException {
        JavaClients.write(cluster.bootstrap(), TOPIC, Codec.NONE, Flights.rows());
        Path plan = Workspace.folder().resolve("reassignment.json");
        Files.writeString(
                plan,
                "{\"version\":1,\"partitions\":[{\"topic\":\""
                        + TOPIC
                        + "\",\"partition\":0,\"replicas\":[3,1]},{\"topic\":\""
                        + TOPIC
                        + "\",\"partition\":1,\"replicas\":[2,3,1]}]}",
                UTF_8);

        run(
                "reassign.ReassignPartitionsCommand",
                "--reassignment-json-file",
                plan.toString(),
                "--execute");

        Awaitility.await("the reassignment is over")
                .atMost(ClusterUnderTest.SOON)
                .until(
                        () ->
                                run(
                                                        "reassign.ReassignPartitionsCommand",
                                                        "--reassignment-json-file",
                                                        plan.toString(),
                                                        "--verify")
                                                .lines()
                                                .filter(line -> line.contains("is completed"))
                                                .count()
                                        == 2);
        assertThat(run("TopicCommand", "--describe", "--topic", TOPIC))
                .contains("Replicas: 3,1", "Replicas: 2,3,1");
        assertThat(JavaClients.read(cluster.bootstrap(), TOPIC)).hasSize(2 * Flights.rows().size());
    }

    @Order(8)
    @Test
    void kafkaLeaderElectionGivesPartitionsBackToTheirPreferredLeaders() {
        cluster.node(1).stop();
        assertThat(run("TopicCommand", "--describe", "--under-replicated-partitions"))
                .contains(TOPIC);
        cluster.node(1).restart();
        Awaitility.await("nothing is under-replicated")
                .atMost(ClusterUnderTest.SOON)
                .until(
                        () ->
                                run("TopicCommand", "--describe", "--under-replicated-partitions")
                                        .isBlank());

        run("LeaderElectionCommand", "--election-type", "preferred", "--all-topic-partitions");

        String described = run("TopicCommand", "--describe", "--topic", TOPIC);
        assertThat(described.lines().filter(line -> line.contains("Leader:")))
                .allSatisfy(line -> assertThat(line).matches(".*Leader: (\\d)\\s+Replicas: \\1.*"));
    }

    @Order(9)
    @Test
    void kafkaReplicaVerificationFindsNoDifferenceBetweenReplicas() throws IOException {
        // The tool goes on until it is stopped: its first report comes after one interval.
        Command tool =
                Command.tool(
                        "org.apache.kafka.tools.ReplicaVerificationTool",
                        "--broker-list",
                        cluster.bootstrap(),
                        "--topics-include",
                        TOPIC,
                        "--report-interval-ms",
                        "1000");
        Command withLimit =
                Command.of(
                        java.util.stream.Stream.concat(
                                        java.util.stream.Stream.of("timeout", "15"),
                                        tool.line().stream())
                                .toList());

        String told = withLimit.attempt(LIMIT).output();

        assertThat(told).contains("max lag is 0 for partition");
    }

    @Order(10)
    @Test
    void kafkaConfigsAndAlterWorkThroughAnyBroker() {
        for (int id = 1; id <= 3; id++) {
            String through = cluster.node(id).bootstrap();
            String key = List.of("retention.ms", "segment.ms", "max.message.bytes").get(id - 1);
            Command.tool("kafka.admin.ConfigCommand")
                    .and(
                            "--bootstrap-server",
                            through,
                            "--topic",
                            TOPIC,
                            "--alter",
                            "--add-config",
                            key + "=7654321")
                    .run(LIMIT);
        }

        String told =
                Command.tool("kafka.admin.ConfigCommand")
                        .and(
                                "--bootstrap-server",
                                cluster.bootstrap(),
                                "--topic",
                                TOPIC,
                                "--describe")
                        .run(LIMIT)
                        .output();

        assertThat(told)
                .contains(
                        "retention.ms=7654321", "segment.ms=7654321", "max.message.bytes=7654321");
    }

    @Order(11)
    @Test
    void kafkaTopicsDeletesEverywhere() {
        run("TopicCommand", "--delete", "--topic", TOPIC);

        assertThat(run("TopicCommand", "--list").lines()).doesNotContain(TOPIC);
        Map<Integer, String> left = new java.util.TreeMap<>();
        Awaitility.await("no directory of it is left")
                .atMost(ClusterUnderTest.SOON)
                .until(
                        () -> {
                            left.clear();
                            for (int id = 1; id <= 3; id++) {
                                try (var files = Files.list(cluster.node(id).dataDirectory())) {
                                    int node = id;
                                    files.map(f -> f.getFileName().toString())
                                            .filter(f -> f.startsWith(TOPIC + "-"))
                                            .forEach(f -> left.put(node, f));
                                }
                            }
                            return left.isEmpty();
                        });
    }

    private String run(String tool, String... arguments) {
        boolean subcommand = tool.equals("MetadataQuorumCommand") || tool.equals("ClusterTool");
        Command command = Command.tool("org.apache.kafka.tools." + tool);
        // Some take the connection before their subcommand, some after it.
        command =
                subcommand && tool.equals("ClusterTool")
                        ? command.and(arguments).and("--bootstrap-server", cluster.bootstrap())
                        : command.and("--bootstrap-server", cluster.bootstrap()).and(arguments);
        return command.run(LIMIT).output();
    }
}
