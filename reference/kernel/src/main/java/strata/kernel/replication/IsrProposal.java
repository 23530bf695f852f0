package strata.kernel.replication;

import java.util.List;
import strata.kernel.NodeId;

/**
 * A change of the ISR that a leader asks the controller for (AlterPartition, KIP-497).
 *
 * @param leaderEpoch the leader's
 * @param partitionEpoch of the state that it is to replace
 * @param isr the new one, in the order of the assignment
 */
public record IsrProposal(int leaderEpoch, int partitionEpoch, List<Member> isr) {
    /**
     * @param brokerEpoch with which it last fetched (KIP-903); -1 for the leader's own, if not
     *     known
     */
    public record Member(NodeId broker, long brokerEpoch) {}
}
