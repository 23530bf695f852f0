package strata.kernel.replication;

import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * Where a node stands in the quorum.
 *
 * @param epoch counts leaders; 0 before the first election
 * @param leader of that epoch, if known
 * @param votedFor in that epoch
 * @param highWatermark the metadata log is committed below it; -1 while not known
 */
public record QuorumStatus(
        Role role,
        int epoch,
        @Nullable NodeId leader,
        @Nullable NodeId votedFor,
        long highWatermark) {
    /** KRaft's states. */
    public enum Role {
        /** Knows no leader: waits for one, or until it is time to seek election. */
        UNATTACHED,
        /** Asks whether it would be elected (KIP-996). */
        PROSPECTIVE,
        /** Has raised the epoch, voted for itself, and asks for votes. */
        CANDIDATE,
        /** Fetches from a leader. */
        FOLLOWER,
        /** Leads. */
        LEADER,
        /** Has led, and tells the others that it does no more. */
        RESIGNED
    }
}
