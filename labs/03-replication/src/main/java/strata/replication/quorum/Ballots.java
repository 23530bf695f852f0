package strata.replication.quorum;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.NodeId;
import strata.kernel.replication.QuorumAsk;

/** The votes of one election, or of the question before it. */
final class Ballots {
    private final QuorumAsk.Vote ask;
    private final int voters;
    // Who has answered, and whether it granted; the candidate itself is in it.
    private final Map<NodeId, Boolean> answers = new TreeMap<>();

    /** An election in which the candidate has its own vote. */
    Ballots(QuorumAsk.Vote ask, List<NodeId> voters) {
        this.ask = ask;
        this.voters = voters.size();
        answers.put(ask.candidate(), true);
    }

    /** What is asked in it. */
    QuorumAsk.Vote ask() {
        return ask;
    }

    /** A voter's answer; its first one counts. */
    void count(NodeId voter, boolean granted) {
        answers.putIfAbsent(voter, granted);
    }

    /** Whether a majority of all voters granted it. */
    boolean isWon() {
        return count(true) > voters / 2;
    }

    /** Whether so many refused that it cannot be won. */
    boolean isLost() {
        return voters - count(false) <= voters / 2;
    }

    private int count(boolean granted) {
        return (int) answers.values().stream().filter(a -> a == granted).count();
    }
}
