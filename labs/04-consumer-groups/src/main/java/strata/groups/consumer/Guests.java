package strata.groups.consumer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import strata.groups.consumer.Admission.Speaker;
import strata.groups.consumer.MemberProgress.Step;
import strata.groups.group.Asked;
import strata.groups.group.Draft;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.ConsumerProtocol;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.MemberState;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.log.CorruptDataException;
import strata.kernel.request.Heartbeat;
import strata.kernel.request.JoinGroup;
import strata.kernel.request.LeaveGroup;
import strata.kernel.request.SyncGroup;

/**
 * Members of a group of the consumer protocol that speak the classic one. To each its own member
 * epoch is the generation; a step of its reconciliation is a rebalance: it joins, telling what it
 * has, and fetches what it is assigned. Nobody waits for anybody.
 */
final class Guests {
    private final GroupsSpec spec;
    private final Sessions sessions;
    private final MemberProgress progress;
    private final Departure departure;
    private final Downgrade downgrade;
    private final Upgrade upgrade;

    Guests(
            GroupsSpec spec,
            Sessions sessions,
            MemberProgress progress,
            Departure departure,
            Downgrade downgrade) {
        this.spec = spec;
        this.sessions = sessions;
        this.progress = progress;
        this.departure = departure;
        this.downgrade = downgrade;
        this.upgrade = new Upgrade(spec);
    }

    /** One joins, for the first time or for its next step. */
    JoinGroup.Response join(
            ConsumerGroup group, JoinGroup.Request request, Asked asked, Draft draft) {
        String memberId = request.memberId();
        ErrorCode error = mayJoin(group, request);
        if (error != ErrorCode.NONE) {
            return JoinGroup.Response.failed(error, memberId);
        }
        if (memberId.isEmpty()) {
            memberId = TopicId.random(spec.random()).toString();
            if (request.support().memberIdRequired() && request.instanceId() == null) {
                return JoinGroup.Response.failed(ErrorCode.MEMBER_ID_REQUIRED, memberId);
            }
        }
        ConsumerProtocol.Subscription subscription;
        try {
            subscription = ConsumerProtocol.subscription(request.protocols().get(0).metadata());
        } catch (CorruptDataException e) {
            return JoinGroup.Response.failed(ErrorCode.UNKNOWN_SERVER_ERROR, memberId);
        }
        Speaker speaker = speaker(memberId, request, subscription);
        Admission admission =
                request.instanceId() == null
                        ? Admission.dynamic(group, speaker)
                        : Admission.fixed(group, request.instanceId(), speaker);
        return switch (admission) {
            case Admission.Refused refused ->
                    JoinGroup.Response.failed(refused.refusal().error(), memberId);
            case Admission.Admitted admitted -> {
                ConsumerMember before = admitted.member();
                ConsumerMember after =
                        before.wanting(wants(before.wants(), request, subscription, asked));
                Step step = new Step(before, after, admitted.replaced(), speaker.owned(), asked);
                yield join(group, step, request, draft);
            }
        };
    }

    /**
     * Who joins. One who comes with an id of its own may be new, as it was given the id a moment
     * ago; not if it says that it has something. Then it was a member, and has been forgotten, and
     * what it had is others' by now: it has to learn of that. (Kafka 4.3 takes it in, and what it
     * commits of what it had.)
     */
    private Speaker speaker(
            String memberId,
            JoinGroup.Request request,
            ConsumerProtocol.Subscription subscription) {
        boolean comesWithNothing = request.instanceId() == null && subscription.owned().isEmpty();
        return new Speaker(
                memberId,
                request.instanceId(),
                Admission.GUEST,
                upgrade.identified(subscription.owned()),
                comesWithNothing || request.memberId().isEmpty());
    }

    private JoinGroup.Response join(
            ConsumerGroup group, Step step, JoinGroup.Request request, Draft draft) {
        List<GroupRecord> records = new ArrayList<>();
        ConsumerMember member = progress.advance(group, step, records);
        Plan plan = new Plan(group, records);
        if (step.replaced() != null) {
            plan.remove(step.replaced().memberId());
        }
        plan.put(member);
        if (step.replaced() != null && downgrade.isDue(plan.members().values())) {
            boolean rebalance = step.changesSubscription();
            downgrade.store(plan, rebalance, step.asked().wallMs());
        } else {
            sessions.cancel(group.id(), member.id(), Sessions.Kind.JOIN);
            sessions.heard(group.id(), member, step.asked().nowMs());
            sessions.set(
                    group.id(),
                    member.id(),
                    Sessions.Kind.SYNC,
                    step.asked().nowMs() + request.rebalanceTimeoutMs());
        }
        draft.storeAll(records);
        return new JoinGroup.Response(
                ErrorCode.NONE,
                member.epoch(),
                ConsumerProtocol.TYPE,
                Downgrade.names(member).get(0),
                "",
                false,
                member.id(),
                List.of());
    }

