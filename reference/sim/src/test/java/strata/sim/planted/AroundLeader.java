package strata.sim.planted;

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

/** A leader that does all as the right one does. */
class AroundLeader implements LeaderReplica {
    final LeaderReplica right;

    AroundLeader(LeaderReplica right) {
        this.right = right;
    }

    @Override
    public int leaderEpoch() {
        return right.leaderEpoch();
    }

    @Override
    public long epochStartOffset() {
        return right.epochStartOffset();
    }

    @Override
    public long highWatermark() {
        return right.highWatermark();
    }

    @Override
    public IsrState isr() {
        return right.isr();
    }

    @Override
    public ErrorCode mayAppend(short acks) {
        return right.mayAppend(acks);
    }

    @Override
    public boolean ownEndMoved(long ownEndOffset, long nowMs) {
        return right.ownEndMoved(ownEndOffset, nowMs);
    }

    @Override
    public FetchVerdict fetched(
            NodeId follower, long brokerEpoch, FetchPosition position, long nowMs) {
        return right.fetched(follower, brokerEpoch, position, nowMs);
    }

    @Override
    public Acknowledgement acknowledgement(long endOffset) {
        return right.acknowledgement(endOffset);
    }

    @Override
    public @Nullable IsrProposal isrDue(long nowMs) {
        return right.isrDue(nowMs);
    }

    @Override
    public long isrDeadlineMs() {
        return right.isrDeadlineMs();
    }

    @Override
    public boolean isrAnswered(
            IsrProposal proposal, ErrorCode error, @Nullable IsrState confirmed, long nowMs) {
        return right.isrAnswered(proposal, error, confirmed, nowMs);
    }

    @Override
    public boolean metadataChanged(LeaderChange change, long nowMs) {
        return right.metadataChanged(change, nowMs);
    }

    @Override
    public void configure(LeaderSettings settings) {
        right.configure(settings);
    }

    @Override
    public @Nullable FollowerView follower(NodeId follower) {
        return right.follower(follower);
    }
}
