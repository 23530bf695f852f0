package strata.broker.replica;

import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.Acknowledgement;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FetchVerdict;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;

/** Leads a partition of one replica: what it has is committed. */
final class SoloLeader implements LeaderReplica {
    private final int leaderEpoch;
    private final long epochStartOffset;
    private long highWatermark;
    private IsrState isr;

    /**
     * @param logEndOffset all of it was committed when the broker last ran
     */
    SoloLeader(long logEndOffset, LeaderStart start) {
        this.leaderEpoch = start.leaderEpoch();
        // Nobody is kept waiting for an end that is known.
        this.epochStartOffset = 0;
        this.highWatermark = logEndOffset;
        this.isr = start.isr();
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
        return isr;
    }

    @Override
    public ErrorCode mayAppend(short acks) {
        // More than there are replicas counts as all of them.
        return ErrorCode.NONE;
    }

    @Override
    public boolean ownEndMoved(long ownEndOffset, long nowMs) {
        boolean moved = ownEndOffset > highWatermark;
        highWatermark = Math.max(highWatermark, ownEndOffset);
        return moved;
    }

    @Override
    public FetchVerdict fetched(
            NodeId follower, long brokerEpoch, FetchPosition position, long nowMs) {
        return new FetchVerdict.Refused(
                ErrorCode.NOT_LEADER_OR_FOLLOWER, follower + " is not one of the replicas");
    }

    @Override
    public Acknowledgement acknowledgement(long endOffset) {
        return highWatermark >= endOffset ? Acknowledgement.DONE : Acknowledgement.WAITS;
    }

    @Override
    public @Nullable IsrProposal isrDue(long nowMs) {
        return null;
    }

    @Override
    public long isrDeadlineMs() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isrAnswered(
            IsrProposal proposal, ErrorCode error, @Nullable IsrState confirmed, long nowMs) {
        return false;
    }

    @Override
    public boolean metadataChanged(LeaderChange change, long nowMs) {
        isr = change.isr();
        return false;
    }

    @Override
    public void configure(LeaderSettings settings) {}

    @Override
    public @Nullable FollowerView follower(NodeId follower) {
        return null;
    }
}
