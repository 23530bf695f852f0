package strata.groups.classic;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.SyncGroup;

/** How members leave a classic group: by their wish, an operator's, or silently. */
final class Departures {
    private final Sessions sessions;
    private final Rebalances rebalances;

    Departures(Sessions sessions, Rebalances rebalances) {
        this.sessions = sessions;
        this.rebalances = rebalances;
    }

    /**
     * Members leave; each has a result of its own, in the order of the request. If any has left,
     * the others rebalance, once for all that have.
     */
    List<LeaveGroup.MemberResult> leave(ClassicGroup group, LeaveGroup.Request request, Turn turn) {
        List<LeaveGroup.MemberResult> results = new ArrayList<>();
        boolean anyLeft = false;
        for (LeaveGroup.Member leaving : request.members()) {
            ErrorCode error = leave(group, leaving, turn);
            anyLeft |= error == ErrorCode.NONE;
            results.add(
                    new LeaveGroup.MemberResult(leaving.memberId(), leaving.instanceId(), error));
        }
        if (anyLeft && !group.isEmpty()) {
            rebalances.beginOrGoOn(group, "members have left", turn);
        }
        return results;
    }

    /**
     * One leaves: a static member named by its instance id alone (KIP-345: an operator's wish),
     * UNKNOWN_MEMBER_ID if there is none; one that has been given an id and has not joined yet; or
     * a member, which must be what {@link Fencing#ofMember} demands.
     */
    private ErrorCode leave(ClassicGroup group, LeaveGroup.Member leaving, Turn turn) {
        String memberId = leaving.memberId();
        if (memberId.isEmpty()) {
            return leaveAs(group, leaving.instanceId(), turn);
        }
        Alarm pending = group.roster.pendingSession(memberId);
        if (pending != null) {
            sessions.cancel(pending);
            group.roster.remove(memberId);
            return ErrorCode.NONE;
        }
        ErrorCode error = Fencing.ofMember(group, memberId, leaving.instanceId());
        if (error == ErrorCode.NONE) {
            remove(group, group.roster.get(memberId), turn);
        }
        return error;
    }

    /** An operator has a static member leave. UNKNOWN_MEMBER_ID if nobody has the instance id. */
    private ErrorCode leaveAs(ClassicGroup group, @Nullable String instanceId, Turn turn) {
        throw Todo.step("4.6", "remove the member that has the instance id");
    }

    /**
     * A session has ended. Who was given an id and has not joined is not waited for any more. A
     * member that {@link Sessions#isExcused cannot speak} stays: its session begins again when it
     * is answered. Any other is removed, and the others rebalance. If they are joining, and waited
     * for one of these two alone, the generation begins: at once, as in Kafka, also while the delay
     * of an empty group goes on.
     */
    void sessionEnded(ClassicGroup group, String memberId, Turn turn) {
        throw Todo.step("4.3", "remove who is silent and could have spoken, and go on without it");
    }

    private void completeJoinIfPreparing(ClassicGroup group, Turn turn) {
        if (group.is(ClassicState.PREPARING_REBALANCE) && group.roster.allHaveJoined()) {
            rebalances.completeJoin(group, turn);
        }
    }

    /** Removes a member; if it waits, it is told that it is none, and may join anew. */
    private void remove(ClassicGroup group, ClassicMember member, Turn turn) {
        sessions.cancel(member.session);
        group.roster.answerJoin(
                member, JoinGroup.Response.failed(ErrorCode.UNKNOWN_MEMBER_ID, ""), turn);
        member.answerSync(SyncGroup.Response.failed(ErrorCode.UNKNOWN_MEMBER_ID), turn);
        group.roster.remove(member.id());
    }

    /**
     * All that wait in a group are told an error, as it becomes one of the other protocol: they are
     * members still.
     */
    void answerAll(ClassicGroup group, ErrorCode error, Turn turn) {
        for (ClassicMember member : group.roster.all()) {
            group.roster.answerJoin(member, JoinGroup.Response.failed(error, member.id()), turn);
            member.answerSync(SyncGroup.Response.failed(error), turn);
        }
    }
}
