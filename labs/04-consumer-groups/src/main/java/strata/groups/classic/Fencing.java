package strata.groups.classic;

import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.SyncGroup;
import strata.kernel.request.TxnOffsetCommit;

/**
 * Who may speak in a classic group's name, and who is a zombie: a member that was paused or cut
 * off, and does not know yet that the others went on without it.
 */
final class Fencing {
    private Fencing() {}

    /**
     * Whether who asks is a member.
     *
     * <p>An instance id has at most one member (KIP-345). With an instance id: UNKNOWN_MEMBER_ID if
     * no member has it; FENCED_INSTANCE_ID if another member has, as that has taken the place of
     * who asks. Then, with or without: UNKNOWN_MEMBER_ID if the member id is no member's.
     */
    static ErrorCode ofMember(ClassicGroup group, String memberId, @Nullable String instanceId) {
        if (instanceId != null) {
            ErrorCode error = ofInstance(group, memberId, instanceId);
            if (error != ErrorCode.NONE) {
                return error;
            }
        }
        return group.roster.has(memberId) ? ErrorCode.NONE : ErrorCode.UNKNOWN_MEMBER_ID;
    }

    /**
     * Whether an instance id is this member's: UNKNOWN_MEMBER_ID if no member has it,
     * FENCED_INSTANCE_ID if another one has.
     */
    private static ErrorCode ofInstance(ClassicGroup group, String memberId, String instanceId) {
        throw Todo.step("4.6", "look whose the instance id is now");
    }

    /**
     * Whether who asks is a member, and speaks of the current generation: ILLEGAL_GENERATION if it
     * is a member and speaks of any other.
     */
    static ErrorCode ofGeneration(
            ClassicGroup group, String memberId, @Nullable String instanceId, int generation) {
        ErrorCode error = ofMember(group, memberId, instanceId);
        if (error != ErrorCode.NONE) {
            return error;
        }
        return generation == group.generation() ? ErrorCode.NONE : ErrorCode.ILLEGAL_GENERATION;
    }

    /**
     * Whether who asks may fetch its assignment: as {@link #ofGeneration}; then
     * INCONSISTENT_GROUP_PROTOCOL if it names a protocol type or a protocol (since KIP-559) that
     * the group has not.
     */
    static ErrorCode ofSync(ClassicGroup group, SyncGroup.Request request) {
        ErrorCode error =
                ofGeneration(group, request.memberId(), request.instanceId(), request.generation());
        if (error != ErrorCode.NONE) {
            return error;
        }
        boolean contradicts =
                contradicts(request.protocolType(), group.protocolTypeOrNull())
                        || contradicts(request.protocol(), group.protocol());
        return contradicts ? ErrorCode.INCONSISTENT_GROUP_PROTOCOL : ErrorCode.NONE;
    }

    private static boolean contradicts(@Nullable String said, @Nullable String known) {
        return said != null && known != null && !said.equals(known);
    }

    /**
     * Whether who asks may commit offsets.
     *
     * <p>Who is no member (a negative generation) may while the group is empty: tools, and
     * consumers that assign partitions to themselves. Anybody who names a generation, a member id
     * or an instance id must be what {@link #ofGeneration} demands; who names nothing is refused as
     * UNKNOWN_MEMBER_ID where there are members. While members wait for what the leader shares out,
     * a member of that generation has nothing yet that it could have read: REBALANCE_IN_PROGRESS.
     * (While members are joining, commits of the generation that ends are welcome.)
     */
    static ErrorCode ofCommit(ClassicGroup group, OffsetCommit.Request request) {
        throw Todo.step(
                "4.8", "let members of this generation commit, and anybody where there are none");
    }

    /**
     * Whether a transaction may commit offsets (KIP-447): whoever names a generation, a member id
     * or an instance id must be what {@link #ofGeneration} demands; but without a generation it may
     * while the group is empty, whatever else it names. It may while members wait for what the
     * leader shares out, too: what it has read it has read before.
     */
    static ErrorCode ofTransaction(ClassicGroup group, TxnOffsetCommit.Request request) {
        int generation = request.generationOrEpoch();
        boolean namesNothing =
                generation < 0 && request.memberId().isEmpty() && request.instanceId() == null;
        return namesNothing || (generation < 0 && group.isEmpty())
                ? ErrorCode.NONE
                : ofGeneration(group, request.memberId(), request.instanceId(), generation);
    }
}
