package strata.groups.classic;

import strata.groups.group.Deadlines;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.request.Heartbeat;

/**
 * Until when members must be heard of, and everything else of classic groups that has a deadline.
 * To hear of a member costs the same, however many there are.
 */
final class Sessions {
    /**
     * How long a member that joins for the first time may wait for the generation to begin: it has
     * no id to be heard with, and a client that has given up and comes again is another member.
     */
    static final long NEW_MEMBER_JOIN_MS = 5 * 60 * 1_000L;

    private final Deadlines<Alarm> deadlines = new Deadlines<>();

    /** A member was heard of: it has its session timeout from now on. */
    void heard(ClassicMember member, long nowMs) {
        deadlines.set(member.session, nowMs + member.sessionTimeoutMs());
    }

    /** A member joins for the first time, and waits: it has {@link #NEW_MEMBER_JOIN_MS}. */
    void joinsFirst(ClassicMember member, long nowMs) {
        deadlines.set(member.session, nowMs + NEW_MEMBER_JOIN_MS);
    }

    /**
     * What a Heartbeat is answered. A zombie, or a group without members: as {@link
     * Fencing#ofGeneration} says, and nobody was heard of. Otherwise the member was heard of;
     * REBALANCE_IN_PROGRESS tells it to join again while members are joining, NONE that all is
     * well: also while they wait for what the leader shares out.
     */
    ErrorCode heartbeat(ClassicGroup group, Heartbeat.Request request, long nowMs) {
        throw Todo.step(
                "4.3", "hear of a member of this generation, and tell it to join again or not");
    }

    /**
     * A member has committed offsets: it was heard of, if the group is stable or its members are
     * joining.
     */
    void heardByCommit(ClassicGroup group, String memberId, long nowMs) {
        throw Todo.step("4.8", "count a commit as a word of the member, in two of the states");
    }

    /**
     * Whether a member need not be heard of: it waits for the answer to its JoinGroup or SyncGroup,
     * and cannot speak before. Not so one that joins for the first time.
     */
    boolean isExcused(ClassicMember member) {
        throw Todo.step("4.3", "excuse who waits for an answer, and has joined before");
    }

    /** Gives something time. */
    void set(Alarm alarm, long dueMs) {
        deadlines.set(alarm, dueMs);
    }

    /** Something has no deadline any more. */
    void cancel(Alarm alarm) {
        deadlines.cancel(alarm);
    }

    /** Nothing of a group has a deadline any more. */
    void cancelAll(ClassicGroup group) {
        group.alarms().forEach(deadlines::cancel);
    }

    /** Not after the first deadline. */
    long nextDueMs() {
        return deadlines.nextDueMs();
    }

    /** What has had its time; null for nothing. */
    @Nullable
    Alarm poll(long nowMs) {
        return deadlines.poll(nowMs);
    }
}
