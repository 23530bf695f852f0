package strata.groups.consumer;

import java.util.List;
import strata.groups.classic.ClassicGroup;
import strata.groups.consumer.Admission.Speaker;
import strata.groups.consumer.MemberProgress.Step;
import strata.groups.group.Asked;
import strata.groups.group.Group;
import strata.groups.group.Groups;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupSettings;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.request.ConsumerGroupHeartbeat;

/**
 * All that a member of the consumer protocol says: that it joins, is alive, wants something else,
 * has let go, leaves. Of a refused heartbeat nothing is to be stored.
 */
final class Heartbeats {
    private final GroupsSpec spec;
    private final Groups groups;
    private final Sessions sessions;
    private final MemberProgress progress;
    private final Departure departure;
    private final Upgrade upgrade;

    Heartbeats(
            GroupsSpec spec,
            Groups groups,
            Sessions sessions,
            MemberProgress progress,
            Departure departure) {
        this.spec = spec;
        this.groups = groups;
        this.sessions = sessions;
        this.progress = progress;
        this.departure = departure;
        this.upgrade = new Upgrade(spec);
    }

    private GroupSettings.Consumer settings() {
        return spec.settings().consumer();
    }

    /** A member joins, or says that it is alive and what it has. */
    ConsumerGroupHeartbeat.Response speak(
            ConsumerGroupHeartbeat.Request request, Asked asked, List<GroupRecord> records) {
        ConsumerGroup group = groupToJoin(request, records);
        if (group == null) {
            return failed(noGroup(request.groupId()));
        }
        String memberId = request.memberId();
        if (group.members().size() >= settings().maxSize() && group.member(memberId) == null) {
            return failed(
                    new Refusal(
                            ErrorCode.GROUP_MAX_SIZE_REACHED,
                            "The group has " + settings().maxSize() + " members, its most."));
        }
        Speaker speaker =
                new Speaker(
                        memberId.isEmpty() ? newId() : memberId,
                        request.instanceId(),
                        request.memberEpoch(),
                        owned(request),
                        request.memberEpoch() == ConsumerGroupHeartbeat.JOIN);
        String instanceId = request.instanceId();
        Admission admission =
                instanceId == null
                        ? Admission.dynamic(group, speaker)
                        : Admission.fixed(group, instanceId, speaker);
        return switch (admission) {
            case Admission.Refused refused -> failed(refused.refusal());
            case Admission.Admitted admitted -> {
                Step step = step(admitted, speaker, request, asked);
                Refusal refusal = progress.refusal(group, step.before(), step.after());
                yield refusal == null
                        ? answer(group, step, progress.advance(group, step, records), request)
                        : failed(refusal);
            }
        };
    }

    private static Step step(
            Admission.Admitted admitted,
            Speaker speaker,
            ConsumerGroupHeartbeat.Request request,
            Asked asked) {
        ConsumerMember before = admitted.member();
        GroupValue.Member wants = wants(before.wants(), request, asked);
        ConsumerMember after = wants.equals(before.wants()) ? before : before.wanting(wants);
        return new Step(before, after, admitted.replaced(), speaker.owned(), asked);
    }

    /** What a member wants after a heartbeat. */
    private static GroupValue.Member wants(
            GroupValue.Member before, ConsumerGroupHeartbeat.Request request, Asked asked) {
        return new GroupValue.Member(
                told(request.instanceId(), before.instanceId()),
                told(request.rack(), before.rack()),
                asked.client().clientId(),
                asked.client().host(),
                request.topics() == null
                        ? before.topics()
                        : request.topics().stream().distinct().sorted().toList(),
                told(request.expression(), before.expression()),
                request.rebalanceTimeoutMs() == -1
                        ? before.rebalanceTimeoutMs()
                        : request.rebalanceTimeoutMs(),
                told(request.assignor(), before.assignor()),
                null);
    }

    private static @Nullable String told(@Nullable String now, @Nullable String before) {
        return now == null ? before : now;
    }

