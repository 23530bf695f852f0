package strata.replication;

import java.util.Arrays;
import java.util.List;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.FollowerRegistry;
import strata.kernel.replication.LeaderReplica.FollowerView;
import strata.replication.FollowerProgress.Membership;

/**
 * The followers of a leader, in the order of the assignment. They are few, and looked at with every
 * fetch and append.
 */
final class Followers {
    private final NodeId leader;
    private final FollowerRegistry registry;
    private FollowerProgress[] all = {};

    Followers(NodeId leader, FollowerRegistry registry) {
        this.leader = leader;
        this.registry = registry;
    }

    /** All of them; not to be changed. */
    FollowerProgress[] all() {
        return all;
    }

    /** Null for one that is no follower. */
    @Nullable
    FollowerProgress find(NodeId id) {
        for (FollowerProgress follower : all) {
            if (follower.id().number() == id.number()) {
                return follower;
            }
        }
        return null;
    }

    /** Whether a follower may be in an ISR, with the broker epoch that it fetched with. */
    boolean mayJoin(FollowerProgress follower) {
        return registry.mayJoinIsr(follower.id(), follower.brokerEpoch());
    }

    /** Whether a member of the ISR may be in one. */
    boolean mayStay(FollowerProgress member) {
        return registry.mayJoinIsr(member.id(), -1L);
    }

    /**
     * The assignment is another one, or the ISR is. Of those who stay followers nothing is
     * forgotten.
     */
    void assign(List<NodeId> replicas, List<NodeId> isr, long nowMs) {
        FollowerProgress[] next = new FollowerProgress[replicas.size()];
        int count = 0;
        for (NodeId replica : replicas) {
            if (replica.equals(leader)) {
                continue;
            }
            boolean member = isr.contains(replica);
            FollowerProgress follower = find(replica);
            if (follower == null) {
                // A member was caught up; of when, nothing is known.
                follower = new FollowerProgress(replica, member ? nowMs : FollowerView.NEVER_MS);
            }
            follower.setMembership(member ? Membership.MEMBER : Membership.NONE);
            next[count++] = follower;
        }
        all = Arrays.copyOf(next, count);
    }
}
