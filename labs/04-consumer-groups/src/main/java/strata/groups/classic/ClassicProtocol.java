package strata.groups.classic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.groups.group.Asked;
import strata.groups.group.ClassicRequests;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.GroupProtocol;
import strata.groups.group.Groups;
import strata.kernel.Answer;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.SyncGroup;

/**
 * Looks after the classic groups. It is asked about an id that has no group, a classic group, or,
 * by {@link #join} only, a group of the consumer protocol that is empty: that gives way, by its
 * {@link strata.groups.group.Group#tombstones}, once nothing else is wrong with the request.
 *
 * <p>It finds the group, and hands on to whom the request concerns: {@link Joins}, {@link Syncs},
 * {@link Sessions}, {@link Departures}; what they have in common is {@link Rebalances}, who may ask
 * at all is {@link Fencing}.
 */
public final class ClassicProtocol implements ClassicRequests, GroupProtocol {
    private final GroupSettings.Classic settings;
    private final Groups groups;
    private final Sessions sessions = new Sessions();
    private final Rebalances rebalances;
    private final Joins joins;
    private final Syncs syncs;
    private final Departures departures;

    /** Groups that somebody joins who is not stored yet: until their record is applied. */
    private final Map<String, ClassicGroup> founding = new LinkedHashMap<>();

    /** Groups of the consumer protocol that become classic, and rebalance, with their record. */
    private final Set<String> downgrading = new LinkedHashSet<>();

    /** Answers to those who waited for what could not be stored. */
    private final List<Answer> outbox = new ArrayList<>();

    private boolean live;
    private long lastNowMs;

    /** What wall time is ahead of monotonic time, milliseconds; null before it was ever told. */
    private @Nullable Long wallAheadMs;

    /**
     * @param groups all groups there are, of both types
     */
    public ClassicProtocol(GroupsSpec spec, Groups groups) {
        this.settings = spec.settings().classic();
        this.groups = groups;
        this.rebalances = new Rebalances(settings, sessions, spec.trace());
        this.joins = new Joins(settings, sessions, rebalances, spec.random());
        this.syncs = new Syncs(rebalances);
        this.departures = new Departures(sessions, rebalances);
    }

    /**
     * Tells the time. Time passes for the groups from the first time on that this is told after
     * {@link #loaded}: a group that becomes empty is stamped with it.
     *
     * @param wallMs milliseconds since 1970
     * @param nowMs monotonic milliseconds
     */
    public void clock(long wallMs, long nowMs) {
        wallAheadMs = wallMs - nowMs;
        lastNowMs = nowMs;
    }

    @Override
    public void join(JoinGroup.Request request, Asked asked, Draft draft) {
        clock(asked.wallMs(), asked.nowMs());
        ErrorCode error = ErrorCode.NONE;
        Group found = groups.find(request.groupId());
        ClassicGroup group = found instanceof ClassicGroup classic ? classic : null;
        if (request.groupId().isEmpty()) {
            error = ErrorCode.INVALID_GROUP_ID;
        } else if (!joins.isSessionTimeoutAllowed(request.sessionTimeoutMs())) {
            error = ErrorCode.INVALID_SESSION_TIMEOUT;
        } else if (group == null && !request.memberId().isEmpty()) {
            error = ErrorCode.UNKNOWN_MEMBER_ID;
        }
        if (error != ErrorCode.NONE) {
            draft.answer(asked.waiter(), JoinGroup.Response.failed(error, request.memberId()));
        } else if (group != null) {
            joins.join(group, request, asked, Turn.of(asked, draft));
        } else {
            found(found, request, asked, draft);
        }
    }

