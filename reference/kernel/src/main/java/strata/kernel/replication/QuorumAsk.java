package strata.kernel.replication;

import java.util.List;
import strata.kernel.NodeId;

/** What a member of the quorum says to another one. */
public sealed interface QuorumAsk {
    /** The epoch of the sender. */
    int epoch();

    /**
     * Asks for a vote (KIP-595; Raft section 5.2).
     *
     * @param epoch the candidate's; with {@code preVote} the epoch it is in, which it has not
     *     raised
     * @param last the end of the candidate's log
     * @param preVote whether it only asks if it would get the vote (KIP-996)
     */
    record Vote(int epoch, NodeId candidate, OffsetAndEpoch last, boolean preVote)
            implements QuorumAsk {}

    /** The leader of an epoch makes itself known. */
    record Begin(int epoch, NodeId leader) implements QuorumAsk {}

    /**
     * The leader of an epoch gives it up.
     *
     * @param successors the voters, the most up to date first; the first one seeks election at once
     */
    record End(int epoch, NodeId leader, List<NodeId> successors) implements QuorumAsk {}
}
