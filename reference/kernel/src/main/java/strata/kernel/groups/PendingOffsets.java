package strata.kernel.groups;

import java.util.Collection;
import java.util.List;

/**
 * Offsets that open transactions are about to commit (KIP-447), of the groups of one partition of
 * {@code __consumer_offsets}: where layer 5 meets layer 4. Until its transaction has ended such an
 * offset is not committed, but whoever asks for a stable one has to wait for it, and what it may
 * replace does not expire.
 *
 * <p>Layer 4 asks; it also tells what it was told: {@link #add} and {@link #ended} follow the
 * records of the log, fresh and replayed ones alike.
 */
public interface PendingOffsets {
    /**
     * An offset of an open transaction.
     *
     * @param offset of its record in {@code __consumer_offsets}
     */
    record Pending(long offset, GroupKey.Offset key, GroupValue.Offset value) {}

    /** Whether an open transaction is about to commit an offset of this partition. */
    boolean has(String groupId, String topic, int partition);

    /** Whether an open transaction is about to commit any offset of a group. */
    boolean hasAny(String groupId);

    /** The ids of the groups that have any, in no order that means anything. */
    Collection<String> groupIds();

    /**
     * What is pending of a group: by topic and partition, and for the same one, of several
     * producers, in the order of the records.
     */
    List<Pending> of(String groupId);

    /**
     * A record of a transaction has been applied. An earlier offset that the same producer has
     * pending for the same key is replaced.
     */
    void add(long producerId, Pending pending);

    /**
     * The transaction of a producer has ended; nothing of it is pending any more.
     *
     * @return the offsets that are committed by it, in the order of their records; none where it
     *     was aborted, or where nothing was pending. Each takes the place of what is committed for
     *     its key, unless that was committed by a later record
     */
    List<Pending> ended(long producerId, boolean committed);

    /**
     * What is committed for a key is gone by a tombstone outside of transactions, or its group or
     * topic is: what is pending for it is dropped.
     */
    void dropped(GroupKey.Offset key);

    /** No transactions. */
    PendingOffsets NONE =
            new PendingOffsets() {
                @Override
                public boolean has(String groupId, String topic, int partition) {
                    return false;
                }

                @Override
                public boolean hasAny(String groupId) {
                    return false;
                }

                @Override
                public Collection<String> groupIds() {
                    return List.of();
                }

                @Override
                public List<Pending> of(String groupId) {
                    return List.of();
                }

                @Override
                public void add(long producerId, Pending pending) {
                    throw new IllegalStateException("a transaction without layer 5");
                }

                @Override
                public List<Pending> ended(long producerId, boolean committed) {
                    return List.of();
                }

                @Override
                public void dropped(GroupKey.Offset key) {}
            };
}
