package strata.broker.controller;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;

/** A partition's state with parts of it changed. */
record PartitionEdit(PartitionChanged state) {
    static PartitionEdit of(PartitionChanged state) {
        return new PartitionEdit(state);
    }

    /** Another assignment. */
    PartitionEdit assigned(List<NodeId> replicas, List<NodeId> adding, List<NodeId> removing) {
        return new PartitionEdit(
                new PartitionChanged(
                        state.topicId(),
                        state.partition(),
                        replicas,
                        state.isr(),
                        state.leader(),
                        state.leaderEpoch(),
                        state.partitionEpoch(),
                        state.elr(),
                        state.lastKnownElr(),
                        state.recovering(),
                        adding,
                        removing));
    }

    /** Whether the leader is still recovering from an unclean election. */
    PartitionEdit recovering(boolean recovering) {
        return new PartitionEdit(
                new PartitionChanged(
                        state.topicId(),
                        state.partition(),
                        state.replicas(),
                        state.isr(),
                        state.leader(),
                        state.leaderEpoch(),
                        state.partitionEpoch(),
                        state.elr(),
                        state.lastKnownElr(),
                        recovering,
                        state.adding(),
                        state.removing()));
    }

    /** The state that follows though nothing else of it changes. */
    PartitionChanged nextEpoch() {
        int epoch = 1 + state.partitionEpoch();
        return new PartitionChanged(
                state.topicId(),
                state.partition(),
                state.replicas(),
                state.isr(),
                state.leader(),
                state.leaderEpoch(),
                epoch,
                state.elr(),
                state.lastKnownElr(),
                state.recovering(),
                state.adding(),
                state.removing());
    }
}
