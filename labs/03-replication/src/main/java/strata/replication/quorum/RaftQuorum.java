package strata.replication.quorum;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumLog;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;

/**
 * A node's part in the quorum.
 *
 * <p>Invariant: {@code followers} is there if and only if this node leads.
 */
public final class RaftQuorum implements Quorum {
    private final QuorumLog log;
    private final ElectionTimes times;
    private final Standing standing;
    private final Asks asks;
    private final Fetching fetching;
    private final Elections elections;
    private @Nullable Followers followers;

    private RaftQuorum(QuorumSpec spec, long nowMs) {
        log = spec.log();
        times = new ElectionTimes(spec.timeouts(), spec.random());
        QuorumStateFile file = new QuorumStateFile(spec.storage(), spec.directory());
        standing = new Standing(spec, times, file, nowMs);
        asks = new Asks(times);
        elections = new Elections(standing, times, log, asks);
        fetching = new Fetching(standing, times, log);
    }

    /** See {@link strata.kernel.replication.ReplicationLayer#openQuorum}. */
    public static Quorum open(QuorumSpec spec, long nowMs) {
        return new RaftQuorum(spec, nowMs);
    }

    @Override
    public QuorumStatus status() {
        return standing.status();
    }

    @Override
    public long deadlineMs() {
        long other = Math.min(asks.nextMs(), fetching.deadlineMs());
        return Math.min(other, roleDeadlineMs());
    }

    private long roleDeadlineMs() {
        if (followers == null) {
            return standing.deadlineMs();
        }
        long heardMs = followers.majorityHeardMs();
        return heardMs == Standing.NEVER_MS ? heardMs : heardMs + times.majorityMs();
    }

    @Override
    public List<Say> tick(long nowMs) {
        if (nowMs >= roleDeadlineMs()) {
            timeIsUp(nowMs);
        }
        standing.store();
        return asks.due(nowMs);
    }

    private void timeIsUp(long nowMs) {
        switch (standing.role()) {
            case UNATTACHED, FOLLOWER, RESIGNED -> {
                if (elections.seek(nowMs)) {
                    lead(nowMs);
                }
            }
            case PROSPECTIVE, CANDIDATE -> {
                if (elections.timeIsUp(nowMs)) {
                    lead(nowMs);
                }
            }
            case LEADER -> stopLeading(nowMs);
        }
    }

    private void lead(long nowMs) {
        standing.lead();
        elections.leave();
        elections.settled();
        followers = new Followers(standing.others(), log.end().offset(), nowMs);
        log.appendLeaderChange(standing.epoch(), standing.voters());
        asks.say(standing.others(), new QuorumAsk.Begin(standing.epoch(), standing.self()), nowMs);
    }

    private void stopLeading(long nowMs) {
        List<NodeId> successors = Objects.requireNonNull(followers).successors();
        followers = null;
        standing.resign(nowMs);
        asks.say(
                standing.others(),
                new QuorumAsk.End(standing.epoch(), standing.self(), successors),
                nowMs);
    }

    /** Whatever this node was doing in its epoch is over. */
    private void leave() {
        elections.leave();
        followers = null;
        asks.clear();
    }

    private void moveTo(int epoch, long nowMs) {
        leave();
        standing.moveTo(epoch, nowMs);
    }

    private void follow(int epoch, NodeId leader, long nowMs) {
        leave();
        elections.settled();
        standing.follow(epoch, leader, nowMs);
        fetching.leaderChanged();
    }

    @Override
    public QuorumSays heard(NodeId from, QuorumAsk ask, long nowMs) {
        if (!standing.isVoter() || !standing.isVoter(from) || from.equals(standing.self())) {
            return says(ErrorCode.INCONSISTENT_VOTER_SET, false);
        }
        if (ask.epoch() < standing.epoch()) {
            return says(ErrorCode.FENCED_LEADER_EPOCH, false);
        }
        QuorumSays says =
                switch (ask) {
                    case QuorumAsk.Vote vote -> heardVote(vote, nowMs);
                    case QuorumAsk.Begin begin -> heardBegin(begin, nowMs);
                    case QuorumAsk.End end -> heardEnd(end, nowMs);
                };
        standing.store();
        return says;
    }

