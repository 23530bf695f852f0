package strata.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.cli.EnvironmentFault;
import strata.kernel.Nullable;
import strata.node.NodeProcess;
import strata.node.ServerProperties;

/** What `up` makes of a data directory, ports and a number of nodes. */
class ClusterPlanTest {
    @TempDir private Path directory;

    @Test
    void threeNodesKnowEachOtherAndKeepTheirDataApart() {
        ClusterPlan plan = plan(3, Map.of());

        assertThat(plan.nodes()).extracting(NodePlan::id).containsExactly(1, 2, 3);
        assertThat(plan.nodes())
                .extracting(NodePlan::data)
                .containsExactly(
                        directory.resolve("node-1"),
                        directory.resolve("node-2"),
                        directory.resolve("node-3"));
        String voters = "1@%s,2@%s,3@%s".formatted(plan.bootstrap().toArray());
        assertThat(plan.nodes())
                .allSatisfy(
                        node ->
                                assertThat(node.properties())
                                        .containsEntry("process.roles", "broker,controller")
                                        .containsEntry("controller.quorum.voters", voters)
                                        .containsEntry("default.replication.factor", "3")
                                        .containsEntry("min.insync.replicas", "2")
                                        .containsEntry(
                                                "listeners", "PLAINTEXT://" + node.address()));
        assertThat(plan.settings())
                .isEqualTo("default.replication.factor=3, min.insync.replicas=2");
        assertThat(plan.clusterId()).hasSize(22);
    }

    @Test
    void theQuorumIsOddAndOfFiveAtMost() {
        assertThat(voterCount(2)).isEqualTo(1);
        assertThat(voterCount(4)).isEqualTo(3);
        assertThat(voterCount(5)).isEqualTo(5);
        assertThat(voterCount(7)).isEqualTo(5);
        assertThat(plan(4, Map.of()).nodes().get(3).properties())
                .containsEntry("process.roles", "broker");
    }

    @Test
    void whatIsSetWins() {
        assertThat(plan(3, Map.of("min.insync.replicas", "1")).settings())
                .isEqualTo("default.replication.factor=3, min.insync.replicas=1");
    }

    @Test
    void portsFollowOneAnotherAndAreFree() {
        int first = freePorts(3);

        ClusterPlan plan = ClusterPlan.of(ClusterData.of(directory), 3, first, Map.of());

        assertThat(plan.nodes())
                .extracting(NodePlan::port)
                .containsExactly(first, first + 1, first + 2);
    }

