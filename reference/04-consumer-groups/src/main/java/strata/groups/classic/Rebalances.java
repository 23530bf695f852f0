package strata.groups.classic;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.Trace;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.SyncGroup;

/**
 * How a classic group gets from one generation to the next: its members join, the generation
 * begins, its leader shares out, the members fetch what they were given. Whoever does not come in
 * time is left behind, so that every rebalance ends.
 */
final class Rebalances {
    private final GroupSettings.Classic settings;
    private final Sessions sessions;
    private final Trace trace;

    Rebalances(GroupSettings.Classic settings, Sessions sessions, Trace trace) {
        this.settings = settings;
        this.sessions = sessions;
        this.trace = trace;
    }

    /** Something has changed: a rebalance begins, or the one under way goes on. */
    void beginOrGoOn(ClassicGroup group, String reason, Turn turn) {
        if (group.is(ClassicState.PREPARING_REBALANCE)) {
            completeJoinIfAllAreHere(group, turn);
        } else {
            begin(group, reason, turn);
        }
    }

    /**
     * A rebalance begins: members are to join again. Those that wait for their assignment are told
     * so (REBALANCE_IN_PROGRESS); the others learn it from their next heartbeat.
     *
     * <p>Where the group had no members, it waits for more of them: see {@link #joinTimeIsUp}.
     * Otherwise the members have the longest of their rebalance timeouts to join; if all of them
     * have joined already, the generation begins at once.
     */
    void begin(ClassicGroup group, String reason, Turn turn) {
        // LAB 4.2 prepare: nobody syncs any more, and members have time to join
        trace.note("group " + group.id() + " rebalances: " + reason);
        if (group.is(ClassicState.COMPLETING_REBALANCE)) {
            answerSyncs(group, ErrorCode.REBALANCE_IN_PROGRESS, turn);
        }
        group.roster.expectNoneToSync();
        sessions.cancel(group.syncAlarm);
        boolean initial = group.isEmpty();
        group.transitionTo(ClassicState.PREPARING_REBALANCE, turn.wallMs());
        group.initialDelay.underWay = initial;
        if (initial) {
            beginInitialDelay(group, turn);
        } else if (group.roster.allHaveJoined()) {
            completeJoin(group, turn);
        } else {
            sessions.set(group.joinAlarm, turn.nowMs() + group.roster.rebalanceTimeoutMs());
        }
    }

    private void beginInitialDelay(ClassicGroup group, Turn turn) {
        ClassicGroup.InitialDelay delay = group.initialDelay;
        delay.memberAdded = false;
        delay.delayMs = settings.initialRebalanceDelayMs();
        delay.remainingMs = Math.max(group.roster.rebalanceTimeoutMs() - delay.delayMs, 0);
        sessions.set(group.joinAlarm, turn.nowMs() + delay.delayMs);
    }

    /**
     * The time to join is up. The generation begins without those that have not joined; unless it
     * is a group's first one, members have come since the delay was last looked at, and the
     * members' rebalance timeout leaves time: then the delay begins again, no longer than what is
     * left.
     */
    void joinTimeIsUp(ClassicGroup group, Turn turn) {
        // LAB 4.2 begin the generation, or extend the delay of an empty group
        ClassicGroup.InitialDelay delay = group.initialDelay;
        if (!delay.underWay || !delay.memberAdded || delay.remainingMs == 0) {
            completeJoin(group, turn);
            return;
        }
        delay.memberAdded = false;
        int nextMs = Math.min(settings.initialRebalanceDelayMs(), delay.remainingMs);
        delay.remainingMs = Math.max(delay.remainingMs - delay.delayMs, 0);
        delay.delayMs = nextMs;
        sessions.set(group.joinAlarm, turn.nowMs() + nextMs);
    }

    /**
     * Begins the generation if everybody has joined whom the group waits for. Not while an empty
     * group waits for more members: how many come nobody knows.
     */
    void completeJoinIfAllAreHere(ClassicGroup group, Turn turn) {
        boolean joining =
                group.is(ClassicState.PREPARING_REBALANCE) && !group.initialDelay.underWay;
        if (joining && group.roster.allHaveJoined()) {
            completeJoin(group, turn);
        }
    }

    /**
     * The next generation begins. Dynamic members that have not joined are removed; static ones
     * stay (KIP-345), as they are thought to be restarting: their session decides. A leader that
     * has not joined makes way for one that has; where nobody has, only static members are left,
     * and the group waits for them once more.
     *
     * <p>Every member that has joined is answered, the leader with what each member says; all of
     * them have their session timeout from now on, and the longest rebalance timeout to fetch their
     * assignment. Nothing is stored before the leader has shared out. A group without members
     * stores at once that it is empty.
     */
    void completeJoin(ClassicGroup group, Turn turn) {
        // LAB 4.2 remove who is absent, begin the generation, answer everybody
        sessions.cancel(group.joinAlarm);
        removeAbsent(group);
        Roster roster = group.roster;
        if (roster.isEmpty()) {
            roster.expectNoneToSync();
            turn.draft()
                    .store(new GroupKey.ClassicGroup(group.id()), group.storedEmpty(turn.wallMs()));
            return;
        }
        if (!roster.electJoinedLeader()) {
            group.initialDelay.underWay = false;
            sessions.set(group.joinAlarm, turn.nowMs() + roster.rebalanceTimeoutMs());
            return;
        }
        group.beginGeneration(Votes.choose(roster.all()), turn.wallMs());
        roster.expectAllToSync();
        for (ClassicMember member : roster.all()) {
            roster.answerJoin(member, generation(group, member), turn);
            sessions.heard(member, turn.nowMs());
            member.isNew = false;
        }
        sessions.set(group.syncAlarm, turn.nowMs() + roster.rebalanceTimeoutMs());
    }

