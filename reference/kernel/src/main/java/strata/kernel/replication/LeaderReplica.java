package strata.kernel.replication;

import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;

/**
 * A replica that leads: it knows how far its followers are, says what is committed, and who is in
 * sync.
 *
 * <p>The <em>maximal ISR</em> is the ISR that the controller has confirmed, with those whom a
 * proposal under way would add: a record is committed only when all of them have it, whichever way
 * the proposal ends (KIP-497).
 *
 * <p>Invariants: the high watermark never falls while this leader leads; it is never above the log
 * end of any replica of the maximal ISR; at most one proposal is under way.
 */
public interface LeaderReplica {
    /** Its epoch. */
    int leaderEpoch();

    /** The log end when it became the leader: where its epoch begins. */
    long epochStartOffset();

    /**
     * Records below it are committed: the least log end in the maximal ISR, the own one included.
     * It stands still while the confirmed ISR is smaller than min.insync.replicas (KIP-966), and
     * until every replica of the maximal ISR has fetched once from this leader.
     *
     * <p>It also waits for a follower outside the maximal ISR that has fetched, that would be in
     * sync (see {@link #isrDue}), and that {@link FollowerRegistry#mayJoinIsr}: else one that comes
     * back would run after the high watermark of a busy leader for ever.
     */
    long highWatermark();

    /** What the controller has confirmed. */
    IsrState isr();

    /**
     * Whether a producer may append.
     *
     * @param acks 0, 1, or -1 for all
     * @return {@code NOT_ENOUGH_REPLICAS} when {@code acks} is -1 and the confirmed ISR is smaller
     *     than min.insync.replicas; else {@code NONE}
     */
    ErrorCode mayAppend(short acks);

    /**
     * The leader's own log end has moved, or, where every append is flushed first, what is durable
     * of it.
     *
     * @param ownEndOffset up to which the leader itself counts as having the log
     * @return whether the high watermark moved
     */
    boolean ownEndMoved(long ownEndOffset, long nowMs);

    /**
     * A follower fetches. What it asks for says what it has: everything below its fetch offset.
     *
     * <ul>
     *   <li>Not one of the replicas but the leader: {@code NOT_LEADER_OR_FOLLOWER}. So, too, a
     *       broker epoch below one that the follower has fetched with: a word of its process before
     *       the present one.
     *   <li>Another leader epoch than the own: {@code FENCED_LEADER_EPOCH} if older, {@code
     *       UNKNOWN_LEADER_EPOCH} if newer; -1 passes.
     *   <li>A last fetched epoch that does not fit (KIP-595): its end in the leader's log is of a
     *       smaller epoch, or lies below the fetch offset: {@link FetchVerdict.Diverging}. Unknown
     *       to the leader: the same, with the end of nothing, epoch -1.
     *   <li>A fetch offset below the log start or above the log end: {@code OFFSET_OUT_OF_RANGE}.
     *   <li>Else it is served. A follower is <em>caught up</em> at the time of a fetch that asks
     *       from the log end; and at the time of the fetch before, when it asks from what was the
     *       log end then. So one that is always a fetch behind a busy leader is caught up.
     * </ul>
     *
     * <p>Only a fetch that is served counts as a sign of what the follower has.
     *
     * @param brokerEpoch of the follower's broker; -1 when not told
     */
    FetchVerdict fetched(NodeId follower, long brokerEpoch, FetchPosition position, long nowMs);

    /**
     * What to say to a producer with {@code acks=-1} whose records end below an offset. Once the
     * high watermark has reached it: {@code DONE}, or {@code NOT_ENOUGH_REPLICAS_AFTER_APPEND} when
     * the maximal ISR is smaller than min.insync.replicas.
     *
     * @param endOffset one more than its last record's offset
     */
    Acknowledgement acknowledgement(long endOffset);

    /**
     * What is to be asked of the controller, if anything; the proposal is under way from then on,
     * and its replicas count in the maximal ISR.
     *
     * <p>A follower <em>is in sync</em> while its log end is the leader's, or it has been caught up
     * within replica.lag.time.max.ms. Leaves: one in the ISR that is not, or that may not be in an
     * ISR. Joins: one that has fetched from this leader, is in sync, whose log end has reached the
     * high watermark and the epoch's start, and that {@link FollowerRegistry#mayJoinIsr}. A member
     * of the ISR of which nothing is known yet counts as caught up when the leader began; any other
     * follower, as never caught up.
     *
     * <p>While the confirmed state is {@link IsrState#recovering}, there is something to ask in any
     * case; when nobody leaves or joins, the ISR as it is: the proposal itself says that the leader
     * has recovered.
     *
     * @return null when there is nothing to ask, or a proposal is under way
     */
    @Nullable
    IsrProposal isrDue(long nowMs);

    /**
     * When {@link #isrDue} should be asked again, and {@link #ownEndMoved} told again, though
     * nothing has happened; monotonic milliseconds. {@code Long.MAX_VALUE}: not by itself. Every
     * event of this replica may change it, as may one of {@link FollowerRegistry}.
     */
    long isrDeadlineMs();

    /**
     * The controller has answered a proposal; one that is not under way any more: no effect.
     *
     * <ul>
     *   <li>{@code NONE}: {@code confirmed} is in force.
     *   <li>{@code INELIGIBLE_REPLICA}, {@code OPERATION_NOT_ATTEMPTED}: it surely was not carried
     *       out, and is dropped.
     *   <li>{@code INVALID_UPDATE_VERSION}, {@code FENCED_LEADER_EPOCH}, {@code INVALID_REQUEST},
     *       {@code NOT_LEADER_OR_FOLLOWER}, {@code NEW_LEADER_ELECTED}, {@code
     *       UNKNOWN_TOPIC_OR_PARTITION}, {@code UNKNOWN_TOPIC_ID}: the metadata knows better. The
     *       proposal stays under way until {@link #metadataChanged}, and is not sent again.
     *   <li>Any other error ({@code NOT_CONTROLLER}, {@code REQUEST_TIMED_OUT}, ...), and an answer
     *       that never came: it may have been carried out all the same. It stays under way, and the
     *       broker sends it again, as it is.
     * </ul>
     *
     * @param confirmed null with an error
     * @return whether the high watermark moved
     */
    boolean isrAnswered(
            IsrProposal proposal, ErrorCode error, @Nullable IsrState confirmed, long nowMs);

    /**
     * The metadata tells a state of the partition with this leader epoch. One that is not newer
     * than what is known: no effect. Else it is in force, and a proposal under way is over.
     *
     * @return whether the high watermark moved
     */
    boolean metadataChanged(LeaderChange change, long nowMs);

    /** Acts on other settings. */
    void configure(LeaderSettings settings);

    /** What it knows of a follower; null of one that is none. */
    @Nullable
    FollowerView follower(NodeId follower);

    /**
     * What a leader knows of a follower.
     *
     * @param logEndOffset -1 when it has not fetched yet
     * @param caughtUpMs when it was last caught up, monotonic; {@link #NEVER_MS} for never
     */
    record FollowerView(long logEndOffset, long caughtUpMs) {
        /** Longer ago than any lag. */
        public static final long NEVER_MS = Long.MIN_VALUE / 2;
    }
}
