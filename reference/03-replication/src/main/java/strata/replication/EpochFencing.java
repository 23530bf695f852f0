package strata.replication;

import java.util.List;
import java.util.TreeSet;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.BrokerSessions;
import strata.kernel.replication.FencingRules;
import strata.kernel.replication.IsrProposal;

/** Checks the epochs of those who speak to the controller (KIP-497, KIP-631, KIP-903). */
final class EpochFencing implements FencingRules {
    @Override
    public ErrorCode registration(
            @Nullable BrokerRegistered known, TopicId incarnation, boolean sessionAlive) {
        // LAB 3.8 another process with the id of one that is alive is refused
        boolean another = known != null && !known.incarnation().equals(incarnation);
        return another && sessionAlive ? ErrorCode.DUPLICATE_BROKER_REGISTRATION : ErrorCode.NONE;
    }

    @Override
    public ErrorCode heartbeat(@Nullable BrokerRegistered known, long brokerEpoch) {
        // LAB 3.8 only the process that holds the registered epoch speaks for a broker
        if (known == null) {
            return ErrorCode.BROKER_ID_NOT_REGISTERED;
        }
        return known.brokerEpoch() == brokerEpoch ? ErrorCode.NONE : ErrorCode.STALE_BROKER_EPOCH;
    }

    @Override
    public ErrorCode isrChange(@Nullable PartitionChanged now, IsrChange change, Brokers brokers) {
        // LAB 3.8 the first error that applies: epochs of the future and past, the ISR, its members
        if (now == null) {
            return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (change.leaderEpoch() > now.leaderEpoch()
                || change.partitionEpoch() > now.partitionEpoch()) {
            return ErrorCode.NOT_CONTROLLER;
        }
        if (change.leaderEpoch() < now.leaderEpoch()) {
            return ErrorCode.FENCED_LEADER_EPOCH;
        }
        if (!change.sender().equals(now.leader())) {
            return ErrorCode.INVALID_REQUEST;
        }
        if (change.partitionEpoch() < now.partitionEpoch()) {
            return ErrorCode.INVALID_UPDATE_VERSION;
        }
        if (!isPossible(now, change)) {
            return ErrorCode.INVALID_REQUEST;
        }
        for (IsrProposal.Member member : change.isr()) {
            if (!now.isr().contains(member.broker())
                    && !mayJoin(member, brokers.broker(member.broker()))) {
                return ErrorCode.INELIGIBLE_REPLICA;
            }
        }
        return ErrorCode.NONE;
    }

    // LAB 3.8 REMOVE
    private static boolean isPossible(PartitionChanged now, IsrChange change) {
        List<NodeId> isr = change.isr().stream().map(IsrProposal.Member::broker).toList();
        boolean ofReplicas =
                now.replicas().containsAll(isr) && new TreeSet<>(isr).size() == isr.size();
        boolean recovery = !change.recovering() || (now.recovering() && isr.size() == 1);
        return ofReplicas && isr.contains(change.sender()) && recovery;
    }

    // LAB 3.8 REMOVE
    private static boolean mayJoin(IsrProposal.Member member, @Nullable BrokerRegistered known) {
        return known != null
                && known.mayLead()
                && (member.brokerEpoch() == -1 || member.brokerEpoch() == known.brokerEpoch());
    }

    @Override
    public BrokerSessions newSessions(long sessionTimeoutMs) {
        return new SessionTable(sessionTimeoutMs);
    }
}
