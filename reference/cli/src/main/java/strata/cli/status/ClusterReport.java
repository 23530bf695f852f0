package strata.cli.status;

import java.util.List;
import java.util.Map;
import strata.cli.ask.Answers.Partition;
import strata.cli.ask.Answers.Quorum;
import strata.kernel.Nullable;

/**
 * How a cluster is.
 *
 * @param controller -1 while there is none
 * @param partitions those that nobody leads first, then those that lack a replica in sync
 * @param quorum null where the layers that are present have none
 * @param groups null where the layers that are present have none
 */
public record ClusterReport(
        String clusterId,
        int controller,
        List<NodeReport> nodes,
        List<PartitionReport> partitions,
        @Nullable Quorum quorum,
        @Nullable GroupReport.All groups) {
    /** Why there is no controller, and what is to be done. */
    static final String NO_MAJORITY =
            "no majority of the quorum's voters can be reached; start more of them";

    /**
     * A node.
     *
     * @param roles as in {@code process.roles}
     * @param fenced whether the controller does not let it serve
     * @param silence why it did not answer; null when it did
     */
    public record NodeReport(
            int id, String address, String roles, boolean fenced, @Nullable String silence) {
        /** In a word. */
        public String state() {
            if (silence != null) {
                return "down";
            }
            return fenced ? "fenced" : "up";
        }
    }

    /**
     * A partition.
     *
     * @param lags of each follower, in offsets behind the high watermark; without those that did
     *     not say
     */
    public record PartitionReport(Partition partition, Map<Integer, Long> lags) {}

    /** How many partitions nobody leads. */
    public long offlineCount() {
        return partitions.stream().filter(p -> p.partition().isOffline()).count();
    }

    /** How many partitions have a replica that is not in sync. */
    public long underReplicatedCount() {
        return partitions.stream().filter(p -> p.partition().isUnderReplicated()).count();
    }
}
