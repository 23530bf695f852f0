package strata.broker.metadata;

import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.replication.ElectionRules;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
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

/** What the metadata log needs of a stand-in for layer 3. */
final class SoloLayer implements ReplicationLayer, LeaderEpochs {
    @Override
    public LeaderEpochs openEpochs(EpochsSpec spec) {
        return this;
    }

    @Override
    public FollowerReplica newFollower(ReplicaSpec spec, FollowerStart start) {
        throw new AssertionError();
    }

    @Override
    public LeaderReplica newLeader(ReplicaSpec spec, LeaderStart start) {
        throw new AssertionError();
    }

    @Override
    public ElectionRules elections() {
        throw new AssertionError();
    }

    @Override
    public FencingRules fencing() {
        throw new AssertionError();
    }

    @Override
    public Quorum openQuorum(QuorumSpec spec, long nowMs) {
        return SoloQuorum.open(spec, nowMs);
    }

    @Override
    public List<EpochEntry> entries() {
        return List.of();
    }

    @Override
    public int latestEpoch() {
        return -1;
    }

    @Override
    public void assign(int epoch, long startOffset) {}

    @Override
    public EpochEnd endOf(int epoch, long logEndOffset) {
        return EpochEnd.UNKNOWN;
    }

    @Override
    public int epochAt(long offset) {
        return -1;
    }

    @Override
    public @Nullable EpochEntry entryOf(int epoch) {
        return null;
    }

    @Override
    public void truncateFromEnd(long endOffset) {}

    @Override
    public void truncateFromStart(long startOffset) {}

    @Override
    public void clear() {}
}
