package strata.broker.metadata;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import strata.kernel.Check;
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
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;

/**
 * A quorum of one, for a node without layer 3: it leads the epoch of its log for ever, and what is
 * flushed is committed. It stores nothing, so layer 3 finds a log that it can take over.
 */
public final class SoloQuorum implements Quorum {
    private final QuorumSpec spec;
    private final int epoch;
    private Role role = Role.UNATTACHED;
    private long highWatermark = -1;
    private long deadlineMs;

    private SoloQuorum(QuorumSpec spec, long nowMs) {
        Check.that(
                spec.voters().equals(List.of(spec.self())),
                "a quorum of several takes layer 3: %s",
                spec.voters());
        this.spec = spec;
        this.epoch = Math.max(0, spec.log().end().epoch());
        this.deadlineMs = nowMs;
    }

    /** Opens it. */
    public static Quorum open(QuorumSpec spec, long nowMs) {
        return new SoloQuorum(spec, nowMs);
    }

    @Override
    public QuorumStatus status() {
        NodeId leader = role == Role.LEADER ? spec.self() : null;
        return new QuorumStatus(role, epoch, leader, leader, highWatermark);
    }

    @Override
    public long deadlineMs() {
        return deadlineMs;
    }

    @Override
    public List<Say> tick(long nowMs) {
        if (role == Role.UNATTACHED) {
            role = Role.LEADER;
            deadlineMs = Long.MAX_VALUE;
            flushed(nowMs);
        }
        return List.of();
    }

    @Override
    public QuorumSays heard(NodeId from, QuorumAsk ask, long nowMs) {
        return new QuorumSays(ErrorCode.INCONSISTENT_VOTER_SET, epoch, status().leader(), false);
    }

    @Override
    public List<Say> answered(NodeId from, QuorumAsk asked, QuorumSays answer, long nowMs) {
        return List.of();
    }

    @Override
    public void unanswered(NodeId from, QuorumAsk asked, boolean dead, long nowMs) {}

    @Override
    public @Nullable QuorumFetch fetch(long nowMs) {
        return null;
    }

    @Override
    public QuorumFetched fetched(QuorumFetch asked, QuorumAnswer answer, long nowMs) {
        return new QuorumFetched.Nothing();
    }

    @Override
    public void fetchFailed(QuorumFetch asked, boolean dead, long nowMs) {}

    @Override
    public void snapshotPieceArrived(long nowMs) {}

    @Override
    public void snapshotInstalled(OffsetAndEpoch id, long nowMs) {}

    @Override
    public QuorumFetchVerdict fetchedBy(NodeId replica, FetchPosition position, long nowMs) {
        return new QuorumFetchVerdict.Refused(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Override
    public ErrorCode snapshotFetchedBy(NodeId replica, int currentLeaderEpoch, long nowMs) {
        return ErrorCode.NOT_LEADER_OR_FOLLOWER;
    }

    @Override
    public void appended(long nowMs) {}

    @Override
    public boolean flushed(long nowMs) {
        long flushed = spec.log().flushedOffset();
        boolean moves = role == Role.LEADER && flushed > highWatermark;
        if (moves) {
            highWatermark = flushed;
        }
        return moves;
    }

    @Override
    public List<Say> resign(long nowMs) {
        role = Role.RESIGNED;
        return List.of();
    }

    @Override
    public Map<NodeId, Member> members() {
        if (role != Role.LEADER) {
            return Collections.emptyMap();
        }
        Member self = new Member(true, spec.log().end().offset(), -1L, -1L);
        return Collections.singletonMap(spec.self(), self);
    }
}
