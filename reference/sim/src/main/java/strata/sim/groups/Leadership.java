package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.broker.Inspection;
import strata.kernel.NodeId;
import strata.kernel.TopicPartition;
import strata.sim.SimNode;
import strata.sim.cluster.ClusterClaims;

/**
 * Who coordinates a group in truth: the leader of the latest epoch of its partition of {@code
 * __consumer_offsets}.
 *
 * <p>A broker that has been replaced without knowing answers what needs no new record as before (in
 * Kafka, too). Such an answer proves nothing.
 */
public final class Leadership {
    public static final String OFFSETS = "__consumer_offsets";

    private final List<SimNode> brokers;
    private final ClusterClaims.Eyes eyes;
    private final int partitions;
    // Of each partition, the latest epoch that was ever seen; a node that knew it may be down.
    private final Map<TopicPartition, Integer> epochs = new LinkedHashMap<>();

    /**
     * @param partitions of the offsets topic
     */
    public Leadership(List<SimNode> brokers, ClusterClaims.Eyes eyes, int partitions) {
        this.brokers = brokers;
        this.eyes = eyes;
        this.partitions = partitions;
    }

    /** The partitions of the offsets topic. */
    public List<TopicPartition> all() {
        List<TopicPartition> all = new ArrayList<>();
        for (int number = 0; number < partitions; number++) {
            all.add(new TopicPartition(OFFSETS, number));
        }
        return all;
    }

    /** The partition that a group belongs to. */
    TopicPartition partitionOf(String groupId) {
        int hash = groupId.hashCode();
        int notNegative = hash == Integer.MIN_VALUE ? 0 : Math.abs(hash);
        return new TopicPartition(OFFSETS, notNegative % partitions);
    }

    /** Whether a broker coordinates a group now, and nobody has replaced it. */
    public boolean isCoordinator(NodeId broker, String groupId) {
        return leads(broker, partitionOf(groupId));
    }

    /** Whether a broker leads a partition now, and nobody has replaced it. */
    public boolean leads(NodeId broker, TopicPartition partition) {
        int latest = epochs.getOrDefault(partition, -1);
        int itsOwn = -1;
        for (SimNode node : brokers) {
            Inspection view = node.isUp() ? eyes.into(node.id()) : null;
            if (view == null) {
                continue;
            }
            for (Inspection.Replica replica : view.replicas()) {
                if (replica.partition().equals(partition)) {
                    latest = Math.max(latest, replica.leaderEpoch());
                    if (node.id().equals(broker) && replica.leads()) {
                        itsOwn = replica.leaderEpoch();
                    }
                }
            }
        }
        epochs.put(partition, latest);
        return itsOwn >= 0 && itsOwn == latest;
    }
}
