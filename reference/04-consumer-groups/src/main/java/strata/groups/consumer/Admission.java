package strata.groups.consumer;

import strata.groups.consumer.TargetAssignment.Replaced;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Refusal;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.GroupValue.MemberState;

/** Whether one who speaks is a member, or becomes one. */
sealed interface Admission {
    /**
     * It is.
     *
     * @param replaced the static member in whose place it comes; null for nobody
     */
    record Admitted(ConsumerMember member, @Nullable Replaced replaced) implements Admission {}

    /** It is not. */
    record Refused(Refusal refusal) implements Admission {}

    /**
     * Who speaks.
     *
     * @param epoch with which it speaks; {@link #GUEST} for who speaks the classic protocol, whose
     *     generation is looked at elsewhere
     * @param owned what it says it has; null when it does not say
     * @param isNew whether it may become a member
     */
    record Speaker(
            String memberId,
            @Nullable String instanceId,
            int epoch,
            @Nullable Partitions owned,
            boolean isNew) {

        boolean isGuest() {
            return epoch == GUEST;
        }
    }

    /** Instead of an epoch: who speaks the classic protocol. */
    int GUEST = Integer.MIN_VALUE;

    /**
     * Admits one without an instance id: a member of this id, at an epoch that {@link
     * Fencing#maySpeak} lets through, or a new one.
     *
     * <p>Refused with UNKNOWN_MEMBER_ID, FENCED_MEMBER_EPOCH.
     */
    static Admission dynamic(ConsumerGroup group, Speaker speaker) {
        ConsumerMember member = group.member(speaker.memberId());
        if (member == null) {
            return speaker.isNew()
                    ? new Admitted(ConsumerMember.unknown(speaker.memberId()), null)
                    : refused(
                            ErrorCode.UNKNOWN_MEMBER_ID,
                            "Group " + group.id() + " has no member " + speaker.memberId() + ".");
        }
        return current(member, speaker);
    }

    /**
     * Admits one with an instance id (KIP-345).
     *
     * <p>Who may be new, and whose instance id is nobody's, is admitted as one without would be. Is
     * it somebody's (its own, too: who is new knows of no former self), it takes that member's
     * place, with all that the member is assigned: see {@link #heir}. Not, though, if both speak
     * the consumer protocol, unless that member has left for a while: then UNRELEASED_INSTANCE_ID.
     *
     * <p>Who is a member already is refused with UNKNOWN_MEMBER_ID where its instance id is
     * nobody's, with FENCED_INSTANCE_ID where it is another member's by now, with
     * FENCED_MEMBER_EPOCH where {@link Fencing#maySpeak} says so.
     */
    static Admission fixed(ConsumerGroup group, String instanceId, Speaker speaker) {
        // LAB 4.8 admit who has the instance id, or may take it over
        ConsumerMember holder = group.staticMember(instanceId);
        if (!speaker.isNew()) {
            return holder == null || !holder.id().equals(speaker.memberId())
                    ? new Refused(notOwner(holder, instanceId))
                    : current(holder, speaker);
        }
        if (holder == null) {
            ConsumerMember member = group.member(speaker.memberId());
            return new Admitted(
                    member == null ? ConsumerMember.unknown(speaker.memberId()) : member, null);
        }
        boolean released = holder.epoch() == ConsumerMember.AWAY;
        if (!released && !speaker.isGuest() && !holder.isClassic()) {
            return refused(
                    ErrorCode.UNRELEASED_INSTANCE_ID,
                    "Instance id " + instanceId + " is still member " + holder.id() + "'s.");
        }
        return new Admitted(
                heir(holder, speaker.memberId()), new Replaced(holder.id(), speaker.memberId()));
    }

    /** Why a member may not use an instance id that is another's, or nobody's. */
    static Refusal notOwner(@Nullable ConsumerMember holder, String instanceId) {
        return holder == null
                ? new Refusal(
                        ErrorCode.UNKNOWN_MEMBER_ID, "Instance id " + instanceId + " is nobody's.")
                : new Refusal(
                        ErrorCode.FENCED_INSTANCE_ID,
                        "Instance id " + instanceId + " is member " + holder.id() + "'s by now.");
    }

    /**
     * Who takes a static member's place: one with all that it wants and has, at epoch 0 and with
     * none before.
     */
    static ConsumerMember heir(ConsumerMember old, String memberId) {
        return new ConsumerMember(
                memberId, old.wants(), 0, 0, old.state(), old.assigned(), old.revoking());
    }

    /**
     * A static member's place is taken. Stored are its tombstones (how it stands, its target,
     * itself), then its heir (itself, its target, which is the same, how it stands). The group's
     * epoch stays, so nobody else notices.
     */
    static void inherit(Plan plan, Replaced replaced, ConsumerMember heir) {
        Departure.bury(plan, replaced.memberId());
        String groupId = plan.group().id();
        plan.store(new GroupKey.Member(groupId, heir.id()), heir.wants());
        plan.store(
                new GroupKey.MemberTarget(groupId, heir.id()),
                new GroupValue.MemberTarget(plan.group().target(replaced.memberId()).toTopics()));
        plan.store(new GroupKey.MemberCurrent(groupId, heir.id()), heir.current());
        plan.put(heir);
    }

    private static Admission current(ConsumerMember member, Speaker speaker) {
        if (speaker.isGuest()) {
            return new Admitted(member, null);
        }
        ErrorCode error = Fencing.maySpeak(member, speaker.epoch(), speaker.owned());
        boolean lost =
                member.state() == MemberState.UNKNOWN
                        && (speaker.owned() == null || !speaker.owned().isEmpty());
        if (error != ErrorCode.NONE || lost) {
            return refused(
                    ErrorCode.FENCED_MEMBER_EPOCH,
                    "Member "
                            + member.id()
                            + " speaks at epoch "
                            + speaker.epoch()
                            + ", but is at "
                            + member.epoch()
                            + ": it has to give up all its partitions and join again.");
        }
        return new Admitted(member, null);
    }

    private static Admission refused(ErrorCode error, String why) {
        return new Refused(new Refusal(error, why));
    }
}
