package strata.sim.planted;

import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.LeaderAnswer;

/** A follower that says nothing of epochs: neither of its leader's, nor of its last record's. */
final class BlindFollower implements FollowerReplica {
    private final FollowerReplica right;

    BlindFollower(FollowerReplica right) {
        this.right = right;
    }

    private static FetchPosition without(FetchPosition position) {
        return new FetchPosition(position.fetchOffset(), -1, -1, position.logStartOffset());
    }

    /** What the right one would have asked; what was asked, if that is another thing. */
    private FetchPosition askedByRight(FetchPosition asked) {
        FetchPosition now = right.position();
        return without(now).equals(asked) ? now : asked;
    }

    @Override
    public int leaderEpoch() {
        return right.leaderEpoch();
    }

    @Override
    public long highWatermark() {
        return right.highWatermark();
    }

    @Override
    public FetchPosition position() {
        return without(right.position());
    }

    @Override
    public FollowerStep fetched(FetchPosition asked, LeaderAnswer answer) {
        return right.fetched(askedByRight(asked), answer);
    }

    @Override
    public FollowerStep outOfRange(
            FetchPosition asked, long leaderStartOffset, long leaderEndOffset) {
        return right.outOfRange(askedByRight(asked), leaderStartOffset, leaderEndOffset);
    }

    @Override
    public int truncationsBelowHighWatermark() {
        return right.truncationsBelowHighWatermark();
    }
}
