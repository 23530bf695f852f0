package strata.groups.group;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupRecord;
import strata.kernel.groups.GroupView;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.TxnOffsetCommit;

/**
 * A group with members, or one that had some: as those see it who do not care which protocol it
 * speaks.
 *
 * <p>A group id that has committed offsets and nothing else (a <em>simple</em> group) is no {@code
 * Group}: nothing is known of it but its offsets.
 */
public interface Group {
    /** Its id. */
    String id();

    /** Which protocol it speaks. */
    GroupType type();

    /** Its state as ListGroups tells it: {@code Empty}, {@code Stable}, …. */
    String state();

    /** {@code consumer}, {@code connect}, …; empty for none yet. */
    String protocolType();

    /** Whether it has no members at all. */
    boolean isEmpty();

    /**
     * Whether this request may commit anything at all: whether who asks is a member in the current
     * generation, or at the current epoch, or needs not be one. For a classic group a commit that
     * may is a sign of life, too.
     *
     * @return NONE if it may
     */
    ErrorCode mayCommit(OffsetCommit.Request request, long nowMs);

    /**
     * Whether this request, which may commit, may commit this partition: a member that is behind
     * may, where it was given the partition at its epoch or before (KIP-1251).
     *
     * @return NONE if it may
     */
    default ErrorCode mayCommit(
            OffsetCommit.Request request, TopicId topicId, String topic, int partition) {
        return ErrorCode.NONE;
    }

    /**
     * Whether a transaction may commit anything at all (KIP-447): whoever names a member has to be
     * one now, or a zombie could commit what another member reads by now. Who names none at all
     * may, as producers before that say nothing of the group. It is no sign of life.
     *
     * @return NONE if it may
     */
    ErrorCode mayCommit(TxnOffsetCommit.Request request);

    /**
     * Whether a transaction that may commit may commit this partition.
     *
     * @return NONE if it may
     */
    default ErrorCode mayCommit(
            TxnOffsetCommit.Request request, TopicId topicId, String topic, int partition) {
        return ErrorCode.NONE;
    }

    /**
     * Whether who asks may see its offsets.
     *
     * @param memberId null for who says it is no member
     * @param memberEpoch -1 for who says it is no member
     * @return NONE if it may
     */
    ErrorCode mayFetch(@Nullable String memberId, int memberEpoch);

    /**
     * Whether its offsets of some topics may be deleted by request: NON_EMPTY_GROUP for a classic
     * group with members that are no consumers, as nobody can tell what they read.
     *
     * @return NONE if they may
     */
    ErrorCode mayDeleteOffsets();

    /** Whether a member of it reads the topic, as far as can be told. */
    boolean subscribesTo(String topic);

    /**
     * From when on the retention of its offsets is counted, where that is from when it became
     * empty.
     *
     * @return milliseconds since 1970; {@link #SINCE_COMMIT} where each offset's retention is
     *     counted from its commit; {@link #NEVER} where none expires, as the group has members of
     *     which nobody can tell what they read
     */
    long retainedSinceMs();

    /** Each offset's retention is counted from its commit. */
    long SINCE_COMMIT = -1L;

    /** No offset expires. */
    long NEVER = Long.MAX_VALUE;

    /** The tombstones of all its records, in an order that replay likes; offsets are not among. */
    List<GroupRecord> tombstones();

    /** All of it, to be looked at. */
    GroupView view();
}
