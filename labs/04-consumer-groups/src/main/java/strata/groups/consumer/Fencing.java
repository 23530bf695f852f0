package strata.groups.consumer;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.TopicId;

/**
 * Keeps out who is not what it believes to be: a member of the past, which has been declared dead
 * and does not know it yet. It is told so by its member epoch.
 */
final class Fencing {
    private Fencing() {}

    /**
     * Whether a member that speaks at this epoch is up to date.
     *
     * <p>Who joins (epoch 0) always is. The member's own epoch is right; a later one was never
     * given. The one before is right too, if the member owns nothing but what it has been assigned
     * since: then the answer that told the new epoch may have been lost. What it owns has to be
     * told for that.
     *
     * @param owned what the member says it has; null when it does not say
     * @return NONE, or FENCED_MEMBER_EPOCH: it has to give up all its partitions and to join again
     */
    static ErrorCode maySpeak(ConsumerMember member, int epoch, @Nullable Partitions owned) {
        if (epoch == 0 || epoch == member.epoch()) {
            return ErrorCode.NONE;
        }
        return mayHaveMissed(member, epoch, owned) ? ErrorCode.NONE : ErrorCode.FENCED_MEMBER_EPOCH;
    }

    /**
     * Whether it may be that the answer which told a member its epoch was lost: it speaks at the
     * epoch before, says what it has, and has nothing but what it has been assigned.
     */
    private static boolean mayHaveMissed(
            ConsumerMember member, int epoch, @Nullable Partitions owned) {
        throw Todo.step(
                "4.8", "let the epoch before pass, of who has nothing but what it was assigned");
    }

    /**
     * Whether a member may commit anything at this epoch: not at one that it was never given. What
     * it may commit at an earlier one is {@link #mayCommit(ConsumerMember, int, TopicId, int)}'s to
     * say.
     *
     * @return NONE, or what {@link #stale} says
     */
    static ErrorCode mayCommit(ConsumerMember member, int epoch) {
        return epoch <= member.epoch() ? ErrorCode.NONE : stale(member);
    }

    /**
     * Whether a member may commit a partition's offset at this epoch (KIP-1251).
     *
     * <p>At its own epoch it may commit any. At an earlier one, it may commit a partition that it
     * has, or has to let go, if it was given it at that epoch or before: it has had it all the
     * while, so nobody else's offset is overwritten.
     *
     * @return NONE, or what {@link #stale} says
     */
    static ErrorCode mayCommit(ConsumerMember member, int epoch, TopicId topic, int partition) {
        throw Todo.step("4.8", "at an earlier epoch, only what it has had since then");
    }

    /**
     * Whether a member may see the group's offsets at this epoch: at its own one only, as with
     * another's it would begin to read where the one before it has not committed yet.
     *
     * @return NONE, or what {@link #stale} says
     */
    static ErrorCode mayFetch(ConsumerMember member, int epoch) {
        throw Todo.step("4.8", "tell offsets at the member's own epoch only");
    }

    /** STALE_MEMBER_EPOCH; to a member that speaks the classic protocol, ILLEGAL_GENERATION. */
    private static ErrorCode stale(ConsumerMember member) {
        return member.isClassic() ? ErrorCode.ILLEGAL_GENERATION : ErrorCode.STALE_MEMBER_EPOCH;
    }
}