    /** Somebody joins a group that is not there. It is stored at once, as one without members. */
    private void found(
            @Nullable Group predecessor, JoinGroup.Request request, Asked asked, Draft draft) {
        if (predecessor != null) {
            draft.storeAll(predecessor.tombstones());
        }
        String groupId = request.groupId();
        ClassicGroup group = new ClassicGroup(groupId, sessions, asked.wallMs());
        founding.put(groupId, group);
        draft.store(
                new GroupKey.ClassicGroup(groupId),
                new GroupValue.ClassicGroup("", 0, null, null, asked.wallMs(), List.of()));
        joins.join(group, request, asked, Turn.of(asked, draft));
    }

    @Override
    public void sync(SyncGroup.Request request, Asked asked, Draft draft) {
        clock(asked.wallMs(), asked.nowMs());
        ClassicGroup group = groups.find(request.groupId(), ClassicGroup.class);
        if (request.groupId().isEmpty()) {
            draft.answer(asked.waiter(), SyncGroup.Response.failed(ErrorCode.INVALID_GROUP_ID));
        } else if (group == null || group.isEmpty()) {
            draft.answer(asked.waiter(), SyncGroup.Response.failed(ErrorCode.UNKNOWN_MEMBER_ID));
        } else {
            syncs.sync(group, request, asked, Turn.of(asked, draft));
        }
    }

    @Override
    public void heartbeat(Heartbeat.Request request, Asked asked, Draft draft) {
        clock(asked.wallMs(), asked.nowMs());
        ClassicGroup group = groups.find(request.groupId(), ClassicGroup.class);
        ErrorCode error;
        if (request.groupId().isEmpty()) {
            error = ErrorCode.INVALID_GROUP_ID;
        } else if (group == null) {
            error = ErrorCode.UNKNOWN_MEMBER_ID;
        } else {
            error = sessions.heartbeat(group, request, asked.nowMs());
        }
        draft.answer(asked.waiter(), new Heartbeat.Response(error));
    }

    @Override
    public void leave(LeaveGroup.Request request, Asked asked, Draft draft) {
        clock(asked.wallMs(), asked.nowMs());
        ClassicGroup group = groups.find(request.groupId(), ClassicGroup.class);
        ErrorCode error = ErrorCode.NONE;
        List<LeaveGroup.MemberResult> results = new ArrayList<>();
        if (request.groupId().isEmpty()) {
            error = ErrorCode.INVALID_GROUP_ID;
        } else if (group == null) {
            for (LeaveGroup.Member member : request.members()) {
                results.add(
                        new LeaveGroup.MemberResult(
                                member.memberId(),
                                member.instanceId(),
                                ErrorCode.UNKNOWN_MEMBER_ID));
            }
        } else {
            results = departures.leave(group, request, Turn.of(asked, draft));
        }
        draft.answer(asked.waiter(), new LeaveGroup.Response(error, results));
    }

    /**
     * A classic group is about to become one of the consumer protocol: whoever waits in it is told
     * to join again (REBALANCE_IN_PROGRESS). Its tombstone ends it.
     */
    public void upgrades(ClassicGroup group, Asked asked, Draft draft) {
        departures.answerAll(group, ErrorCode.REBALANCE_IN_PROGRESS, Turn.of(asked, draft));
    }

    /**
     * A record of a classic group is about to be stored, for a group of the consumer protocol that
     * has members of the classic one only: they rebalance once it is applied. (Without this they go
     * on with what the record gives them.)
     */
    public void downgrades(String groupId) {
        downgrading.add(groupId);
    }

    /**
     * Makes true what a record tells. A group that was not there as a classic one before is now;
     * while this coordinator is live its members' sessions begin.
     */
    @Override
    public void apply(GroupRecord event) {
        String groupId = event.key().groupId();
        GroupValue.ClassicGroup value = (GroupValue.ClassicGroup) event.value();
        ClassicGroup group = groups.find(groupId, ClassicGroup.class);
        if (value == null) {
            if (group != null) {
                sessions.cancelAll(group);
                groups.remove(group);
            }
            return;
        }
        ClassicGroup founded = founding.remove(groupId);
        if (founded != null) {
            groups.put(founded);
        } else if (group != null) {
            group.apply(value);
        } else {
            learn(groupId, value);
        }
    }

