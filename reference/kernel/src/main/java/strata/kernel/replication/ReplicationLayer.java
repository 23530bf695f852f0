package strata.kernel.replication;

/**
 * Layer 3's way in; its provider has a public constructor without parameters and is named by the
 * resource {@code META-INF/strata/replication}.
 */
public interface ReplicationLayer {
    /**
     * Opens a partition's leader epochs: reads the checkpoint file and brings it into line with the
     * log (entries at or above the log end go, those below the log start are folded into one). A
     * file that is missing or damaged is made anew from the batch headers of the log; and what the
     * log holds above the last entry's start in a later epoch is added.
     *
     * @throws strata.kernel.storage.StorageException when the storage fails
     */
    LeaderEpochs openEpochs(EpochsSpec spec);

    /** A replica that follows, from now on. */
    FollowerReplica newFollower(ReplicaSpec spec, FollowerStart start);

    /**
     * A replica that leads, from now on. Its epoch is entered into the leader epochs, at the log
     * end, durably, before this returns.
     */
    LeaderReplica newLeader(ReplicaSpec spec, LeaderStart start);

    /** How partitions' leaders are chosen. */
    ElectionRules elections();

    /** Who may speak for a broker and for a partition. */
    FencingRules fencing();

    /**
     * Opens this node's part in the quorum of the metadata log; its state file is read.
     *
     * @throws strata.kernel.storage.StorageException when the storage fails, or the state file is
     *     damaged: a voter that forgot its vote could vote twice
     */
    Quorum openQuorum(QuorumSpec spec, long nowMs);
}
