package strata.cli.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import strata.cli.EnvironmentFault;
import strata.kernel.Nullable;
import strata.node.NodeProcess;

/**
 * What a data directory of {@code strata up} holds: one node's data, or a folder and a
 * configuration for each of several nodes.
 *
 * @param nodeCount 0 for nothing
 * @param clusterId null for a cluster that is new
 */
public record ClusterData(Path directory, int nodeCount, @Nullable String clusterId) {
    private static final String META = "meta.properties";

    /**
     * Looks into a directory, which need not be there.
     *
     * @throws EnvironmentFault when two of its nodes are of different clusters
     * @throws strata.node.StartException when it cannot be told of which cluster one is
     */
    public static ClusterData of(Path directory) {
        if (Files.exists(directory.resolve(META))) {
            return new ClusterData(directory, 1, NodeProcess.clusterIdOf(directory));
        }
        int count = 0;
        String clusterId = null;
        while (isNode(directory, count + 1)) {
            count++;
            Path node = node(directory, count);
            String its = NodeProcess.clusterIdOf(node);
            if (clusterId != null && its != null && !its.equals(clusterId)) {
                throw new EnvironmentFault(
                        node
                                + " is of cluster "
                                + its
                                + ", the nodes before it of "
                                + clusterId
                                + "; put back what belongs there, or choose another --data");
            }
            clusterId = clusterId == null ? its : clusterId;
        }
        return new ClusterData(directory, count, clusterId);
    }

    private static boolean isNode(Path directory, int id) {
        Path node = node(directory, id);
        return Files.exists(node.resolve(META))
                || Files.exists(new NodePlan(id, 0, node, Map.of()).file());
    }

    /** The data directory of one of several nodes. */
    static Path node(Path directory, int id) {
        return directory.resolve("node-" + id);
    }

    /** Those of its nodes whose data are gone: an empty disk, or one that is not mounted. */
    public List<Path> lost() {
        return nodeCount < 2 || clusterId == null
                ? List.of()
                : IntStream.rangeClosed(1, nodeCount)
                        .mapToObj(id -> node(directory, id))
                        .filter(node -> !Files.exists(node.resolve(META)))
                        .toList();
    }

    /** Whether it is a data directory at all. */
    public boolean isThere() {
        return nodeCount > 0;
    }

    /**
     * How many nodes are to run, and why.
     *
     * @param asked null for as many as fit
     * @param replicated whether layer 3 is present
     * @throws EnvironmentFault when the data are of another number
     */
    public Choice choose(@Nullable Integer asked, boolean replicated) {
        if (asked != null && isThere() && asked != nodeCount) {
            throw new EnvironmentFault(
                    directory
                            + " holds a cluster of "
                            + (nodeCount == 1 ? "one node" : nodeCount + " nodes")
                            + "; serve it with --nodes "
                            + nodeCount
                            + ", or begin a new one with --data OTHER (or with --fresh, which"
                            + " deletes what is there)");
        }
        if (nodeCount > 1 && !replicated) {
            throw new EnvironmentFault(
                    directory
                            + " holds a cluster of "
                            + nodeCount
                            + " nodes, which needs layer 3 (replication); choose another --data");
        }
        if (asked != null) {
            return new Choice(asked, "as asked");
        }
        if (!replicated) {
            return new Choice(1, "as layer 3 (replication) is not present");
        }
        if (nodeCount == 1) {
            return new Choice(
                    1,
                    "as "
                            + directory
                            + " holds a cluster of one node (three: --data OTHER, or --fresh,"
                            + " which deletes it)");
        }
        return isThere()
                ? new Choice(nodeCount, "as before")
                : new Choice(ClusterPlan.USUAL_NODES, "as layer 3 (replication) is present");
    }

    /** How many nodes, and why so many. */
    public record Choice(int nodeCount, String why) {}
}
