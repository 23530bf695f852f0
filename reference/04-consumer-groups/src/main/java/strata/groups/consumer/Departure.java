package strata.groups.consumer;

import java.util.Collection;
import java.util.List;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.EpochPartitions;
import strata.kernel.groups.GroupsSpec;

/** Members go: by themselves, or because they were not heard of in time. */
final class Departure {
    private final GroupsSpec spec;
    private final Subscriptions subscriptions;
    private final Downgrade downgrade;

    Departure(GroupsSpec spec, Subscriptions subscriptions, Downgrade downgrade) {
        this.spec = spec;
        this.subscriptions = subscriptions;
        this.downgrade = downgrade;
    }

    /**
     * Members go for good. Their tombstones are stored, those of expressions that nobody else has
     * subscribed to, and the group's epoch, one higher: at the next heartbeat of any member a new
     * target is made without them. A group that has lost its last member stays, as empty.
     *
     * <p>If all who stay speak the classic protocol the group is turned into a classic one instead,
     * where that is allowed.
     *
     * @param wallMs milliseconds since 1970
     */
    void leave(Plan plan, Collection<ConsumerMember> leaving, long wallMs) {
        leaving.forEach(member -> plan.remove(member.id()));
        if (downgrade.isDue(plan.members().values())) {
            downgrade.store(plan, true, wallMs);
            return;
        }
        for (ConsumerMember member : leaving) {
            bury(plan, member.id());
        }
        subscriptions.forgetUnused(plan);
        ConsumerGroup group = plan.group();
        long hash = MetadataHash.of(plan.topics(), spec.topics());
        plan.store(
                new GroupKey.ConsumerGroup(group.id()),
                new GroupValue.ConsumerGroup(group.groupEpoch() + 1, hash));
    }

    /**
     * A static member goes for a while: its epoch says so, it has nothing to let go any more, and
     * keeps what it is assigned, as if given at epoch 0, for who comes back in its place. Its
     * session goes on: if nobody comes in time, it goes for good.
     */
    static void leaveForAWhile(Plan plan, ConsumerMember member) {
        GroupValue.MemberCurrent current = member.current();
        List<EpochPartitions> assigned = member.assigned().at(0).toEpochs();
        plan.store(
                new GroupKey.MemberCurrent(plan.group().id(), member.id()),
                new GroupValue.MemberCurrent(
                        ConsumerMember.AWAY,
                        current.previousEpoch(),
                        current.state(),
                        assigned,
                        List.of()));
    }

    /** The tombstones of a member, the last of them its own. */
    static void bury(Plan plan, String memberId) {
        String groupId = plan.group().id();
        plan.store(new GroupKey.MemberCurrent(groupId, memberId), null);
        plan.store(new GroupKey.MemberTarget(groupId, memberId), null);
        plan.store(new GroupKey.Member(groupId, memberId), null);
        plan.remove(memberId);
    }
}
