package strata.groups.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import strata.groups.classic.ClassicGroup;
import strata.groups.classic.ClassicMember;
import strata.groups.classic.ClassicProtocol;
import strata.groups.group.Asked;
import strata.groups.group.ClassicRequests;
import strata.groups.group.Draft;
import strata.groups.group.Group;
import strata.groups.group.GroupProtocol;
import strata.groups.group.Groups;
import strata.kernel.ErrorCode;
import strata.kernel.Refusal;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.request.ConsumerGroupHeartbeat;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.SyncGroup;

/**
 * Looks after the groups of the consumer protocol. {@link
 * #heartbeat(ConsumerGroupHeartbeat.Request, Asked, Draft)} is asked about any id: one that has no
 * group, a classic group that may be turned into one of this protocol (or gives way, if it is
 * empty), or a group of this protocol. What members of the classic protocol ask comes here for a
 * group of this protocol that is not empty (join), or is there (the others).
 */
public final class ConsumerGroupProtocol implements ClassicRequests, GroupProtocol {
    private final GroupsSpec spec;
    private final Groups groups;
    private final Sessions sessions;
    private final Heartbeats heartbeats;
    private final Departure departure;
    private final Guests guests;
    private final ClassicProtocol classic;

    /** How far wall time is ahead of monotonic time; milliseconds. */
    private long wallAheadMs;

    /**
     * @param groups all groups there are, of both types
     * @param classic for groups that change their protocol
     */
    public ConsumerGroupProtocol(
            GroupsSpec spec, Groups groups, ClassicProtocol classic, Assignors assignors) {
        this.spec = spec;
        this.groups = groups;
        this.classic = classic;
        sessions = new Sessions(settings());
        Subscriptions subscriptions = new Subscriptions(spec);
        MemberProgress progress = new MemberProgress(spec, subscriptions, assignors, sessions);
        Downgrade downgrade = new Downgrade(spec, classic);
        departure = new Departure(spec, subscriptions, downgrade);
        heartbeats = new Heartbeats(spec, groups, sessions, progress, departure);
        guests = new Guests(spec, sessions, progress, departure, downgrade);
    }

    private GroupSettings.Consumer settings() {
        return spec.settings().consumer();
    }

    /** A member speaks. */
    public void heartbeat(ConsumerGroupHeartbeat.Request request, Asked asked, Draft draft) {
        clock(asked);
        Refusal refusal = HeartbeatRules.refusal(request, settings().assignors());
        List<GroupRecord> records = new ArrayList<>(0);
        ConsumerGroupHeartbeat.Response response;
        if (refusal != null) {
            response = ConsumerGroupHeartbeat.Response.failed(refusal.error(), refusal.why());
        } else if (request.memberEpoch() < 0) {
            response = heartbeats.leave(request, asked, records);
        } else {
            response = heartbeats.speak(request, asked, records);
        }
        if (response.error() == ErrorCode.NONE) {
            upgraded(request.groupId(), asked, draft);
            draft.storeAll(records);
        }
        draft.answer(asked.waiter(), response);
    }

    /**
     * Who waits in a classic group that has been turned is told; the sessions of all go on. What
     * they had time for when it was last one of this protocol they need not do any more.
     */
    private void upgraded(String groupId, Asked asked, Draft draft) {
        ClassicGroup guests = groups.find(groupId, ClassicGroup.class);
        if (guests != null && !guests.isEmpty()) {
            classic.upgrades(guests, asked, draft);
            for (ClassicMember member : guests.members()) {
                sessions.cancel(groupId, member.id(), Sessions.Kind.JOIN);
                sessions.cancel(groupId, member.id(), Sessions.Kind.SYNC);
                sessions.set(
                        groupId,
                        member.id(),
                        Sessions.Kind.SESSION,
                        asked.nowMs() + member.sessionTimeoutMs());
            }
        }
    }

    @Override
    public void join(JoinGroup.Request request, Asked asked, Draft draft) {
        clock(asked);
        ConsumerGroup group = groups.find(request.groupId(), ConsumerGroup.class);
        draft.answer(
                asked.waiter(),
                group == null
                        ? JoinGroup.Response.failed(ErrorCode.UNKNOWN_MEMBER_ID, request.memberId())
                        : guests.join(group, request, asked, draft));
    }

