package strata.broker.replica;

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

/**
 * Stands in for layer 3 where it is not there: one node, which leads everything and has committed
 * all it has.
 */
public final class SoloReplication implements ReplicationLayer {
    private final QuorumOpening quorums;
    private final ElectionRules elections;
    private final FencingRules fencing;

    /** Opens a quorum of one. */
    public interface QuorumOpening {
        Quorum open(QuorumSpec spec, long nowMs);
    }

    /**
     * @param quorums for the metadata log
     * @param elections of one broker
     * @param fencing of one broker
     */
    public SoloReplication(QuorumOpening quorums, ElectionRules elections, FencingRules fencing) {
        this.quorums = quorums;
        this.elections = elections;
        this.fencing = fencing;
    }

    @Override
    public LeaderEpochs openEpochs(EpochsSpec spec) {
        return NO_EPOCHS;
    }

    @Override
    public FollowerReplica newFollower(ReplicaSpec spec, FollowerStart start) {
        throw new IllegalStateException(
                spec.partition() + " is to follow, which takes layer 3 (replication)");
    }

    @Override
    public LeaderReplica newLeader(ReplicaSpec spec, LeaderStart start) {
        return new SoloLeader(spec.log().logEndOffset(), start);
    }

    @Override
    public ElectionRules elections() {
        return elections;
    }

    @Override
    public FencingRules fencing() {
        return fencing;
    }

    @Override
    public Quorum openQuorum(QuorumSpec spec, long nowMs) {
        return quorums.open(spec, nowMs);
    }

    /** There is one leader for ever, so nothing is to be told apart. */
    private static final LeaderEpochs NO_EPOCHS =
            new LeaderEpochs() {
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
            };
}
