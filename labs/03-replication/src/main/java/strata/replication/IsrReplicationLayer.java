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
        return PartitionEpochs.open(spec);
    }

    @Override
    public FollowerReplica newFollower(ReplicaSpec spec, FollowerStart start) {
        return new IsrFollower(spec, start);
    }

    @Override
    public LeaderReplica newLeader(ReplicaSpec spec, LeaderStart start) {
        return new IsrLeader(spec, start);
    }

    @Override
    public ElectionRules elections() {
        return new LeaderElection();
    }

    @Override
    public FencingRules fencing() {
        return new EpochFencing();
    }

    @Override
    public Quorum openQuorum(QuorumSpec spec, long nowMs) {
        return RaftQuorum.open(spec, nowMs);
    }
}
