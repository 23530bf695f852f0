package strata.replication.quorum;

import java.util.Objects;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumLog;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus.Role;

/**
 * The elections in which this node stands: first the question whether it would win, then the vote.
 */
final class Elections {
    private final Standing standing;
    private final ElectionTimes times;
    private final QuorumLog log;
    private final Asks asks;
    // Null when none is under way.
    private @Nullable Ballots ballots;
    // In a row.
    private int losses;

    Elections(Standing standing, ElectionTimes times, QuorumLog log, Asks asks) {
        this.standing = standing;
        this.times = times;
        this.log = log;
        this.asks = asks;
    }

    /** What was under way has come to nothing: there is another epoch, or a leader. */
    void leave() {
        ballots = null;
    }

    /** There is a leader: the next pause is a short one again. */
    void settled() {
        losses = 0;
    }

    /**
     * The time of a prospective or a candidate is up.
     *
     * @return whether it is elected
     */
    boolean timeIsUp(long nowMs) {
        if (ballots == null) {
            return seek(nowMs);
        }
        lost(nowMs);
        return false;
    }

    /**
     * Asks for pre-votes (KIP-996): one that would lose raises no epoch, so it disturbs nobody.
     *
     * @return whether it is elected, as the only voter is
     */
    boolean seek(long nowMs) {
        standing.prospect(nowMs);
        return ask(true, nowMs) && stand(nowMs);
    }

    private boolean stand(long nowMs) {
        standing.stand(nowMs);
        return ask(false, nowMs);
    }

    private boolean ask(boolean preVote, long nowMs) {
        QuorumAsk.Vote vote =
                new QuorumAsk.Vote(standing.epoch(), standing.self(), log.end(), preVote);
        ballots = new Ballots(vote, standing.voters());
        asks.say(standing.others(), vote, nowMs);
        return ballots.isWon();
    }

    /**
     * A vote's answer.
     *
     * @return whether it is elected
     */
    boolean answered(NodeId from, QuorumAsk asked, QuorumSays answer, long nowMs) {
        throw Todo.step(
                "3.9", "count it in the election it is of; won: stand, then lead; lost: pause");
    }

    private void lost(long nowMs) {
        ballots = null;
        asks.clear();
        NodeId leader = standing.leader();
        if (standing.role() == Role.PROSPECTIVE && leader != null) {
            // The others hear it: so may this node, again.
            standing.follow(standing.epoch(), Objects.requireNonNull(leader), nowMs);
        } else {
            losses++;
            standing.setDeadlineMs(nowMs + times.backoffMs(losses));
        }
    }
}