    /**
     * Whether one may join: INVALID_SESSION_TIMEOUT; INCONSISTENT_GROUP_PROTOCOL where groups may
     * not change their protocol, or where it supports none that all guests do; then
     * GROUP_MAX_SIZE_REACHED.
     */
    private ErrorCode mayJoin(ConsumerGroup group, JoinGroup.Request request) {
        GroupSettings.Classic classic = spec.settings().classic();
        if (request.sessionTimeoutMs() < classic.minSessionTimeoutMs()
                || request.sessionTimeoutMs() > classic.maxSessionTimeoutMs()) {
            return ErrorCode.INVALID_SESSION_TIMEOUT;
        }
        GroupSettings.Consumer consumer = spec.settings().consumer();
        if (consumer.migration() == GroupSettings.Migration.DISABLED) {
            return ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
        }
        if (group.members().size() >= consumer.maxSize()
                && group.member(request.memberId()) == null) {
            return ErrorCode.GROUP_MAX_SIZE_REACHED;
        }
        Set<String> names = new LinkedHashSet<>();
        request.protocols().forEach(protocol -> names.add(protocol.name()));
        for (ConsumerMember member : group.members().values()) {
            if (member.isClassic()) {
                names.retainAll(Downgrade.names(member));
            }
        }
        return ConsumerProtocol.TYPE.equals(request.protocolType()) && !names.isEmpty()
                ? ErrorCode.NONE
                : ErrorCode.INCONSISTENT_GROUP_PROTOCOL;
    }

    private static GroupValue.Member wants(
            GroupValue.Member before,
            JoinGroup.Request request,
            ConsumerProtocol.Subscription subscription,
            Asked asked) {
        return new GroupValue.Member(
                request.instanceId() == null ? before.instanceId() : request.instanceId(),
                subscription.rack() == null ? before.rack() : subscription.rack(),
                asked.client().clientId(),
                asked.client().host(),
                subscription.topics().stream().distinct().sorted().toList(),
                "",
                request.rebalanceTimeoutMs(),
                before.assignor(),
                new GroupValue.ClassicSupport(
                        request.sessionTimeoutMs(), Upgrade.protocols(request.protocols())));
    }

    /** One fetches what it is assigned. */
    SyncGroup.Response sync(ConsumerGroup group, SyncGroup.Request request, Asked asked) {
        ConsumerMember member = guest(group, request.memberId(), request.instanceId());
        ErrorCode error =
                maySpeak(group, request.memberId(), request.instanceId(), request.generation());
        if (error != ErrorCode.NONE || member == null) {
            return SyncGroup.Response.failed(error);
        }
        String type = request.protocolType();
        String protocol = request.protocol();
        if ((type != null && !type.equals(ConsumerProtocol.TYPE))
                || (protocol != null && !protocol.equals(Downgrade.names(member).get(0)))) {
            return SyncGroup.Response.failed(ErrorCode.INCONSISTENT_GROUP_PROTOCOL);
        }
        if (group.assignmentEpoch() > member.epoch()
                && member.state() != MemberState.UNREVOKED_PARTITIONS) {
            hasToJoin(group, member, asked);
            return SyncGroup.Response.failed(ErrorCode.REBALANCE_IN_PROGRESS);
        }
        sessions.cancel(group.id(), member.id(), Sessions.Kind.SYNC);
        sessions.heard(group.id(), member, asked.nowMs());
        return new SyncGroup.Response(
                ErrorCode.NONE, type, protocol, downgrade.encoded(member.assigned()));
    }