    private void removeAbsent(ClassicGroup group) {
        for (ClassicMember member : List.copyOf(group.roster.all())) {
            if (!member.waitsForJoin() && !member.isStatic()) {
                trace.note("group " + group.id() + " goes on without " + member.id());
                sessions.cancel(member.session);
                group.roster.remove(member.id());
            }
        }
    }

    /** What a member is told of the generation that it is in; the leader, what all members say. */
    static JoinGroup.Response generation(ClassicGroup group, ClassicMember member) {
        boolean leads = group.roster.isLeader(member.id());
        return generation(group, member, leads ? sayings(group) : List.of());
    }

    /** What a member is told of the generation that it is in. */
    static JoinGroup.Response generation(
            ClassicGroup group, ClassicMember member, List<JoinGroup.Member> sayings) {
        return new JoinGroup.Response(
                ErrorCode.NONE,
                group.generation(),
                group.protocolType(),
                group.protocol(),
                String.valueOf(group.roster.leader()),
                false,
                member.id(),
                sayings);
    }

    /** What each member says in the protocol chosen. */
    static List<JoinGroup.Member> sayings(ClassicGroup group) {
        List<JoinGroup.Member> sayings = new ArrayList<>(group.roster.size());
        for (ClassicMember member : group.roster.all()) {
            sayings.add(
                    new JoinGroup.Member(
                            member.id(), member.instanceId(), member.metadata(group.protocol())));
        }
        return sayings;
    }

    /**
     * A member has asked for its assignment: it is not waited for any more; and when nobody is, the
     * time to do so does not matter.
     */
    void synced(ClassicGroup group, String memberId) {
        group.roster.synced(memberId);
        if (group.roster.allHaveSynced()) {
            sessions.cancel(group.syncAlarm);
        }
    }

    /**
     * The time to ask for an assignment is up: members that have not asked are removed, and the
     * others rebalance. A static member whose successor has taken its place before it asked counts
     * as one that has not: the group rebalances, though there is nobody to remove.
     */
    void syncTimeIsUp(ClassicGroup group, Turn turn) {
        // LAB 4.3 remove those that have not asked, and rebalance the others
        List<String> absent = group.roster.unsynced();
        if (absent.isEmpty()) {
            return;
        }
        for (String memberId : absent) {
            ClassicMember member = group.roster.find(memberId);
            if (member != null) {
                sessions.cancel(member.session);
            }
            group.roster.remove(memberId);
        }
        begin(group, absent + " have not asked for their assignment", turn);
    }

    /**
     * The leader has shared out: what it gave is stored, and all members that wait are answered
     * with theirs; a member that it gave nothing has nothing. From then on each has its session
     * timeout.
     */
    void shareOut(ClassicGroup group, List<SyncGroup.Assignment> assignments, Turn turn) {
        // LAB 4.2 store what the leader gave, and answer those who wait
        Check.that(
                group.is(ClassicState.COMPLETING_REBALANCE), "a leader shares out: %s", group.id());
        String protocol = String.valueOf(group.protocol());
        List<GroupValue.ClassicMember> stored = new ArrayList<>(group.roster.size());
        java.util.Map<String, ByteBuffer> byMember = new java.util.LinkedHashMap<>();
        assignments.forEach(given -> byMember.put(given.memberId(), given.assignment()));
        for (ClassicMember member : group.roster.all()) {
            ByteBuffer assigned = byMember.getOrDefault(member.id(), ClassicMember.NO_BYTES);
            stored.add(member.stored(protocol, assigned));
            answerSync(member, assignment(group, assigned), turn);
        }
        turn.draft().store(new GroupKey.ClassicGroup(group.id()), group.stored(stored));
    }

    /** What a member is told of its assignment. */
    static SyncGroup.Response assignment(ClassicGroup group, ByteBuffer assigned) {
        return new SyncGroup.Response(
                ErrorCode.NONE, group.protocolType(), group.protocol(), assigned);
    }

    /** Members that wait for their assignment get none. */
    private void answerSyncs(ClassicGroup group, ErrorCode error, Turn turn) {
        for (ClassicMember member : group.roster.all()) {
            member.forgetAssignment();
            answerSync(member, SyncGroup.Response.failed(error), turn);
        }
    }

    private void answerSync(ClassicMember member, SyncGroup.Response response, Turn turn) {
        if (member.answerSync(response, turn)) {
            sessions.heard(member, turn.nowMs());
        }
    }
}
