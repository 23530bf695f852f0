package strata.replication.quorum;

import strata.kernel.Todo;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumAsk;

/**
 * Who gets a vote (Raft sections 5.2 and 5.4.1; KIP-595, KIP-996). Pure.
 *
 * <p>That a candidate's log must be at least as up to date is what keeps committed entries: each of
 * them is in the logs of a majority, and no majority votes for one that lacks it.
 */
final class VotingRule {
    private VotingRule() {}

    /**
     * Whether a voter grants a vote in its own epoch.
     *
     * @param ask of the voter's epoch
     * @param own what the voter has said in this epoch, and which leader it knows
     * @param end of the voter's log
     * @param hearsLeader whether it leads, or has heard its leader within the fetch timeout
     */
    static boolean grants(
            QuorumAsk.Vote ask, ElectionState own, OffsetAndEpoch end, boolean hearsLeader) {
        throw Todo.step(
                "3.9",
                "a log as up to date, no vote for another, no leader; a pre-vote: none heard");
    }
}
