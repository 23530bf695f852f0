package strata.groups.consumer;

import java.util.Set;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupValue.MemberState;

/**
 * Moves one member towards its target, step by step, while the others move at their own pace
 * (KIP-848): it lets go what it is not to have; then, at the target's epoch, it is given what is
 * free; what another one has not let go yet it is given when that has happened.
 *
 * @param member as it stands, with what it wants now
 * @param goal what it is to have
 * @param subscribed the topics that it has subscribed to; it is given nothing of any other
 * @param subscriptionChanged whether it has just changed what it has subscribed to
 * @param owned what it says it has; null when it does not say
 * @param others tells whether another member holds a partition
 */
record Reconciliation(
        ConsumerMember member,
        Goal goal,
        Set<TopicId> subscribed,
        boolean subscriptionChanged,
        @Nullable Partitions owned,
        Partitions.Test others) {

    /**
     * What a member is to have.
     *
     * @param assignmentEpoch at which that was decided
     */
    record Goal(int assignmentEpoch, Partitions target) {}

    /**
     * The member after its next step; the member itself when it has to wait, or is there. Whoever
     * changes is {@link ConsumerMember#moved}, at the same epoch too.
     *
     * <ul>
     *   <li>STABLE: it goes on when its epoch is not the target's.
     *   <li>UNREVOKED_PARTITIONS: it goes on when it says what it has, and that is nothing of what
     *       it has to let go.
     *   <li>UNRELEASED_PARTITIONS, and states of a later version: it goes on.
     * </ul>
     *
     * <p>A member that does not go on, but has just changed its subscription, has to let go what it
     * has not subscribed to any more: see {@link #withoutUnsubscribed}.
     */
    ConsumerMember next() {
        // LAB 4.7 take a step towards the target, or wait
        boolean waits =
                switch (member.state()) {
                    case STABLE -> member.epoch() == goal.assignmentEpoch();
                    case UNREVOKED_PARTITIONS -> stillHas(member.revoking());
                    case UNRELEASED_PARTITIONS, UNKNOWN -> false;
                };
        if (!waits) {
            return towardsTarget();
        }
        return subscriptionChanged ? withoutUnsubscribed() : member;
    }

    /**
     * One step towards the target.
     *
     * <p>Of what it is assigned it keeps what is in its target. The rest it has to let go: unless
     * it says that it has nothing of that any more, it stays at its epoch, in UNREVOKED_PARTITIONS,
     * and is given nothing.
     *
     * <p>Otherwise it goes to the target's epoch, has nothing to let go, and is given what is in
     * its target and held by no other member, at that epoch. It is STABLE if that is all of its
     * target, UNRELEASED_PARTITIONS if not.
     */
    private ConsumerMember towardsTarget() {
        // LAB 4.7 let go first; then move to the epoch, and take what is free
        Partitions target = goal.target().filter((topic, partition) -> subscribed.contains(topic));
        Partitions kept = member.assigned().filter(target::contains);
        Partitions lost = member.assigned().filter((topic, p) -> !target.contains(topic, p));
        if (!lost.isEmpty() && stillHas(lost)) {
            return member.moved(member.epoch(), MemberState.UNREVOKED_PARTITIONS, kept, lost);
        }
        Partitions missing = target.filter((topic, p) -> !kept.contains(topic, p));
        Partitions free = missing.filter((topic, p) -> !others.accepts(topic, p));
        MemberState state =
                free.count() < missing.count()
                        ? MemberState.UNRELEASED_PARTITIONS
                        : MemberState.STABLE;
        return member.moved(
                goal.assignmentEpoch(),
                state,
                kept.and(free.at(goal.assignmentEpoch())),
                Partitions.NONE);
    }

    /**
     * What it is assigned of topics that it has not subscribed to any more, it has to let go, too,
     * before a target is made that says so. Its epoch stays; it is in UNREVOKED_PARTITIONS, unless
     * it says that it has nothing of that any more: then its state stays, and it is no longer
     * assigned that.
     *
     * @return the member itself when there is nothing of the kind
     */
    private ConsumerMember withoutUnsubscribed() {
        // LAB 4.7 let go what it has not subscribed to any more
        Partitions kept =
                member.assigned().filter((topic, partition) -> subscribed.contains(topic));
        if (kept.count() == member.assigned().count()) {
            return member;
        }
        Partitions dropped =
                member.assigned().filter((topic, partition) -> !subscribed.contains(topic));
        Partitions revoking = member.revoking().and(dropped);
        return stillHas(revoking)
                ? member.moved(member.epoch(), MemberState.UNREVOKED_PARTITIONS, kept, revoking)
                : member.moved(member.epoch(), member.state(), kept, member.revoking());
    }

    /** Whether the member has any of these partitions, or does not say what it has. */
    private boolean stillHas(Partitions partitions) {
        return owned == null || !owned.filter(partitions::contains).isEmpty();
    }
}
