package strata.replication.quorum;

import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * What a member may never forget: in which epoch it is, and whom it voted for in it.
 *
 * @param epoch at least 0
 * @param leader of the epoch; null while not known
 * @param votedFor in the epoch; null for nobody
 */
record ElectionState(int epoch, @Nullable NodeId leader, @Nullable NodeId votedFor) {
    /** An epoch in which nothing has happened yet. */
    static ElectionState of(int epoch) {
        return new ElectionState(epoch, null, null);
    }

    ElectionState withLeader(@Nullable NodeId newLeader) {
        return new ElectionState(epoch, newLeader, votedFor);
    }

    ElectionState withVote(NodeId candidate) {
        return new ElectionState(epoch, leader, candidate);
    }
}