    private QuorumSays says(ErrorCode error, boolean granted) {
        return new QuorumSays(error, standing.epoch(), standing.leader(), granted);
    }

    private QuorumSays heardVote(QuorumAsk.Vote vote, long nowMs) {
        int lastEpoch = vote.last().epoch();
        if (lastEpoch > vote.epoch() || (lastEpoch == vote.epoch() && !vote.preVote())) {
            // Nobody has records of an epoch that is yet to begin.
            return says(ErrorCode.INVALID_REQUEST, false);
        }
        if (vote.epoch() > standing.epoch()) {
            moveTo(vote.epoch(), nowMs);
        }
        boolean granted =
                VotingRule.grants(vote, standing.state(), log.end(), standing.hearsLeader(nowMs));
        if (granted && !vote.preVote()) {
            leave();
            standing.voteFor(vote.candidate(), nowMs);
        }
        return says(ErrorCode.NONE, granted);
    }

    private QuorumSays heardBegin(QuorumAsk.Begin begin, long nowMs) {
        NodeId known = standing.leader();
        boolean same = begin.epoch() == standing.epoch();
        if (same && (standing.role() == Role.RESIGNED || other(known, begin.leader()))) {
            return says(ErrorCode.INVALID_REQUEST, false);
        }
        if (!same || standing.role() != Role.FOLLOWER) {
            follow(begin.epoch(), begin.leader(), nowMs);
        }
        standing.heardLeader(nowMs);
        return says(ErrorCode.NONE, false);
    }

    private QuorumSays heardEnd(QuorumAsk.End end, long nowMs) {
        boolean same = end.epoch() == standing.epoch();
        if (same && other(standing.leader(), end.leader())) {
            return says(ErrorCode.INVALID_REQUEST, false);
        }
        if (!same) {
            moveTo(end.epoch(), nowMs);
        }
        boolean waits = standing.role() == Role.FOLLOWER || standing.role() == Role.UNATTACHED;
        if (waits) {
            leave();
            int position = end.successors().indexOf(standing.self());
            int count = end.successors().size();
            long waitMs = position < 0 ? times.electionMs() : times.successionMs(position, count);
            standing.leaderGone(waitMs, nowMs);
        }
        return says(ErrorCode.NONE, false);
    }

    private static boolean other(@Nullable NodeId known, NodeId told) {
        return known != null && !known.equals(told);
    }

    @Override
    public List<Say> answered(NodeId from, QuorumAsk asked, QuorumSays answer, long nowMs) {
        asks.answered(from, asked);
        boolean news = notice(answer.epoch(), answer.leader(), nowMs);
        if (!news && elections.answered(from, asked, answer, nowMs)) {
            lead(nowMs);
        }
        standing.store();
        return asks.due(nowMs);
    }

    /**
     * Takes notice of what another one knows of epoch and leader.
     *
     * @return whether it was news
     */
    private boolean notice(int epoch, @Nullable NodeId leader, long nowMs) {
        boolean isLeader =
                leader != null && !leader.equals(standing.self()) && standing.isVoter(leader);
        if (epoch > standing.epoch()) {
            if (isLeader) {
                follow(epoch, Objects.requireNonNull(leader), nowMs);
            } else {
                moveTo(epoch, nowMs);
            }
            return true;
        }
        boolean seeks = standing.leader() == null && standing.role() != Role.RESIGNED;
        if (epoch == standing.epoch() && isLeader && seeks) {
            follow(epoch, Objects.requireNonNull(leader), nowMs);
            return true;
        }
        return false;
    }

