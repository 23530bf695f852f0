package strata.groups.consumer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import strata.groups.consumer.Reconciliation.Goal;
import strata.groups.consumer.TargetAssignment.Replaced;
import strata.groups.group.Asked;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.TopicId;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupsSpec;

/**
 * What follows when a member has spoken: the group's epoch rises if the member wants something else
 * than before; a target is made if the group's epoch is ahead of the last one's; the member moves
 * towards it.
 */
final class MemberProgress {
    private final GroupsSpec spec;
    private final Subscriptions subscriptions;
    private final TargetAssignment targets;
    private final Sessions sessions;

    MemberProgress(
            GroupsSpec spec, Subscriptions subscriptions, Assignors assignors, Sessions sessions) {
        this.spec = spec;
        this.subscriptions = subscriptions;
        this.targets = new TargetAssignment(spec, assignors);
        this.sessions = sessions;
    }

    /**
     * A member has spoken.
     *
     * @param before as it stood
     * @param after the same, with what it wants now
     * @param replaced the static member in whose place it comes; null for nobody
     * @param owned what it says it has; null when it does not say
     */
    record Step(
            ConsumerMember before,
            ConsumerMember after,
            @Nullable Replaced replaced,
            @Nullable Partitions owned,
            Asked asked) {

        boolean changesExpression() {
            return !before.expression().equals(after.expression());
        }

        boolean changesSubscription() {
            return changesExpression() || !before.wants().topics().equals(after.wants().topics());
        }
    }

    /** Whether a new target is to be made as soon as a member says something. */
    boolean isTargetDue(ConsumerGroup group, long wallMs) {
        return group.groupEpoch() > group.assignmentEpoch() && targets.mayAssign(group, wallMs);
    }

    /** Why a member may not want what it wants now; null if it may. */
    @Nullable
    Refusal refusal(ConsumerGroup group, ConsumerMember before, ConsumerMember after) {
        return subscriptions.refusal(group, before, after);
    }

    /**
     * Decides what follows.
     *
     * @param records to which is added what is to be stored
     * @return the member as it stands then
     */
    ConsumerMember advance(ConsumerGroup group, Step step, List<GroupRecord> records) {
        if (isIdle(group, step)) {
            return step.after();
        }
        Plan plan = new Plan(group, records);
        ConsumerMember member = step.after();
        if (step.replaced() != null) {
            Admission.inherit(plan, step.replaced(), step.before());
        }
        plan.put(member);
        if (!step.before().wants().equals(member.wants())) {
            plan.store(new GroupKey.Member(group.id(), member.id()), member.wants());
        }
        if (step.changesExpression()) {
            subscriptions.forgetUnused(plan);
        }
        boolean resolved = subscriptions.resolve(plan, step.asked().wallMs());
        boolean first = group.groupEpoch() == 0;
        int groupEpoch =
                subscriptions.raiseEpoch(plan, first || resolved || step.changesSubscription());
        Goal goal = goal(plan, step, groupEpoch);
        ConsumerMember next = reconcile(plan, step, goal);
        plan.put(next);
        return next;
    }

    /** Whether nothing can follow, so that nothing has to be looked at closer. */
    private boolean isIdle(ConsumerGroup group, Step step) {
        return step.before().equals(step.after())
                && step.replaced() == null
                && group.groupEpoch() <= group.assignmentEpoch()
                && step.after().isReconciledTo(group.assignmentEpoch())
                && !subscriptions.isStale(group)
                && !subscriptions.isOld(group, step.asked().wallMs());
    }

    /** What the member is to have: by a new target if one is needed and may be made. */
    private Goal goal(Plan plan, Step step, int groupEpoch) {
        ConsumerGroup group = plan.group();
        long wallMs = step.asked().wallMs();
        String memberId = step.after().id();
        boolean isBehind = groupEpoch > group.assignmentEpoch();
        if (isBehind && targets.mayAssign(group, wallMs)) {
            SortedMap<String, Partitions> made =
                    targets.assign(plan, groupEpoch, step.replaced(), wallMs);
            return new Goal(groupEpoch, made.getOrDefault(memberId, Partitions.NONE));
        }
        String whose = step.replaced() == null ? memberId : step.replaced().memberId();
        return new Goal(group.assignmentEpoch(), group.target(whose));
    }

    private ConsumerMember reconcile(Plan plan, Step step, Goal goal) {
        ConsumerMember member = step.after();
        if (!step.changesSubscription() && member.isReconciledTo(goal.assignmentEpoch())) {
            return member;
        }
        ConsumerMember next =
                new Reconciliation(
                                member,
                                goal,
                                subscribedIds(plan, member),
                                step.changesSubscription(),
                                step.owned(),
                                (topic, partition) ->
                                        isOthers(plan.group(), step, topic, partition))
                        .next();
        if (!next.equals(member)) {
            String groupId = plan.group().id();
            plan.store(new GroupKey.MemberCurrent(groupId, member.id()), next.current());
            if (!next.isClassic()) {
                sessions.moved(groupId, next, step.asked().nowMs());
            }
        }
        return next;
    }

    private Set<TopicId> subscribedIds(Plan plan, ConsumerMember member) {
        Set<TopicId> ids = new LinkedHashSet<>();
        for (String topic : plan.topicsOf(member)) {
            TopicId id = spec.topics().idOf(topic);
            if (id != null) {
                ids.add(id);
            }
        }
        return ids;
    }

    /** Whether somebody holds a partition who is neither the member nor the one it replaces. */
    private static boolean isOthers(ConsumerGroup group, Step step, TopicId topic, int partition) {
        String holder = group.holder(topic, partition);
        return holder != null
                && !holder.equals(step.after().id())
                && (step.replaced() == null || !holder.equals(step.replaced().memberId()));
    }
}