    @Override
    public void sync(SyncGroup.Request request, Asked asked, Draft draft) {
        clock(asked);
        ConsumerGroup group = groups.find(request.groupId(), ConsumerGroup.class);
        draft.answer(
                asked.waiter(),
                group == null
                        ? SyncGroup.Response.failed(ErrorCode.UNKNOWN_MEMBER_ID)
                        : guests.sync(group, request, asked));
    }

    @Override
    public void heartbeat(Heartbeat.Request request, Asked asked, Draft draft) {
        clock(asked);
        ConsumerGroup group = groups.find(request.groupId(), ConsumerGroup.class);
        ErrorCode error =
                group == null
                        ? ErrorCode.UNKNOWN_MEMBER_ID
                        : guests.heartbeat(group, request, asked);
        draft.answer(asked.waiter(), new Heartbeat.Response(error));
    }

    @Override
    public void leave(LeaveGroup.Request request, Asked asked, Draft draft) {
        clock(asked);
        ConsumerGroup group = groups.find(request.groupId(), ConsumerGroup.class);
        draft.answer(
                asked.waiter(),
                group == null
                        ? new LeaveGroup.Response(ErrorCode.UNKNOWN_MEMBER_ID, List.of())
                        : guests.leave(group, request, asked.wallMs(), draft));
    }

    /** What time it is: a group may become a classic one. */
    private void clock(Asked asked) {
        wallAheadMs = asked.wallMs() - asked.nowMs();
        classic.clock(asked.wallMs(), asked.nowMs());
    }

    @Override
    public void apply(GroupRecord event) {
        GroupKey key = event.key();
        ConsumerGroup group = groups.find(key.groupId(), ConsumerGroup.class);
        if (group == null) {
            if (event.value() == null) {
                return;
            }
            group = new ConsumerGroup(key.groupId(), spec);
            groups.put(group);
        }
        if (key instanceof GroupKey.ConsumerGroup && event.value() == null) {
            groups.remove(group);
            return;
        }
        group.apply(event);
    }

    /** Everybody's session begins; who has to let partitions go has all its time again. */
    @Override
    public void loaded(long nowMs) {
        for (Group each : groups.all()) {
            if (each instanceof ConsumerGroup group) {
                for (ConsumerMember member : group.members().values()) {
                    sessions.heard(group.id(), member, nowMs);
                    if (!member.isClassic()) {
                        sessions.moved(group.id(), member, nowMs);
                    }
                }
            }
        }
    }

    @Override
    public long nextDueMs() {
        return sessions.nextDueMs();
    }

    @Override
    public boolean due(long nowMs, Draft draft) {
        Sessions.Due due = sessions.poll(nowMs);
        while (due != null) {
            ConsumerGroup group = groups.find(due.groupId(), ConsumerGroup.class);
            ConsumerMember member = group == null ? null : group.member(due.memberId());
            if (member != null && isLate(member, due.kind())) {
                sessions.again(due, nowMs);
                fence(Objects.requireNonNull(group), member, nowMs, draft);
                return true;
            }
            due = sessions.poll(nowMs);
        }
        return false;
    }

    /** Whether a member has not done what it had time for. */
    private static boolean isLate(ConsumerMember member, Sessions.Kind kind) {
        return switch (kind) {
            case SESSION -> true;
            case REVOKE -> member.state() == GroupValue.MemberState.UNREVOKED_PARTITIONS;
            case JOIN, SYNC -> member.isClassic();
        };
    }

    private void fence(ConsumerGroup group, ConsumerMember member, long nowMs, Draft draft) {
        spec.trace().note("group " + group.id() + ": member " + member.id() + " is late, and out");
        List<GroupRecord> records = new ArrayList<>();
        departure.leave(new Plan(group, records), List.of(member), nowMs + wallAheadMs);
        draft.storeAll(records);
    }

    @Override
    public void refused(List<GroupRecord> events, ErrorCode error, long nowMs) {}
}
