package strata.groups.consumer;

import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.MemberState;
import strata.kernel.request.ConsumerGroupHeartbeat;

/**
 * A member of a group of the consumer protocol, as it is stored; never changes.
 *
 * @param wants what it has told: its subscription, its client
 * @param epoch its member epoch; {@link #AWAY} for a static member that means to come back
 * @param previousEpoch the one before, which it may still speak with; -1 for none
 * @param state how far it is on its way to its target
 * @param assigned what it may read and keep
 * @param revoking what it may read, but has to let go
 */
record ConsumerMember(
        String id,
        GroupValue.Member wants,
        int epoch,
        int previousEpoch,
        MemberState state,
        Partitions assigned,
        Partitions revoking) {

    /** The epoch of a static member that has left for a while. */
    static final int AWAY = ConsumerGroupHeartbeat.LEAVE_FOR_A_WHILE;

    /** No member's rebalance timeout. */
    private static final int NO_TIMEOUT = Integer.MIN_VALUE;

    private static final GroupValue.Member UNTOLD =
            new GroupValue.Member(null, null, "", "", List.of(), "", NO_TIMEOUT, null, null);

    /** A member of which nothing is known but its id. */
    static ConsumerMember unknown(String id) {
        return new ConsumerMember(
                id, UNTOLD, 0, -1, MemberState.STABLE, Partitions.NONE, Partitions.NONE);
    }

    /** The same with what it has told. */
    ConsumerMember wanting(GroupValue.Member newWants) {
        return new ConsumerMember(id, newWants, epoch, previousEpoch, state, assigned, revoking);
    }

    /** The same without what it has told. */
    ConsumerMember wantingNothing() {
        return wanting(UNTOLD);
    }

    /** Whether it has told something: whether it has a member record. */
    boolean isTold() {
        return wants.rebalanceTimeoutMs() != NO_TIMEOUT;
    }

    /** The same, as a record says that it stands. */
    ConsumerMember standing(GroupValue.MemberCurrent current) {
        return new ConsumerMember(
                id,
                wants,
                current.memberEpoch(),
                current.previousEpoch(),
                current.state(),
                Partitions.ofEpochs(current.assigned(), current.memberEpoch()),
                Partitions.ofEpochs(current.revoking(), current.memberEpoch()));
    }

    /** The same, as one who has just come and has nothing. */
    ConsumerMember standingNowhere() {
        return unknown(id).wanting(wants);
    }

    /** The same at another epoch: where it stood is its previous one. */
    ConsumerMember moved(
            int newEpoch, MemberState newState, Partitions newAssigned, Partitions newRevoking) {
        return new ConsumerMember(id, wants, newEpoch, epoch, newState, newAssigned, newRevoking);
    }

    /** How it stands, as it is stored. */
    GroupValue.MemberCurrent current() {
        return new GroupValue.MemberCurrent(
                epoch, previousEpoch, state, assigned.toEpochs(), revoking.toEpochs());
    }

    /** Whether it has all that a target of this epoch gives it. */
    boolean isReconciledTo(int assignmentEpoch) {
        return state == MemberState.STABLE && epoch == assignmentEpoch;
    }

    /** Whether it speaks the classic protocol. */
    boolean isClassic() {
        return wants.classic() != null;
    }

    @Nullable
    String instanceId() {
        return wants.instanceId();
    }

    /** The expression that it has subscribed to; empty for none. */
    String expression() {
        String expression = wants.expression();
        return expression == null ? "" : expression;
    }
}
