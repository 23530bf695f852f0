package strata.replication;

import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;
import strata.kernel.replication.ReplicaLog;
import strata.kernel.replication.ReplicaSpec;

/** A replica that leads, in one leader epoch. */
final class IsrLeader implements LeaderReplica {
    private static final FetchVerdict NO_REPLICA =
            new FetchVerdict.Refused(
                    ErrorCode.NOT_LEADER_OR_FOLLOWER, "it is none of the replicas");
    private static final FetchVerdict STALE_BROKER =
            new FetchVerdict.Refused(
                    ErrorCode.NOT_LEADER_OR_FOLLOWER, "its broker has a later broker epoch");
    private static final FetchVerdict FENCED =
            new FetchVerdict.Refused(
                    ErrorCode.FENCED_LEADER_EPOCH, "it follows a leader of an earlier epoch");
    private static final FetchVerdict UNKNOWN =
            new FetchVerdict.Refused(
                    ErrorCode.UNKNOWN_LEADER_EPOCH, "it follows a leader of a later epoch");
    private static final FetchVerdict OUT_OF_RANGE =
            new FetchVerdict.Refused(
                    ErrorCode.OFFSET_OUT_OF_RANGE, "the log has nothing at that offset");
    private static final FetchVerdict SERVE = new FetchVerdict.Serve(false, false);
    private static final FetchVerdict SERVE_MOVED = new FetchVerdict.Serve(true, false);
    private static final FetchVerdict SERVE_JOINS = new FetchVerdict.Serve(false, true);
    private static final FetchVerdict SERVE_MOVED_JOINS = new FetchVerdict.Serve(true, true);

    private final ReplicaLog log;
    private final LeaderEpochs epochs;
    private final int leaderEpoch;
    private final long epochStartOffset;
    private final Followers followers;
    private final InSyncReplicas isr;
    private LeaderSettings settings;
    // Up to where the leader itself counts as having the log. At most the log end.
    private long ownEndOffset;
    // Invariant: log start <= high watermark <= log end; it never falls.
    private long highWatermark;
    // The latest time that was told.
    private long lastMs;

    IsrLeader(ReplicaSpec spec, LeaderStart start) {
        this.log = spec.log();
        this.epochs = spec.epochs();
        this.leaderEpoch = start.leaderEpoch();
        this.epochStartOffset = log.logEndOffset();
        this.settings = start.settings();
        this.followers = new Followers(spec.self(), start.followers());
        this.isr =
                new InSyncReplicas(
                        spec.self(), leaderEpoch, followers, start.replicas(), start.isr());
        isr.adopt(start.replicas(), start.isr(), start.nowMs());
        this.ownEndOffset = epochStartOffset;
        this.highWatermark =
                Math.clamp(start.highWatermark(), log.logStartOffset(), epochStartOffset);
        this.lastMs = start.nowMs();
        epochs.assign(leaderEpoch, epochStartOffset);
        advanceHighWatermark(start.nowMs());
    }

    @Override
    public int leaderEpoch() {
        return leaderEpoch;
    }

    @Override
    public long epochStartOffset() {
        return epochStartOffset;
    }

    @Override
    public long highWatermark() {
        return highWatermark;
    }

    @Override
    public IsrState isr() {
        return isr.confirmed();
    }

    // ---- fetches and the high watermark ---------------------------------------------------------

    @Override
    public FetchVerdict fetched(NodeId id, long brokerEpoch, FetchPosition position, long nowMs) {
        FollowerProgress follower = followers.find(id);
        if (follower == null) {
            return NO_REPLICA;
        }
        if (brokerEpoch >= 0 && brokerEpoch < follower.brokerEpoch()) {
            return STALE_BROKER;
        }
        int epoch = position.currentLeaderEpoch();
        if (epoch != leaderEpoch && epoch != -1) {
            return epoch < leaderEpoch ? FENCED : UNKNOWN;
        }
        long end = log.logEndOffset();
        EpochEnd diverging = Divergence.seenByLeader(epochs, end, position);
        if (diverging != null) {
            return new FetchVerdict.Diverging(diverging);
        }
        long fetchOffset = position.fetchOffset();
        if (fetchOffset < log.logStartOffset() || fetchOffset > end) {
            return OUT_OF_RANGE;
        }
        follower.fetched(fetchOffset, end, nowMs, brokerEpoch);
        boolean moved = advanceHighWatermark(nowMs);
        if (isr.underWay() == null && !follower.isMember() && joins(follower, nowMs)) {
            return moved ? SERVE_MOVED_JOINS : SERVE_JOINS;
        }
        return moved ? SERVE_MOVED : SERVE;
    }

