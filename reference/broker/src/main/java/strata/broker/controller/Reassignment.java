package strata.broker.controller;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;

/**
 * How a partition's assignment changes (KIP-455): the new replicas come in addition to the old
 * ones; once all that are to stay are in sync, the others go.
 */
final class Reassignment {
    private Reassignment() {}

    /** The replicas that there were before a reassignment that is under way. */
    static List<NodeId> original(PartitionChanged now) {
        return without(now.replicas(), now.adding());
    }

    /** A partition on its way to another assignment. */
    static PartitionChanged begun(PartitionChanged now, List<NodeId> target) {
        List<NodeId> removing = new ArrayList<>(without(now.replicas(), target));
        Collections.sort(removing);
        List<NodeId> adding = new ArrayList<>(without(target, original(now)));
        Collections.sort(adding);
        List<NodeId> replicas = new ArrayList<>(target);
        replicas.addAll(removing);
        return PartitionEdit.of(now)
                .assigned(
                        Collections.unmodifiableList(replicas),
                        Collections.unmodifiableList(adding),
                        Collections.unmodifiableList(removing))
                .state();
    }

    /**
     * A partition whose reassignment is completed by an ISR.
     *
     * @return null when none is under way, or not all that are to stay are in the ISR
     */
    static @Nullable PartitionChanged completed(PartitionChanged now, List<NodeId> isr) {
        List<NodeId> target = without(now.replicas(), now.removing());
        return now.isReassigning() && !target.isEmpty() && isr.containsAll(target)
                ? PartitionEdit.of(now).assigned(target, List.of(), List.of()).state()
                : null;
    }

    /** A partition with the assignment that it had before. */
    static PartitionChanged cancelled(PartitionChanged now) {
        return PartitionEdit.of(now).assigned(original(now), List.of(), List.of()).state();
    }

    static List<NodeId> without(List<NodeId> nodes, List<NodeId> others) {
        return nodes.stream().filter(node -> !others.contains(node)).toList();
    }
}
