package strata.broker;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.replication.QuorumStatus;

/** A look into a node that changes nothing: for invariants, tests and tools. */
public interface Inspection {
    /** The replicas that this broker has open. */
    List<Replica> replicas();

    /** Where it stands in the quorum of the metadata log; null where there is none. */
    @Nullable
    QuorumStatus quorum();

    /** The epoch in which this node decides as the active controller; -1 when it does not. */
    int controllerEpoch();

    /** Every partition as the metadata has it that this node knows to be committed. */
    List<Assigned> partitions();

    /**
     * One replica.
     *
     * @param leads whether it leads, in its view
     * @param leaderEpoch of the metadata that it acts on; -1 before there is any
     * @param inSync of a leader: the ISR that the controller has confirmed to it; else empty
     */
    record Replica(
            TopicPartition partition,
            TopicId topic,
            boolean leads,
            int leaderEpoch,
            long highWatermark,
            long logEndOffset,
            List<NodeId> inSync) {}

    /**
     * A partition of the metadata.
     *
     * @param replicas how many
     * @param inSync how many of them are in the ISR
     * @param hasLeader whether it has a leader
     */
    record Assigned(TopicPartition partition, int replicas, int inSync, boolean hasLeader) {}
}