    /**
     * One is alive. It is told to join again when a new target is to be made, which its joining
     * does (Kafka 4.3 leaves that to members of the consumer protocol; there may be none); when
     * there is a later target than its own; when it has to tell that it has let partitions go; when
     * all that it waits for has been let go by others.
     */
    ErrorCode heartbeat(ConsumerGroup group, Heartbeat.Request request, Asked asked) {
        ConsumerMember member = guest(group, request.memberId(), request.instanceId());
        ErrorCode error =
                maySpeak(group, request.memberId(), request.instanceId(), request.generation());
        if (error != ErrorCode.NONE || member == null) {
            return error;
        }
        sessions.heard(group.id(), member, asked.nowMs());
        boolean joins =
                progress.isTargetDue(group, asked.wallMs())
                        || member.epoch() < group.assignmentEpoch()
                        || member.state() == MemberState.UNREVOKED_PARTITIONS
                        || (member.state() == MemberState.UNRELEASED_PARTITIONS
                                && !waits(group, member));
        if (!joins) {
            return ErrorCode.NONE;
        }
        hasToJoin(group, member, asked);
        return ErrorCode.REBALANCE_IN_PROGRESS;
    }

    /** Whether others have not let go all yet of what a member is to have. */
    private static boolean waits(ConsumerGroup group, ConsumerMember member) {
        Partitions missing =
                group.target(member.id())
                        .filter((topic, p) -> !member.assigned().contains(topic, p));
        return !missing.filter((topic, p) -> group.holder(topic, p) != null).isEmpty();
    }

    private void hasToJoin(ConsumerGroup group, ConsumerMember member, Asked asked) {
        sessions.setIfAbsent(
                group.id(),
                member.id(),
                Sessions.Kind.JOIN,
                asked.nowMs() + member.wants().rebalanceTimeoutMs());
    }

    /** Some leave; a tool may say so of members of either protocol. */
    LeaveGroup.Response leave(
            ConsumerGroup group, LeaveGroup.Request request, long wallMs, Draft draft) {
        List<LeaveGroup.MemberResult> results = new ArrayList<>();
        Set<ConsumerMember> leaving = new LinkedHashSet<>();
        for (LeaveGroup.Member one : request.members()) {
            String instanceId = one.instanceId();
            // A tool may name a static member by its instance id alone.
            ConsumerMember holder =
                    instanceId != null && one.memberId().isEmpty()
                            ? group.staticMember(instanceId)
                            : null;
            String memberId = holder == null ? one.memberId() : holder.id();
            ErrorCode error = isMember(group, memberId, instanceId);
            ConsumerMember member = group.member(memberId);
            if (error == ErrorCode.NONE && member != null) {
                leaving.add(member);
            }
            results.add(new LeaveGroup.MemberResult(one.memberId(), instanceId, error));
        }
        if (!leaving.isEmpty()) {
            List<GroupRecord> records = new ArrayList<>();
            departure.leave(new Plan(group, records), leaving, wallMs);
            draft.storeAll(records);
        }
        return new LeaveGroup.Response(ErrorCode.NONE, results);
    }

    private static @Nullable ConsumerMember guest(
            ConsumerGroup group, String memberId, @Nullable String instanceId) {
        return isGuest(group, memberId, instanceId) == ErrorCode.NONE
                ? group.member(memberId)
                : null;
    }

    /**
     * Whether one is a member that speaks the classic protocol: UNKNOWN_MEMBER_ID if not;
     * FENCED_INSTANCE_ID if its instance id is another's by now.
     */
    private static ErrorCode isGuest(
            ConsumerGroup group, String memberId, @Nullable String instanceId) {
        ErrorCode error = isMember(group, memberId, instanceId);
        ConsumerMember member = group.member(memberId);
        return error == ErrorCode.NONE && (member == null || !member.isClassic())
                ? ErrorCode.UNKNOWN_MEMBER_ID
                : error;
    }

    private static ErrorCode isMember(
            ConsumerGroup group, String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            ConsumerMember holder = group.staticMember(instanceId);
            return holder != null && holder.id().equals(memberId)
                    ? ErrorCode.NONE
                    : Admission.notOwner(holder, instanceId).error();
        }
        return group.member(memberId) == null ? ErrorCode.UNKNOWN_MEMBER_ID : ErrorCode.NONE;
    }

    private static ErrorCode maySpeak(
            ConsumerGroup group, String memberId, @Nullable String instanceId, int generation) {
        ErrorCode error = isGuest(group, memberId, instanceId);
        if (error != ErrorCode.NONE) {
            return error;
        }
        int epoch = Objects.requireNonNull(group.member(memberId)).epoch();
        return epoch == generation ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
    }
}
