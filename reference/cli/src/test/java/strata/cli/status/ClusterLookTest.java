package strata.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.ask.Answers;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicId;
import strata.kernel.request.Api;
import strata.kernel.request.DescribeCluster;
import strata.kernel.request.DescribeLogDirs;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.DescribeTopicPartitions;
import strata.kernel.request.Listener;
import strata.kernel.request.Metadata;
import strata.kernel.request.Request;
import strata.kernel.request.Response;

/** What `status` sees of a cluster of three, one of which is down. */
class ClusterLookTest {
    private static final Set<Api> APIS =
            EnumSet.of(
                    Api.DESCRIBE_CLUSTER,
                    Api.DESCRIBE_TOPIC_PARTITIONS,
                    Api.DESCRIBE_LOG_DIRS,
                    Api.DESCRIBE_QUORUM);

    @TempDir private Path directory;

    private final Map<Integer, FakeBroker> brokers = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private int portOfTheDead;
    private volatile boolean leaderless;

    @BeforeEach
    void startTwoOfThree() throws IOException {
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            portOfTheDead = nobody.getLocalPort();
        }
        for (int id : new int[] {1, 2}) {
            Path data = directory.resolve("node-" + id);
            brokers.put(id, FakeBroker.start(data, id, APIS, request -> answer(id, request)));
        }
    }

    @AfterEach
    void stop() {
        brokers.values().forEach(FakeBroker::close);
    }

    private Response answer(int self, Request request) {
        synchronized (asked) {
            asked.add(self + " " + request.getClass().getEnclosingClass().getSimpleName());
        }
        return switch (request) {
            case DescribeCluster.Request any ->
                    new DescribeCluster.Response(
                            ErrorCode.NONE,
                            (byte) 1,
                            "AAAAAAAAAAAAAAAAAAAAAA",
                            new NodeId(self),
                            List.of(broker(1), broker(2), broker(3)),
                            List.of(new NodeId(3)));
            case DescribeTopicPartitions.Request any -> partitions(any);
            case DescribeLogDirs.Request any -> logDirs(self);
            case DescribeQuorum.Request any when leaderless ->
                    DescribeQuorum.Response.failed(ErrorCode.REQUEST_TIMED_OUT, "nobody leads");
            case DescribeQuorum.Request any -> self == 2 ? quorum() : notTheLeader();
            default -> new Response.CloseConnection("not expected");
        };
    }

    private Metadata.Broker broker(int id) {
        return new Metadata.Broker(new NodeId(id), "127.0.0.1", port(id), null);
    }

    private int port(int id) {
        FakeBroker broker = brokers.get(id);
        return broker == null ? portOfTheDead : broker.port();
    }

    /** In two pages. */
    private static DescribeTopicPartitions.Response partitions(
            DescribeTopicPartitions.Request request) {
        return request.cursor() == null
                ? new DescribeTopicPartitions.Response(
                        List.of(
                                topic(
                                        "a",
                                        partition(0, 1, List.of(1, 2), List.of(1, 2)),
                                        partition(1, 2, List.of(2, 3), List.of(2)))),
                        new DescribeTopicPartitions.Cursor("b", 0))
                : new DescribeTopicPartitions.Response(
                        List.of(topic("b", partition(0, -1, List.of(3), List.of()))), null);
    }

    private static DescribeTopicPartitions.TopicDescription topic(
            String name, DescribeTopicPartitions.PartitionDescription... partitions) {
        return new DescribeTopicPartitions.TopicDescription(
                ErrorCode.NONE, name, TopicId.ZERO, false, List.of(partitions));
    }

    private static DescribeTopicPartitions.PartitionDescription partition(
            int number, int leader, List<Integer> replicas, List<Integer> isr) {
        List<NodeId> elr =
                replicas.stream().filter(id -> !isr.contains(id)).map(NodeId::new).toList();
        return new DescribeTopicPartitions.PartitionDescription(
                new Metadata.PartitionDescription(
                        leader < 0 ? ErrorCode.LEADER_NOT_AVAILABLE : ErrorCode.NONE,
                        number,
                        leader < 0 ? null : new NodeId(leader),
                        7,
                        replicas.stream().map(NodeId::new).toList(),
                        isr.stream().map(NodeId::new).toList(),
                        List.of()),
                elr,
                List.of());
    }

    private static DescribeLogDirs.Response logDirs(int self) {
        return new DescribeLogDirs.Response(
                List.of(
                        new DescribeLogDirs.Directory(
                                ErrorCode.NONE,
                                "/data",
                                List.of(
                                        new DescribeLogDirs.TopicDescription(
                                                "a",
                                                List.of(
                                                        new DescribeLogDirs.PartitionDescription(
                                                                0, 1_000, self == 2 ? 17 : 0)))),
                                -1,
                                -1)));
    }

    private DescribeQuorum.Response quorum() {
        return new DescribeQuorum.Response(
                ErrorCode.NONE,
                null,
                new NodeId(2),
                5,
                120,
                List.of(member(1, 118), member(2, 121), member(3, -1)),
                List.of(member(9, 100)),
                List.of(at(1), at(2), at(3)));
    }

    private static DescribeQuorum.Response notTheLeader() {
        return new DescribeQuorum.Response(
                ErrorCode.NOT_LEADER_OR_FOLLOWER,
                null,
                new NodeId(2),
                5,
                -1,
                List.of(),
                List.of(),
                List.of());
    }

    private static DescribeQuorum.ReplicaState member(int id, long logEndOffset) {
        return new DescribeQuorum.ReplicaState(new NodeId(id), logEndOffset, 1, 1);
    }

    private DescribeQuorum.Node at(int id) {
        return new DescribeQuorum.Node(
                new NodeId(id), List.of(new Listener("CONTROLLER", "127.0.0.1", port(id))));
    }

    private ClusterLook look() {
        return new ClusterLook(
                List.of(
                        new Answers.Broker(3, "127.0.0.1", port(3), false),
                        new Answers.Broker(1, "127.0.0.1", port(1), false)));
    }

    @Test
    void theFirstThatAnswersTellsOfAllAndWhoIsDownIsSeen() throws IOException {
        ClusterReport report = look().report();

        assertThat(report.clusterId()).isEqualTo("AAAAAAAAAAAAAAAAAAAAAA");
        assertThat(report.controller()).isEqualTo(2);
        assertThat(report.nodes())
                .extracting(ClusterReport.NodeReport::id, ClusterReport.NodeReport::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, "up"),
                        org.assertj.core.groups.Tuple.tuple(2, "up"),
                        org.assertj.core.groups.Tuple.tuple(3, "down"));
        assertThat(report.nodes().get(2).silence()).contains("refused");
        assertThat(asked)
                .as("the controller knows the partitions first")
                .contains("2 DescribeTopicPartitions")
                .doesNotContain("1 DescribeTopicPartitions");
    }

    @Test
    void everyPageIsReadAndTheWorstComesFirst() throws IOException {
        ClusterReport report = look().report();

        assertThat(report.offlineCount()).isEqualTo(1);
        assertThat(report.underReplicatedCount()).isEqualTo(2);
        assertThat(report.partitions())
                .extracting(p -> p.partition().topic() + "-" + p.partition().number())
                .containsExactly("b-0", "a-1", "a-0");
        assertThat(report.partitions().get(2).lags()).containsExactly(Map.entry(2, 17L));
        assertThat(report.partitions().get(1).partition().elr()).containsExactly(3);
    }

    @Test
    void aPersonReadsIt() throws IOException {
        ClusterReport report = look().report();

        assertThat(new StatusText(report, 2).lines())
                .contains(
                        "controller  node 2, epoch 5",
                        "partitions  3: 1 offline, 2 under-replicated",
                        "topic  partition  leader  epoch  replicas  isr  elr  lag",
                        "b      0          none    7      3         -    3    3:?",
                        "a      1          2       7      2,3       2    3    3:?",
                        "and 1 more: --all",
                        "quorum      leader 2, epoch 5, high watermark 120",
                        "1     voter     118      3",
                        "2     voter     121      0",
                        "3     voter     ?        ?",
                        "9     observer  100      21")
                .anyMatch(
                        line ->
                                line.startsWith("3 ")
                                        && line.contains("broker,controller  down: ")
                                        && line.endsWith("refused"));
    }

    @Test
    void aQuorumThatNobodyLeadsIsSaidWithWhatIsToBeDone() throws IOException {
        leaderless = true;

        ClusterReport report = look().report();

        // Brokers name one of them even then.
        assertThat(report.controller()).isEqualTo(-1);
        assertThat(new StatusText(report, 2).lines())
                .contains(
                        "controller  none: no majority of the quorum's voters can be reached; start"
                                + " more of them",
                        "quorum      no leader");
        assertThat(StatusFields.of(report)).containsEntry("controller", -1);
    }

    @Test
    void aProgramReadsIt() throws IOException {
        Map<String, Object> fields = StatusFields.of(look().report());

        assertThat(fields)
                .containsEntry("controller", 2)
                .containsEntry("offline", 1L)
                .containsEntry("underReplicated", 2L)
                .containsKeys("clusterId", "nodes", "partitions", "quorum");
    }

    @Test
    void whenNobodyAnswersItIsSaidOfEach() {
        ClusterLook look =
                new ClusterLook(List.of(new Answers.Broker(-1, "127.0.0.1", port(3), false)));

        assertThatThrownBy(look::report)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + port(3))
                .hasMessageContaining("refused");
    }
}
