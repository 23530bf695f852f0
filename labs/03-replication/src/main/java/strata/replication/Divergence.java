package strata.replication;

import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.ReplicaLog;

/**
 * Where two logs part. Leader and follower find it together, by epochs alone: the leader notices
 * that the follower's log is no prefix of its own, the follower cuts.
 */
final class Divergence {
    private Divergence() {}

    /**
     * The leader's side (KIP-595). A follower's log is a prefix of the leader's, as far as epochs
     * tell, when the leader knows the epoch of the follower's last record, and this epoch does not
     * end below the fetch offset in the leader's log. A follower without a last fetched epoch (-1)
     * has nothing to compare.
     *
     * @return null when it fits; else where the greatest epoch that is not above the follower's
     *     last one ends in the leader's log
     */
    static @Nullable EpochEnd seenByLeader(
            LeaderEpochs leaders, long logEndOffset, FetchPosition follower) {
        throw Todo.step(
                "3.3", "look where that epoch ends in the leader's log; return null if it fits");
    }

    /**
     * The follower's side: up to where both logs are the same for sure. Of the greatest epoch that
     * the follower has and that is not above the leader's, it takes the smaller one of the two ends
     * (KIP-279). Where it has none so old, or the leader knows none (epoch -1), that is the
     * follower's log start; it is never below that.
     *
     * @param followers the follower's epochs
     * @param log the follower's
     * @param leader what {@link #seenByLeader} found
     */
    static long seenByFollower(LeaderEpochs followers, ReplicaLog log, EpochEnd leader) {
        throw Todo.step(
                "3.3",
                "return the smaller end of the greatest common epoch, at least the log start");
    }
}
