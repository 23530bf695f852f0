package strata.replication.quorum;

import java.util.List;
import java.util.Locale;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.Trace;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;

/**
 * Where this node stands: role, epoch, vote, leader, and until when that holds if nothing happens.
 * Every change of role is a method of its own.
 *
 * <p>Invariant: whatever is seen of epoch and vote from outside is in the file. {@link #store}
 * comes before a method of the quorum returns, and before the log gets a record of a new epoch.
 */
final class Standing {
    /** A time that never comes. */
    static final long NEVER_MS = Long.MAX_VALUE;

    private static final long NOT_HEARD_MS = Long.MIN_VALUE;

    private final QuorumSpec spec;
    private final ElectionTimes times;
    private final QuorumStateFile file;
    private final Trace trace;
    private ElectionState state;
    private @Nullable ElectionState stored;
    private Role role = Role.UNATTACHED;
    // When this role's time is up.
    private long deadlineMs;
    // When the leader of this epoch said something; NOT_HEARD_MS for never.
    private long heardLeaderMs = NOT_HEARD_MS;
    // Invariant: it never falls.
    private long highWatermark;

    Standing(QuorumSpec spec, ElectionTimes times, QuorumStateFile file, long nowMs) {
        this.spec = spec;
        this.times = times;
        this.file = file;
        this.trace = spec.trace();
        int epochOfLog = Math.max(0, spec.log().end().epoch());
        stored = file.read();
        state =
                stored == null || stored.epoch() < epochOfLog
                        ? ElectionState.of(epochOfLog)
                        : stored;
        // Only what is committed is ever in a snapshot.
        long snapshot = spec.log().snapshot().offset();
        highWatermark = snapshot > 0 ? snapshot : -1;
        NodeId leader = state.leader();
        if (leader != null && !leader.equals(spec.self())) {
            role = Role.FOLLOWER;
            deadlineMs = forVoter(nowMs + times.fetchMs());
        } else {
            // One that led before it stopped has lost what was not flushed: it leads no more.
            state = state.withLeader(null);
            deadlineMs = forVoter(nowMs + (isOnlyVoter() ? 0 : times.hasteMs()));
        }
        store();
    }

    QuorumStatus status() {
        return new QuorumStatus(
                role, state.epoch(), state.leader(), state.votedFor(), highWatermark);
    }

    Role role() {
        return role;
    }

    int epoch() {
        return state.epoch();
    }

    @Nullable
    NodeId leader() {
        return state.leader();
    }

    ElectionState state() {
        return state;
    }

    NodeId self() {
        return spec.self();
    }

    List<NodeId> voters() {
        return spec.voters();
    }

    boolean isVoter() {
        return spec.voters().contains(spec.self());
    }

    boolean isVoter(NodeId node) {
        return spec.voters().contains(node);
    }

    private boolean isOnlyVoter() {
        return isVoter() && spec.voters().size() == 1;
    }

    /** The voters but this node. */
    List<NodeId> others() {
        return spec.voters().stream().filter(node -> !node.equals(spec.self())).toList();
    }

    long deadlineMs() {
        return deadlineMs;
    }

    void setDeadlineMs(long newDeadlineMs) {
        deadlineMs = forVoter(newDeadlineMs);
    }

    /** Makes epoch and vote durable, if they have changed. */
    void store() {
        if (!state.equals(stored)) {
            file.write(state);
            stored = state;
        }
    }

    /**
     * There is a later epoch, of which no leader is known; nor has this node voted in it. It is
     * unattached, and waits an election time from now if it has had a leader, led or resigned. If
     * it was waiting for its own turn, it goes on waiting for that.
     */
    void moveTo(int epoch, long nowMs) {
        throw Todo.step("3.9", "a new epoch: no leader and no vote in it yet; wait for its leader");
    }

    /**
     * This node has a leader, in the present or a later epoch; a vote that it gave in the present
     * one stays. It has heard nothing of the leader yet, and waits a fetch time for that.
     */
    void follow(int epoch, NodeId leader, long nowMs) {
        throw Todo.step(
                "3.9",
                "keep the vote if the epoch is the same; wait for the leader's first answer");
    }

    /** The vote of this epoch is given. */
    void voteFor(NodeId candidate, long nowMs) {
        state = state.withVote(candidate);
        setDeadlineMs(nowMs + times.electionMs());
        become(Role.UNATTACHED);
    }

    /** The leader gives its epoch up; it is waited for the next one so long. */
    void leaderGone(long waitMs, long nowMs) {
        state = state.withLeader(null);
        heardLeaderMs = NOT_HEARD_MS;
        setDeadlineMs(nowMs + waitMs);
        become(Role.UNATTACHED);
    }

    /** This node asks whether it would be elected. */
    void prospect(long nowMs) {
        setDeadlineMs(nowMs + times.electionMs());
        become(Role.PROSPECTIVE);
    }

    /**
     * This node stands for election, in the next epoch, for an election time from now. It has its
     * own vote; both are stored when this returns. No leader is known, and none has been heard.
     */
    void stand(long nowMs) {
        throw Todo.step(
                "3.9", "raise the epoch, vote for oneself, and store both before anybody is asked");
    }

    /** This node is elected. */
    void lead() {
        state = state.withLeader(spec.self());
        become(Role.LEADER);
        store();
    }

    /** This node leads no more. */
    void resign(long nowMs) {
        state = state.withLeader(null);
        setDeadlineMs(nowMs + times.electionMs());
        become(Role.RESIGNED);
    }

    /** The leader said something, or answered. */
    void heardLeader(long nowMs) {
        heardLeaderMs = nowMs;
        setDeadlineMs(nowMs + times.fetchMs());
    }

    /** The leader is dead for certain: no need to wait for it. */
    void leaderDied(long nowMs) {
        heardLeaderMs = NOT_HEARD_MS;
        setDeadlineMs(Math.min(deadlineMs, nowMs + times.hasteMs()));
    }

    /** Whether it leads, or has heard its leader within the fetch timeout. */
    boolean hearsLeader(long nowMs) {
        boolean heard = heardLeaderMs != NOT_HEARD_MS && nowMs - heardLeaderMs < times.fetchMs();
        return role == Role.LEADER || (state.leader() != null && heard);
    }

    long highWatermark() {
        return highWatermark;
    }

    /** Raises the high watermark; a lower value has no effect. */
    boolean raiseHighWatermark(long offset) {
        boolean moves = offset > highWatermark;
        highWatermark = Math.max(highWatermark, offset);
        return moves;
    }

    private void become(Role newRole) {
        role = newRole;
        trace.note(
                "quorum: epoch "
                        + state.epoch()
                        + ", "
                        + newRole.name().toLowerCase(Locale.ROOT)
                        + (state.leader() == null ? "" : ", leader " + state.leader()));
    }

    // An observer seeks no election.
    private long forVoter(long timeMs) {
        return isVoter() ? timeMs : NEVER_MS;
    }
}
