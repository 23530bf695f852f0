package strata.broker.replica;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.BrokerSessions;
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

    /** Opens a quorum of one. */
    public interface QuorumOpening {
        Quorum open(QuorumSpec spec, long nowMs);
    }

    public SoloReplication(QuorumOpening quorums) {
        this.quorums = quorums;
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
        return SoloReplication::elect;
    }

    private static PartitionChanged elect(
            PartitionChanged now,
            ElectionRules.Wish wish,
            ElectionRules.Circumstances circumstances) {
        NodeId first = now.replicas().get(0);
        if (first.equals(now.leader())) {
            return now;
        }
        return new PartitionChanged(
                now.topicId(),
                now.partition(),
                now.replicas(),
                List.of(first),
                first,
                now.leaderEpoch() + 1,
                now.partitionEpoch() + 1);
    }

    @Override
    public FencingRules fencing() {
        return new NoFencing();
    }

    @Override
    public Quorum openQuorum(QuorumSpec spec, long nowMs) {
        return quorums.open(spec, nowMs);
    }

    /** Nobody else is there who could be mistaken. */
    private static final class NoFencing implements FencingRules {
        @Override
        public ErrorCode registration(
                @Nullable BrokerRegistered known, TopicId incarnation, boolean sessionAlive) {
            return ErrorCode.NONE;
        }

        @Override
        public ErrorCode heartbeat(@Nullable BrokerRegistered known, long brokerEpoch) {
            return known == null ? ErrorCode.BROKER_ID_NOT_REGISTERED : ErrorCode.NONE;
        }

        @Override
        public ErrorCode isrChange(
                @Nullable PartitionChanged now, IsrChange change, Brokers brokers) {
            return ErrorCode.INVALID_REQUEST;
        }

        @Override
        public BrokerSessions newSessions(long sessionTimeoutMs) {
            return new EndlessSessions();
        }
    }

    /** The one broker is the controller itself: it is there. */
    private static final class EndlessSessions implements BrokerSessions {
        @Override
        public void heard(NodeId broker, long nowMs) {}

        @Override
        public void end(NodeId broker) {}

        @Override
        public boolean isAlive(NodeId broker, long nowMs) {
            return true;
        }

        @Override
        public List<NodeId> expired(long nowMs) {
            return List.of();
        }

        @Override
        public long nextExpiryMs() {
            return Long.MAX_VALUE;
        }

        @Override
        public void clear() {}
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
