package strata.sim.planted;

import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumAsk;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumSays;
import strata.kernel.replication.QuorumStatus;

/** A member of the quorum that does all as the right one does. */
class AroundQuorum implements Quorum {
    final Quorum right;

    AroundQuorum(Quorum right) {
        this.right = right;
    }

    @Override
    public QuorumStatus status() {
        return right.status();
    }

    @Override
    public long deadlineMs() {
        return right.deadlineMs();
    }

    @Override
    public List<Say> tick(long nowMs) {
        return right.tick(nowMs);
    }

    @Override
    public QuorumSays heard(NodeId from, QuorumAsk ask, long nowMs) {
        return right.heard(from, ask, nowMs);
    }

    @Override
    public List<Say> answered(NodeId from, QuorumAsk asked, QuorumSays answer, long nowMs) {
        return right.answered(from, asked, answer, nowMs);
    }

    @Override
    public void unanswered(NodeId from, QuorumAsk asked, boolean dead, long nowMs) {
        right.unanswered(from, asked, dead, nowMs);
    }

    @Override
    public @Nullable QuorumFetch fetch(long nowMs) {
        return right.fetch(nowMs);
    }

    @Override
    public QuorumFetched fetched(QuorumFetch asked, QuorumAnswer answer, long nowMs) {
        return right.fetched(asked, answer, nowMs);
    }

    @Override
    public void fetchFailed(QuorumFetch asked, boolean dead, long nowMs) {
        right.fetchFailed(asked, dead, nowMs);
    }

    @Override
    public void snapshotPieceArrived(long nowMs) {
        right.snapshotPieceArrived(nowMs);
    }

    @Override
    public void snapshotInstalled(OffsetAndEpoch id, long nowMs) {
        right.snapshotInstalled(id, nowMs);
    }

    @Override
    public QuorumFetchVerdict fetchedBy(NodeId replica, FetchPosition position, long nowMs) {
        return right.fetchedBy(replica, position, nowMs);
    }

    @Override
    public ErrorCode snapshotFetchedBy(NodeId replica, int currentLeaderEpoch, long nowMs) {
        return right.snapshotFetchedBy(replica, currentLeaderEpoch, nowMs);
    }

    @Override
    public void appended(long nowMs) {
        right.appended(nowMs);
    }

    @Override
    public boolean flushed(long nowMs) {
        return right.flushed(nowMs);
    }

    @Override
    public List<Say> resign(long nowMs) {
        return right.resign(nowMs);
    }

    @Override
    public Map<NodeId, Member> members() {
        return right.members();
    }
}
