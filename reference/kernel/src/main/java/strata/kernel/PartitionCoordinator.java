package strata.kernel;

import java.util.List;

/**
 * A coordinator whose events are the records of one partition of an internal topic: group
 * coordinators, transaction coordinators.
 *
 * <p>Whoever runs it holds the partition's leadership. It applies all records of the log first,
 * then says {@link #loaded}. From then on each decision's events are appended as one batch and
 * applied at once; its answers leave when the high watermark has passed the log's end as it was
 * after that (for a decision without events: as it was when it was made), as what was seen may not
 * have been committed. When the leadership is lost the coordinator is thrown away: those whose
 * answers have not left, and those who are waiting in it, are told NOT_COORDINATOR.
 *
 * <p>An asker may be answered by a later decision than its own: by another's command, or by {@link
 * #due}. So {@code decide} may note who waits and until when: that dies with the leadership. What a
 * record tells of, it only looks at.
 *
 * @param <C> commands
 * @param <E> events: the partition's records
 */
public interface PartitionCoordinator<C, E> extends Coordinator<C, E, List<Answer>> {
    /**
     * Every record of the log has been applied: commands follow. Sessions begin now, as nobody
     * knows how long ago a member was last heard of.
     *
     * @param nowMs monotonic milliseconds
     */
    void loaded(long nowMs);

    /**
     * When {@link #due} wants to be asked at the latest, monotonic milliseconds; {@code
     * Long.MAX_VALUE} for never. It may have changed after anything else was called.
     */
    long nextDueMs();

    /**
     * Decides what follows from the passing of time, for one group or transaction: a session that
     * has ended, a rebalance whose time is up, offsets that expire.
     *
     * @return the decision; null when nothing is due (any more)
     */
    @Nullable
    Decision<E, List<Answer>> due(long nowMs);

    /**
     * The events of a decision of {@link #decide} or {@link #due} could not be appended: they are
     * not applied, and those whom it answered are told the error instead.
     *
     * @param error as clients are to be told it: who waits for something else may be told it, too
     */
    void refused(List<E> events, ErrorCode error, long nowMs);

    /**
     * All that was applied below an offset is committed, and stays. It comes after {@link #loaded}
     * and whenever the high watermark has moved, after the answers that waited for it. Whoever has
     * to act on what it has decided, and not only to answer, does so now: not before.
     */
    default void committed(long endOffset) {}

    /**
     * Applies an event that a transaction has written (KIP-447): it counts once the transaction is
     * committed.
     *
     * @param offset of the event in its log
     */
    default void applyInTransaction(long offset, long producerId, E event) {
        throw new IllegalStateException("no event of this coordinator is part of a transaction");
    }

    /**
     * Applies a marker: the transaction of a producer has ended in this partition.
     *
     * @param offset of the marker in its log
     */
    default void transactionEnded(long offset, long producerId, boolean committed) {}
}