    @Override
    public boolean ownEndMoved(long endOffset, long nowMs) {
        ownEndOffset = endOffset;
        return advanceHighWatermark(nowMs);
    }

    /**
     * Raises the high watermark to the least end of: {@link #ownEndOffset}; every follower in the
     * maximal ISR, of which one that has not fetched yet counts with its -1; every other follower
     * that {@link #isWaitedFor}. It never falls, and stays where it is while the confirmed ISR has
     * fewer members than {@link #required}.
     *
     * @return whether it moved
     */
    private boolean advanceHighWatermark(long nowMs) {
        lastMs = nowMs;
        throw Todo.step(
                "3.4", "raise it to the least end that counts, if enough replicas are in sync");
    }

    /** Whether one outside the maximal ISR holds the high watermark up, so that it can join. */
    private boolean isWaitedFor(FollowerProgress outsider, long nowMs) {
        return outsider.hasFetched() && isInSync(outsider, nowMs) && followers.mayJoin(outsider);
    }

    private boolean isInSync(FollowerProgress follower, long nowMs) {
        return follower.isInSync(log.logEndOffset(), nowMs, settings.lagTimeMaxMs());
    }

    // ---- the ISR --------------------------------------------------------------------------------

    @Override
    public @Nullable IsrProposal isrDue(long nowMs) {
        if (isr.underWay() != null) {
            return null;
        }
        throw Todo.step(
                "3.5",
                "propose the members without those who leave and with those who join, if any do");
    }

    /** Whether a member of the ISR is to stay in it. */
    private boolean stays(FollowerProgress member, long nowMs) {
        return isInSync(member, nowMs) && followers.mayStay(member);
    }

    /**
     * Whether one outside the ISR is to join it: it has got all that is committed, and all that was
     * there when this leader began, and {@link #isWaitedFor}.
     */
    private boolean joins(FollowerProgress follower, long nowMs) {
        throw Todo.step(
                "3.5",
                "return whether its log end has reached both offsets, and the leader waits for it");
    }

    @Override
    public long isrDeadlineMs() {
        if (isr.underWay() != null) {
            return Long.MAX_VALUE;
        }
        long deadlineMs = isr.confirmed().recovering() ? lastMs : Long.MAX_VALUE;
        for (FollowerProgress follower : followers.all()) {
            // Later than this it is no longer in sync, if it has not got everything.
            long lastInSyncMs = follower.caughtUpMs() + settings.lagTimeMaxMs();
            if (follower.isMember() && !followers.mayStay(follower)) {
                return lastMs;
            }
            boolean counts = follower.isMember() || lastInSyncMs >= lastMs;
            if (counts && follower.logEndOffset() != log.logEndOffset()) {
                deadlineMs = Math.min(deadlineMs, lastInSyncMs + 1);
            }
        }
        return deadlineMs;
    }

    @Override
    public boolean isrAnswered(
            IsrProposal proposal, ErrorCode error, @Nullable IsrState confirmed, long nowMs) {
        if (!proposal.equals(isr.underWay())) {
            return false;
        }
        throw Todo.step(
                "3.5",
                "adopt what is confirmed; drop what was surely not done; else let it be under way");
    }

    @Override
    public boolean metadataChanged(LeaderChange change, long nowMs) {
        throw Todo.step("3.5", "adopt a state of a later partition epoch than the confirmed one");
    }

    // ---- producers ------------------------------------------------------------------------------

    @Override
    public ErrorCode mayAppend(short acks) {
        return AckRules.mayAppend(acks, isr.size(), required());
    }

    @Override
    public Acknowledgement acknowledgement(long endOffset) {
        return AckRules.acknowledgement(endOffset, highWatermark, isr.maximalSize(), required());
    }

    private int required() {
        return isr.required(settings.minInsyncReplicas());
    }

    @Override
    public void configure(LeaderSettings newSettings) {
        settings = newSettings;
    }

    @Override
    public @Nullable FollowerView follower(NodeId id) {
        FollowerProgress follower = followers.find(id);
        return follower == null ? null : follower.view();
    }
}
