package strata.replication.quorum;

import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumLog;
import strata.kernel.replication.QuorumStatus.Role;

/** The side of one that follows, or looks for a leader: whom it fetches from, and what it takes. */
final class Fetching {
    private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);
    private static final long RETRY_MAX_MS = 100;
    private static final long NO_WAIT_MS = Long.MIN_VALUE;

    private final Standing standing;
    private final ElectionTimes times;
    private final QuorumLog log;
    // Fetches in a row that got no answer, or none that helped.
    private int failures;
    // Not before this time; NO_WAIT_MS for now.
    private long notBeforeMs = NO_WAIT_MS;
    // Which voter is asked while no leader is known, or the known one is dead.
    private int turn;
    // The leader that is dead for certain, until it answers.
    private @Nullable NodeId dead;

    Fetching(Standing standing, ElectionTimes times, QuorumLog log) {
        this.standing = standing;
        this.times = times;
        this.log = log;
    }

    /** When a fetch is to be made that is held back now. */
    long deadlineMs() {
        return notBeforeMs == NO_WAIT_MS ? Standing.NEVER_MS : notBeforeMs;
    }

    @Nullable
    QuorumFetch next(long nowMs) {
        if (nowMs >= notBeforeMs) {
            notBeforeMs = NO_WAIT_MS;
        }
        boolean looksFor = standing.role() == Role.FOLLOWER || standing.role() == Role.UNATTACHED;
        NodeId from = source();
        if (!looksFor || from == null || notBeforeMs != NO_WAIT_MS) {
            return null;
        }
        OffsetAndEpoch end = log.end();
        if (log.flushedOffset() < end.offset()) {
            // To ask beyond the end would say that it has what a crash could still take.
            return null;
        }
        return new QuorumFetch(
                from,
                new FetchPosition(end.offset(), standing.epoch(), end.epoch(), log.startOffset()));
    }

    private @Nullable NodeId source() {
        NodeId leader = standing.leader();
        List<NodeId> others = standing.others();
        // A voter whose leader is dead seeks election; an observer looks for the next leader.
        if (leader != null && (standing.isVoter() || !leader.equals(dead))) {
            return leader;
        }
        return others.isEmpty() ? null : others.get(turn % others.size());
    }

    /** No answer. */
    void failed(QuorumFetch asked, boolean isDead, long nowMs) {
        if (asked.from().equals(standing.leader())) {
            if (isDead) {
                dead = asked.from();
                if (standing.isVoter() && standing.role() == Role.FOLLOWER) {
                    standing.leaderDied(nowMs);
                }
            }
            turn++;
            failures++;
            // A connection that was cut is tried again at once: is anybody there?
            waitMs(!isDead && failures == 1 ? 0 : times.retryMs(failures, RETRY_MAX_MS), nowMs);
        } else {
            tryAnother(nowMs);
        }
    }

    private void tryAnother(long nowMs) {
        turn++;
        failures++;
        waitMs(times.retryMs(failures, RETRY_MAX_MS), nowMs);
    }

    private void waitMs(long delayMs, long nowMs) {
        notBeforeMs = delayMs == 0 ? NO_WAIT_MS : nowMs + delayMs;
    }

    /** There is a leader to follow, or another one than before. */
    void leaderChanged() {
        failures = 0;
        notBeforeMs = NO_WAIT_MS;
        dead = null;
    }

    /**
     * Takes what an answer holds, of which the quorum has already taken notice as to epoch and
     * leader.
     *
     * @param news whether any of that was new here
     */
    QuorumFetched take(QuorumFetch asked, QuorumAnswer answer, boolean news, long nowMs) {
        boolean current =
                standing.role() == Role.FOLLOWER
                        && asked.from().equals(standing.leader())
                        && asked.position().currentLeaderEpoch() == standing.epoch()
                        && asked.position().fetchOffset() == log.end().offset();
        if (answer.error() != ErrorCode.NONE) {
            if (!news) {
                tryAnother(nowMs);
            }
            return new QuorumFetched.Nothing();
        }
        if (!current) {
            return new QuorumFetched.Nothing();
        }
        if (answer.diverging() != null) {
            return truncate(answer.diverging(), nowMs);
        }
        heard(nowMs);
        if (answer.snapshot() != null) {
            return new QuorumFetched.NeedsSnapshot(answer.snapshot());
        }
        ByteBuffer batches = answer.batches();
        int given = batches == null ? 0 : batches.remaining();
        int bytes = batches == null ? 0 : log.append(batches);
        if (bytes < given) {
            tryAnother(nowMs);
        }
        standing.raiseHighWatermark(Math.min(answer.highWatermark(), log.end().offset()));
        return new QuorumFetched.Took(bytes);
    }

    /** The leader answered. */
    void heard(long nowMs) {
        standing.heardLeader(nowMs);
        failures = 0;
        dead = null;
    }

    /**
     * The log goes back to where it and the leader's were the same for certain: to its own end of
     * the greatest epoch in it that is not above {@code leaders}; where that is this very epoch, to
     * the smaller one of both ends; never below its start. The leader counts as heard then.
     *
     * <p>Nothing is cut when that lies below the high watermark: it is told, and somebody else is
     * asked next.
     *
     * @param leaders what the leader knows of the epoch of this log's last record
     */
    private QuorumFetched truncate(EpochEnd leaders, long nowMs) {
        throw Todo.step(
                "3.9",
                "cut to the end of the epoch that both know, never below the high watermark");
    }
}