    /**
     * What is told to a member: its assignment only when it has changed, when it joins, or when it
     * has told all that it can tell, which it does when it is not sure.
     */
    private ConsumerGroupHeartbeat.Response answer(
            ConsumerGroup group,
            Step step,
            ConsumerMember member,
            ConsumerGroupHeartbeat.Request request) {
        sessions.heard(group.id(), member, step.asked().nowMs());
        boolean asksForAll =
                request.memberEpoch() == ConsumerGroupHeartbeat.JOIN
                        || (request.rebalanceTimeoutMs() != -1
                                && (request.topics() != null || request.expression() != null)
                                && request.owned() != null);
        boolean changed = !member.assigned().equals(step.before().assigned());
        return new ConsumerGroupHeartbeat.Response(
                ErrorCode.NONE,
                null,
                member.id(),
                member.epoch(),
                settings().heartbeatIntervalMs(),
                asksForAll || changed ? told(member.assigned()) : null);
    }

    private static List<ConsumerGroupHeartbeat.TopicPartitions> told(Partitions partitions) {
        return partitions.toTopics().stream()
                .map(t -> new ConsumerGroupHeartbeat.TopicPartitions(t.topicId(), t.partitions()))
                .toList();
    }

    private static @Nullable Partitions owned(ConsumerGroupHeartbeat.Request request) {
        List<ConsumerGroupHeartbeat.TopicPartitions> told = request.owned();
        if (told == null) {
            return null;
        }
        Partitions.Builder owned = new Partitions.Builder(told.size());
        told.forEach(of -> of.partitions().forEach(p -> owned.add(of.topicId(), p, 0)));
        return owned.sorted();
    }

    /**
     * The group that a heartbeat is for. Who joins an id that has no group, or an empty classic
     * one, makes a new group.
     *
     * @return null for none
     */
    private @Nullable ConsumerGroup groupToJoin(
            ConsumerGroupHeartbeat.Request request, List<GroupRecord> records) {
        Group group = groups.find(request.groupId());
        if (group instanceof ConsumerGroup consumer) {
            return consumer;
        }
        if (request.memberEpoch() != ConsumerGroupHeartbeat.JOIN) {
            return null;
        }
        if (group == null) {
            return new ConsumerGroup(request.groupId(), spec);
        }
        if (group.isEmpty()) {
            records.addAll(group.tombstones());
            return new ConsumerGroup(request.groupId(), spec);
        }
        return group instanceof ClassicGroup guest && upgrade.isAllowed(guest)
                ? upgrade.upgraded(guest, records)
                : null;
    }

    /** A member leaves, for good or for a while. */
    ConsumerGroupHeartbeat.Response leave(
            ConsumerGroupHeartbeat.Request request, Asked asked, List<GroupRecord> records) {
        ConsumerGroup group = groups.find(request.groupId(), ConsumerGroup.class);
        if (group == null) {
            return failed(noGroup(request.groupId()));
        }
        String instanceId = request.instanceId();
        ConsumerMember member =
                instanceId == null
                        ? group.member(request.memberId())
                        : group.staticMember(instanceId);
        if (instanceId != null && (member == null || !member.id().equals(request.memberId()))) {
            return failed(Admission.notOwner(member, instanceId));
        }
        if (member == null) {
            return failed(
                    new Refusal(
                            ErrorCode.UNKNOWN_MEMBER_ID,
                            "Group " + group.id() + " has no member " + request.memberId() + "."));
        }
        Plan plan = new Plan(group, records);
        if (request.memberEpoch() == ConsumerGroupHeartbeat.LEAVE_FOR_A_WHILE) {
            Departure.leaveForAWhile(plan, member);
        } else {
            departure.leave(plan, List.of(member), asked.wallMs());
        }
        return new ConsumerGroupHeartbeat.Response(
                ErrorCode.NONE, null, request.memberId(), request.memberEpoch(), 0, null);
    }

    private String newId() {
        return TopicId.random(spec.random()).toString();
    }

    private static Refusal noGroup(String groupId) {
        return new Refusal(
                ErrorCode.GROUP_ID_NOT_FOUND,
                "There is no group " + groupId + " of the consumer protocol.");
    }

    private static ConsumerGroupHeartbeat.Response failed(Refusal refusal) {
        return ConsumerGroupHeartbeat.Response.failed(refusal.error(), refusal.why());
    }
}