    @Test
    void aPortThatIsTakenIsToldWithItsHolderBeforeAnythingIsWritten() throws IOException {
        int first = freePorts(3);
        try (ServerSocket taken =
                new ServerSocket(first + 2, 1, InetAddress.getLoopbackAddress())) {
            assertThat(taken.isBound()).isTrue();
            assertThatThrownBy(() -> ClusterPlan.of(ClusterData.of(directory), 3, first, Map.of()))
                    .isInstanceOf(EnvironmentFault.class)
                    .hasMessageStartingWith("port " + (first + 2) + " is in use by ")
                    .hasMessageContaining("strata up --port ");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aConfigurationThatWasWrittenCanBeReadByANodeAlone() {
        ClusterPlan plan = plan(3, Map.of("broker.rack", "a\\b"));

        plan.writeFiles();

        for (NodePlan node : plan.nodes()) {
            assertThat(ServerProperties.read(node.file())).isEqualTo(node.properties());
        }
    }

    @Test
    void theClusterThatWasThereGoesOn() throws IOException {
        ClusterPlan first = plan(3, Map.of());
        first.writeFiles();
        // The second node has lost its data.
        for (int id : List.of(1, 3)) {
            write(id, String.valueOf(first.clusterId()));
        }

        ClusterData found = ClusterData.of(directory);

        assertThat(found.nodeCount()).isEqualTo(3);
        assertThat(found.lost()).containsExactly(directory.resolve("node-2"));
        assertThat(found.choose(null, true)).isEqualTo(new ClusterData.Choice(3, "as before"));
        assertThat(ClusterPlan.of(found, 3, 0, Map.of()).clusterId()).isEqualTo(first.clusterId());
    }

    @Test
    void nodesOfTwoClustersAreNotStartedTogether() throws IOException {
        write(1, NodeProcess.newClusterId());
        write(2, NodeProcess.newClusterId());

        assertThatThrownBy(() -> ClusterData.of(directory))
                .isInstanceOf(EnvironmentFault.class)
                .hasMessageStartingWith(directory.resolve("node-2") + " is of cluster ");
    }

    @Test
    void theDataOfOneNodeAreServedByOne() throws IOException {
        Files.writeString(
                directory.resolve("meta.properties"),
                "version=1\nnode.id=1\ncluster.id=%s\ndirectory.id=AAAAAAAAAAAAAAAAAAAAAA\n"
                        .formatted(NodeProcess.newClusterId()));
        ClusterData found = ClusterData.of(directory);

        assertThat(found.choose(null, true).nodeCount()).isEqualTo(1);
        assertThat(found.choose(null, true).why())
                .contains("holds a cluster of one node", "--data OTHER");
        assertThat(found.choose(1, true).nodeCount()).isEqualTo(1);
        assertThatThrownBy(() -> found.choose(3, true))
                .isInstanceOf(EnvironmentFault.class)
                .hasMessageContaining("holds a cluster of one node; serve it with --nodes 1");
        assertThat(ClusterPlan.of(found, 1, 0, Map.of()).nodes())
                .singleElement()
                .extracting(NodePlan::data)
                .isEqualTo(directory);
    }

    @Test
    void theDataOfThreeNodesAreNotServedByFewer() throws IOException {
        for (int id : List.of(1, 2, 3)) {
            write(id, "AAAAAAAAAAAAAAAAAAAAAA");
        }
        ClusterData found = ClusterData.of(directory);

        assertThatThrownBy(() -> found.choose(1, true))
                .isInstanceOf(EnvironmentFault.class)
                .hasMessageContaining("a cluster of 3 nodes; serve it with --nodes 3");
        assertThatThrownBy(() -> found.choose(null, false))
                .isInstanceOf(EnvironmentFault.class)
                .hasMessageContaining("needs layer 3");
    }

    @Test
    void aNewClusterHasThreeNodesWhereTheyCanReplicate() {
        assertThat(ClusterData.of(directory).choose(null, true))
                .isEqualTo(new ClusterData.Choice(3, "as layer 3 (replication) is present"));
        assertThat(ClusterData.of(directory).choose(null, false))
                .isEqualTo(new ClusterData.Choice(1, "as layer 3 (replication) is not present"));
        assertThat(ClusterData.of(directory).choose(5, true).nodeCount()).isEqualTo(5);
    }

    private long voterCount(int nodeCount) {
        String voters =
                plan(nodeCount, Map.of())
                        .nodes()
                        .get(0)
                        .properties()
                        .getOrDefault("controller.quorum.voters", "");
        return voters.chars().filter(c -> c == '@').count();
    }

    private ClusterPlan plan(int nodeCount, Map<String, String> set) {
        return ClusterPlan.of(new ClusterData(directory, 0, none()), nodeCount, 0, set);
    }

    private static @Nullable String none() {
        return null;
    }

    private void write(int id, String clusterId) throws IOException {
        Path data = Files.createDirectories(directory.resolve("node-" + id));
        Files.writeString(
                data.resolve("meta.properties"),
                "version=1\nnode.id=%d\ncluster.id=%s\ndirectory.id=AAAAAAAAAAAAAAAAAAAAAA\n"
                        .formatted(id, clusterId));
    }

    /** The first of so many that are free. */
    private static int freePorts(int count) {
        for (int first = 20_000; first < 60_000; first += count) {
            int from = first;
            if (java.util.stream.IntStream.range(from, from + count)
                    .allMatch(strata.cli.doctor.PortHolders::isFree)) {
                return first;
            }
        }
        throw new AssertionError("no free ports");
    }
}