    /**
     * A record tells of a group that was not there: it is from now on, as the record says. While
     * this coordinator is live, its members' sessions begin, and a rebalance if it is one that
     * {@link #downgrades}. During a replay nothing begins: there is no time yet.
     */
    private void learn(String groupId, GroupValue.ClassicGroup value) {
        throw Todo.step("4.5", "make the group that the record tells of, and begin it if live");
    }

    /**
     * The replay is over, and time begins to pass: the sessions of all members begin now. A group
     * with more members than {@code group.max.size} allows (it was lowered) rebalances.
     */
    @Override
    public void loaded(long nowMs) {
        throw Todo.step("4.5", "from now on live: begin every group that was replayed");
    }

    /** Sessions of a group that was there already begin, and a rebalance if need be. */
    private void begin(ClassicGroup group, long nowMs, boolean rebalance) {
        group.roster.all().forEach(member -> sessions.heard(member, nowMs));
        if (rebalance && !group.roster.isEmpty()) {
            Draft draft = new Draft();
            rebalances.begin(group, "as another took it over", turn(nowMs, draft));
            Check.that(draft.decisionIfAny() == null, "nobody waits in %s", group.id());
        }
    }

    private Turn turn(long nowMs, Draft draft) {
        return new Turn(nowMs, wallAheadMs == null ? -1 : nowMs + wallAheadMs, draft);
    }

    @Override
    public long nextDueMs() {
        if (!outbox.isEmpty()) {
            return lastNowMs;
        }
        return wallAheadMs == null ? Long.MAX_VALUE : sessions.nextDueMs();
    }

    @Override
    public boolean due(long nowMs, Draft draft) {
        if (!outbox.isEmpty()) {
            outbox.forEach(answer -> draft.answer(answer.waiter(), answer.response()));
            outbox.clear();
            return true;
        }
        Alarm alarm = wallAheadMs == null ? null : sessions.poll(nowMs);
        if (alarm == null) {
            return false;
        }
        Turn turn = turn(nowMs, draft);
        switch (alarm.kind) {
            case SESSION -> departures.sessionEnded(alarm.group, alarm.memberId, turn);
            case JOIN -> rebalances.joinTimeIsUp(alarm.group, turn);
            case SYNC -> rebalances.syncTimeIsUp(alarm.group, turn);
        }
        return true;
    }

    /**
     * What a decision was to store is not. Whom it answered is told the error; nobody else may be
     * forgotten. A group that was to be founded is not, and who waits in it is told so. A static
     * member that was to be replaced is not. Where the leader has shared out in vain, the members
     * rebalance. A group that has become empty is empty all the same: should another take over, it
     * will find members of whom it does not hear.
     */
    @Override
    public void refused(List<GroupRecord> events, ErrorCode error, long nowMs) {
        lastNowMs = nowMs;
        for (GroupRecord event : events) {
            if (event.value() == null) {
                continue;
            }
            String groupId = event.key().groupId();
            downgrading.remove(groupId);
            ClassicGroup founded = founding.remove(groupId);
            ClassicGroup group = groups.find(groupId, ClassicGroup.class);
            if (founded != null) {
                abandon(founded, error, nowMs);
            } else if (group != null) {
                refused(group, nowMs);
            }
        }
    }

    /**
     * What a decision on this group was to store is not. A static member that was to take its
     * former self's place does not, and nobody hears of it any more. Where the leader has shared
     * out in vain, the members rebalance. A group whose last member has gone is empty all the same,
     * as if that had been stored.
     */
    private void refused(ClassicGroup group, long nowMs) {
        throw Todo.step(
                "4.5", "undo what was begun, so that nobody waits for what was never stored");
    }

    private void abandon(ClassicGroup group, ErrorCode error, long nowMs) {
        Draft draft = new Draft();
        departures.answerAll(group, error, turn(nowMs, draft));
        outbox.addAll(draft.decision().response());
        sessions.cancelAll(group);
    }
}
