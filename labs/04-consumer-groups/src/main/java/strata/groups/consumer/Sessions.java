package strata.groups.consumer;

import strata.groups.group.Deadlines;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue.MemberState;

/**
 * Until when each member has to be heard of, has to have let partitions go, has to have joined or
 * synchronised. It dies with the leadership.
 *
 * <p>Nothing is cancelled when a member goes: what was due of it finds nobody.
 */
final class Sessions {
    /** How soon what was due is due again, should it be that it could not be stored. */
    private static final long AGAIN_MS = 500L;

    private final Deadlines<Due> deadlines = new Deadlines<>();
    private final GroupSettings.Consumer settings;

    Sessions(GroupSettings.Consumer settings) {
        this.settings = settings;
    }

    /** What a member has time for. */
    enum Kind {
        /** To be heard of. */
        SESSION,
        /** To let go what it has to. */
        REVOKE,
        /** To join again; of the classic protocol. */
        JOIN,
        /** To fetch its assignment; of the classic protocol. */
        SYNC
    }

    /** What is due of a member. */
    record Due(String groupId, String memberId, Kind kind) {}

    /** A member was heard of: its session begins anew. */
    void heard(String groupId, ConsumerMember member, long nowMs) {
        set(groupId, member.id(), Kind.SESSION, nowMs + sessionTimeoutMs(member));
    }

    private int sessionTimeoutMs(ConsumerMember member) {
        var classic = member.wants().classic();
        return classic == null ? settings.sessionTimeoutMs() : classic.sessionTimeoutMs();
    }

    /**
     * A member of the consumer protocol was moved: it has its rebalance timeout to let go what it
     * has to, from now; or nothing to let go.
     */
    void moved(String groupId, ConsumerMember member, long nowMs) {
        if (member.state() == MemberState.UNREVOKED_PARTITIONS) {
            set(groupId, member.id(), Kind.REVOKE, nowMs + member.wants().rebalanceTimeoutMs());
        } else {
            cancel(groupId, member.id(), Kind.REVOKE);
        }
    }

    void set(String groupId, String memberId, Kind kind, long dueMs) {
        deadlines.set(new Due(groupId, memberId, kind), dueMs);
    }

    /** Sets a deadline unless there is one. */
    void setIfAbsent(String groupId, String memberId, Kind kind, long dueMs) {
        Due due = new Due(groupId, memberId, kind);
        if (deadlines.dueMs(due) == null) {
            deadlines.set(due, dueMs);
        }
    }

    void cancel(String groupId, String memberId, Kind kind) {
        deadlines.cancel(new Due(groupId, memberId, kind));
    }

    long nextDueMs() {
        return deadlines.nextDueMs();
    }

    /** What was due first; null for nothing. */
    @Nullable
    Due poll(long nowMs) {
        return deadlines.poll(nowMs);
    }

    /** What was due has been decided on: in case that is not stored, it is due again soon. */
    void again(Due due, long nowMs) {
        deadlines.set(due, nowMs + AGAIN_MS);
    }
}