    @Override
    public void unanswered(NodeId from, QuorumAsk asked, boolean dead, long nowMs) {
        asks.unanswered(from, asked, nowMs);
    }

    @Override
    public @Nullable QuorumFetch fetch(long nowMs) {
        return fetching.next(nowMs);
    }

    @Override
    public QuorumFetched fetched(QuorumFetch asked, QuorumAnswer answer, long nowMs) {
        boolean news = notice(answer.epoch(), answer.leader(), nowMs);
        standing.store();
        return fetching.take(asked, answer, news, nowMs);
    }

    @Override
    public void fetchFailed(QuorumFetch asked, boolean dead, long nowMs) {
        fetching.failed(asked, dead, nowMs);
    }

    @Override
    public void snapshotPieceArrived(long nowMs) {
        if (standing.role() == Role.FOLLOWER) {
            fetching.heard(nowMs);
        }
    }

    @Override
    public void snapshotInstalled(OffsetAndEpoch id, long nowMs) {
        standing.raiseHighWatermark(id.offset());
        snapshotPieceArrived(nowMs);
    }

    @Override
    public QuorumFetchVerdict fetchedBy(NodeId replica, FetchPosition position, long nowMs) {
        ErrorCode error = leadership(position.currentLeaderEpoch());
        if (error != ErrorCode.NONE) {
            return new QuorumFetchVerdict.Refused(error);
        }
        Followers led = Objects.requireNonNull(followers);
        long offset = position.fetchOffset();
        boolean atStart = offset == log.startOffset() && offset == 0;
        EpochEnd end = atStart ? EpochEnd.UNKNOWN : log.endOf(position.lastFetchedEpoch());
        boolean known = end.epoch() >= 0 || log.startOffset() == 0;
        if (!atStart && (offset < log.startOffset() || !known)) {
            led.alive(replica, nowMs);
            return new QuorumFetchVerdict.Snapshot(log.snapshot());
        }
        if (!atStart && (end.epoch() != position.lastFetchedEpoch() || end.endOffset() < offset)) {
            led.alive(replica, nowMs);
            return new QuorumFetchVerdict.Diverging(end);
        }
        led.fetched(replica, offset, log.end().offset(), nowMs);
        return new QuorumFetchVerdict.Serve(commit(led));
    }

    @Override
    public ErrorCode snapshotFetchedBy(NodeId replica, int currentLeaderEpoch, long nowMs) {
        ErrorCode error = leadership(currentLeaderEpoch);
        if (error == ErrorCode.NONE) {
            Objects.requireNonNull(followers).alive(replica, nowMs);
        }
        return error;
    }

    private ErrorCode leadership(int askedEpoch) {
        if (askedEpoch < standing.epoch()) {
            return ErrorCode.FENCED_LEADER_EPOCH;
        }
        if (askedEpoch > standing.epoch()) {
            return ErrorCode.UNKNOWN_LEADER_EPOCH;
        }
        return followers == null ? ErrorCode.NOT_LEADER_OR_FOLLOWER : ErrorCode.NONE;
    }

    private boolean commit(Followers led) {
        return standing.raiseHighWatermark(
                led.highWatermark(log.flushedOffset(), standing.highWatermark()));
    }

    @Override
    public void appended(long nowMs) {
        Check.that(followers != null, "appended by node %s, which does not lead", standing.self());
    }

    @Override
    public boolean flushed(long nowMs) {
        return followers != null && commit(followers);
    }

    @Override
    public List<Say> resign(long nowMs) {
        if (followers == null) {
            return List.of();
        }
        stopLeading(nowMs);
        return asks.due(nowMs);
    }

    @Override
    public Map<NodeId, Member> members() {
        if (followers == null) {
            return Collections.emptyMap();
        }
        Map<NodeId, Member> members = new TreeMap<>(followers.members());
        members.put(standing.self(), new Member(true, log.end().offset(), -1L, -1L));
        return Collections.unmodifiableMap(members);
    }
}
