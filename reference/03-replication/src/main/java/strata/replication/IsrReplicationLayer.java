package strata.replication;

import strata.kernel.replication.ElectionRules;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.FencingRules;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderStart;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.ReplicaSpec;
import strata.kernel.replication.ReplicationLayer;
import strata.replication.quorum.RaftQuorum;

/** Layer 3's way in. */
public final class IsrReplicationLayer implements ReplicationLayer {
    @Override
    public LeaderEpochs openEpochs(EpochsSpec spec) {
        throw new UnsupportedOperationException("leader epochs");
    }

    @Override
    public FollowerReplica newFollower(ReplicaSpec spec, FollowerStart start) {
        throw new UnsupportedOperationException("followers");
    }

    @Override
    public LeaderReplica newLeader(ReplicaSpec spec, LeaderStart start) {
        throw new UnsupportedOperationException("leaders");
    }

    @Override
    public ElectionRules elections() {
        throw new UnsupportedOperationException("elections");
    }

    @Override
    public FencingRules fencing() {
        throw new UnsupportedOperationException("fencing");
    }

    @Override
    public Quorum openQuorum(QuorumSpec spec, long nowMs) {
        return RaftQuorum.open(spec, nowMs);
    }
}
