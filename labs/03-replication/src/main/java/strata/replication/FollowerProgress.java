package strata.replication;

import strata.kernel.NodeId;
import strata.kernel.Todo;
import strata.kernel.replication.LeaderReplica.FollowerView;

/** What a leader knows of one follower. */
final class FollowerProgress {
    private final NodeId id;
    // Below it the follower has everything: what it asked for last. -1 when it has not fetched yet.
    private long logEndOffset = -1;
    // The time of the last fetch, and the leader's log end then.
    private long lastFetchMs;
    private long leaderEndAtLastFetch;
    private long caughtUpMs;
    private long brokerEpoch = -1;
    private Membership membership = Membership.NONE;

    /** Where a follower stands with regard to the ISR. */
    enum Membership {
        /** Outside. */
        NONE,
        /** Outside; a proposal under way would add it. */
        JOINING,
        /** In the ISR that the controller has confirmed. */
        MEMBER
    }

    /**
     * A follower that has not fetched yet.
     *
     * @param caughtUpMs when it counts as having been caught up last
     */
    FollowerProgress(NodeId id, long caughtUpMs) {
        this.id = id;
        this.caughtUpMs = caughtUpMs;
    }

    NodeId id() {
        return id;
    }

    /** -1 when it has not fetched yet. */
    long logEndOffset() {
        return logEndOffset;
    }

    boolean hasFetched() {
        return logEndOffset >= 0;
    }

    /** When it was last caught up; {@link FollowerView#NEVER_MS} for never. */
    long caughtUpMs() {
        return caughtUpMs;
    }

    /** The greatest one that it has fetched with; -1 when not known. */
    long brokerEpoch() {
        return brokerEpoch;
    }

    boolean isMember() {
        return membership == Membership.MEMBER;
    }

    /** Whether it is in the maximal ISR: a member, or about to join. */
    boolean isInMaximalIsr() {
        return membership != Membership.NONE;
    }

    void setMembership(Membership membership) {
        this.membership = membership;
    }

    /**
     * It fetches, and is served. It is caught up <em>now</em> when it asks from the leader's log
     * end or above. It was caught up <em>at the time of the fetch before</em> when it asks from
     * what the log end was then, or above: all that there was, it has got.
     *
     * @param fetchOffset what it asks from
     * @param leaderEndOffset the leader's log end
     */
    void fetched(long fetchOffset, long leaderEndOffset, long nowMs, long fromBrokerEpoch) {
        throw Todo.step(
                "3.4",
                "find out when it was caught up last, which never goes back; note this fetch");
    }

    /**
     * Whether its log end is the leader's, or it has been caught up within so many milliseconds.
     */
    boolean isInSync(long leaderEndOffset, long nowMs, long lagTimeMaxMs) {
        throw Todo.step(
                "3.4",
                "return whether it has everything, or was caught up no longer ago than allowed");
    }

    FollowerView view() {
        return new FollowerView(logEndOffset, caughtUpMs);
    }
}
