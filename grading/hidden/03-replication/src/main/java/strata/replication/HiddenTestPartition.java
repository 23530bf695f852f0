package strata.replication;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;

/**
 * An assignment of brokers, in any order, and its subsets as numbers: bit {@code i} stands for the
 * {@code i}-th replica.
 */
final class HiddenTestPartition {
    /** Which replica leads where nobody does. */
    static final int NOBODY = -1;

    private static final TopicId TOPIC = new TopicId(5, 11);

    final List<NodeId> replicas;

    /** A broker that was a replica once. */
    final NodeId former;

    private HiddenTestPartition(List<NodeId> replicas, NodeId former) {
        this.replicas = replicas;
        this.former = former;
    }

    static HiddenTestPartition drawn(int count, SplittableRandom random) {
        List<NodeId> nodes = new ArrayList<>();
        while (nodes.size() <= count) {
            NodeId node = new NodeId(1 + random.nextInt(40));
            if (!nodes.contains(node)) {
                nodes.add(node);
            }
        }
        NodeId former = nodes.remove(count);
        return new HiddenTestPartition(Collections.unmodifiableList(nodes), former);
    }

    int count() {
        return replicas.size();
    }

    /** All subsets are below it. */
    int sets() {
        return 1 << count();
    }

    static boolean has(int set, int index) {
        return index >= 0 && (set >> index & 1) == 1;
    }

    /** The replica at a place; null for {@link #NOBODY}; the former one beyond the last. */
    @Nullable
    NodeId node(int index) {
        return index < 0 ? null : index < count() ? replicas.get(index) : former;
    }

    /** A set's nodes, in the order of the assignment. */
    List<NodeId> of(int set) {
        List<NodeId> nodes = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            if (has(set, i)) {
                nodes.add(replicas.get(i));
            }
        }
        return nodes;
    }

    /** A set's nodes in any order, perhaps with the one that is no replica any more. */
    List<NodeId> mixed(int set, SplittableRandom random) {
        List<NodeId> nodes = of(set);
        if (random.nextInt(4) == 0) {
            nodes.add(former);
        }
        for (int i = nodes.size() - 1; i > 0; i--) {
            Collections.swap(nodes, i, random.nextInt(i + 1));
        }
        return nodes;
    }

    int setOf(List<NodeId> nodes) {
        int set = 0;
        for (NodeId node : nodes) {
            set |= replicas.contains(node) ? 1 << replicas.indexOf(node) : 0;
        }
        return set;
    }

    /** A set with one replica alone; none for {@link #NOBODY}. */
    static int alone(int index) {
        return index < 0 ? 0 : 1 << index;
    }

    /** In leader epoch 7 and partition epoch 70. */
    PartitionChanged state(
            List<NodeId> isr, @Nullable NodeId leader, List<NodeId> elr, List<NodeId> lastKnown) {
        return state(isr, leader, elr, lastKnown, false);
    }

    /** The same, recovering or not. */
    PartitionChanged state(
            List<NodeId> isr,
            @Nullable NodeId leader,
            List<NodeId> elr,
            List<NodeId> lastKnown,
            boolean recovering) {
        return new PartitionChanged(
                TOPIC,
                3,
                replicas,
                isr,
                leader,
                7,
                70,
                elr,
                lastKnown,
                recovering,
                List.of(replicas.get(0)),
                List.of(former));
    }
}
