package strata.groups.consumer;

import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.request.TxnOffsetCommit;

/**
 * Keeps out of a transaction who is no member any more, and does not know it yet (KIP-447). As
 * {@link Fencing}, but clients that commit in a transaction know generations only: what would be
 * STALE_MEMBER_EPOCH is ILLEGAL_GENERATION.
 */
final class TransactionFencing {
    /** What who names no member says of its epoch. */
    private static final int NO_EPOCH = -1;

    private TransactionFencing() {}

    /**
     * Whether a transaction may commit anything: who names no member may; without an epoch who
     * names one may while there is none; else it has to be one, and at no later epoch than its own.
     *
     * @param members the group's
     */
    static ErrorCode mayCommit(
            Map<String, ConsumerMember> members, TxnOffsetCommit.Request request) {
        int epoch = request.generationOrEpoch();
        boolean namesNothing =
                epoch == NO_EPOCH && request.memberId().isEmpty() && request.instanceId() == null;
        if (namesNothing || (epoch < 0 && members.isEmpty())) {
            return ErrorCode.NONE;
        }
        ConsumerMember member = members.get(request.memberId());
        return member == null
                ? ErrorCode.UNKNOWN_MEMBER_ID
                : told(Fencing.mayCommit(member, epoch));
    }

    /** Whether a transaction that may commit something may commit this. */
    static ErrorCode mayCommit(
            Map<String, ConsumerMember> members,
            TxnOffsetCommit.Request request,
            TopicId topicId,
            int partition) {
        int epoch = request.generationOrEpoch();
        ConsumerMember member = members.get(request.memberId());
        return member == null
                ? ErrorCode.NONE
                : told(Fencing.mayCommit(member, epoch, topicId, partition));
    }

    private static ErrorCode told(ErrorCode error) {
        return error == ErrorCode.STALE_MEMBER_EPOCH ? ErrorCode.ILLEGAL_GENERATION : error;
    }
}
