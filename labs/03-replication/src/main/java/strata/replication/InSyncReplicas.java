package strata.replication;

import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.replication.FollowerProgress.Membership;

/**
 * The ISR that the controller has confirmed, and the proposal to change it that is under way.
 *
 * <p>Invariant: while a proposal is under way, the followers that it would add are {@link
 * Membership#JOINING}; nobody else is.
 */
final class InSyncReplicas {
    private final NodeId leader;
    private final int leaderEpoch;
    private final Followers followers;
    private List<NodeId> replicas;
    private IsrState confirmed;
    private @Nullable IsrProposal underWay;

    InSyncReplicas(
            NodeId leader,
            int leaderEpoch,
            Followers followers,
            List<NodeId> replicas,
            IsrState isr) {
        this.leader = leader;
        this.leaderEpoch = leaderEpoch;
        this.followers = followers;
        this.replicas = replicas;
        this.confirmed = isr;
    }

    IsrState confirmed() {
        return confirmed;
    }

    /**
     * How many replicas must be in sync.
     *
     * @param minInsyncReplicas more than there are replicas counts as all of them
     */
    int required(int minInsyncReplicas) {
        return Math.min(minInsyncReplicas, replicas.size());
    }

    /** The size of the confirmed ISR. */
    int size() {
        return confirmed.isr().size();
    }

    /** The size of the maximal ISR: the confirmed one, with those who are about to join. */
    int maximalSize() {
        throw Todo.step("3.6", "count the confirmed ISR and the followers that are JOINING");
    }

    @Nullable
    IsrProposal underWay() {
        return underWay;
    }

    /** The controller has confirmed a state: it is in force, and nothing is under way. */
    void adopt(List<NodeId> newReplicas, IsrState state, long nowMs) {
        replicas = newReplicas;
        confirmed = state;
        underWay = null;
        followers.assign(newReplicas, state.isr(), nowMs);
    }

    /** The controller has confirmed the proposal under way. */
    void confirm(IsrState state, long nowMs) {
        adopt(replicas, state, nowMs);
    }

    /** The proposal under way was not carried out: nobody is about to join. */
    void drop(long nowMs) {
        adopt(replicas, confirmed, nowMs);
    }

    /**
     * Proposes another ISR, in the order of the assignment. From now on it is under way, and its
     * members that are outside the confirmed ISR are about to join.
     *
     * @param members besides the leader, in any order
     */
    IsrProposal propose(List<FollowerProgress> members) {
        throw Todo.step(
                "3.5", "make the proposal; mark who is about to join; note that it is under way");
    }
}
