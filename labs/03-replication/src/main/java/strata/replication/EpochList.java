package strata.replication;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;

/**
 * The leader epochs of a log, in memory. What its methods promise is written at {@link
 * strata.kernel.replication.LeaderEpochs}; those that change something say here whether they did.
 *
 * <p>Invariant: from entry to entry both epochs and start offsets rise.
 */
final class EpochList {
    private final List<EpochEntry> entries = new ArrayList<>();

    /** All entries, oldest first; a copy. */
    List<EpochEntry> all() {
        return List.copyOf(entries);
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The latest entry; there must be one. */
    EpochEntry last() {
        return entries.get(entries.size() - 1);
    }

    /** The latest epoch; -1 when there is none. */
    int latestEpoch() {
        return entries.isEmpty() ? -1 : last().epoch();
    }

    /**
     * Enters an epoch that begins at an offset.
     *
     * @return whether anything changed: not for the latest epoch again, nor for an older one
     */
    boolean assign(int epoch, long startOffset) {
        throw Todo.step(
                "3.1", "let entries at or above startOffset give way to a later epoch; add it");
    }

    /** Where an epoch ends: {@link strata.kernel.replication.LeaderEpochs#endOf}. */
    EpochEnd endOf(int epoch, long logEndOffset) {
        throw Todo.step(
                "3.1", "return the greatest epoch at most this one, and where the next one begins");
    }

    /** The epoch of the record at an offset; -1 when it lies below the first entry. */
    int epochAt(long offset) {
        throw Todo.step(
                "3.1",
                "return the epoch of the last entry that begins at or below the offset, or -1");
    }

    /** The entry of an epoch; null when there is none. */
    @Nullable
    EpochEntry entryOf(int epoch) {
        int slot = lastAtMost(epoch);
        return slot >= 0 && entries.get(slot).epoch() == epoch ? entries.get(slot) : null;
    }

    /**
     * The log was cut: entries that begin at or above the offset go.
     *
     * @return whether any did
     */
    boolean truncateFromEnd(long endOffset) {
        throw Todo.step(
                "3.1", "remove entries from the latest on while they begin at or above endOffset");
    }

    /**
     * The log's beginning was deleted: of the entries that begin at or below the offset only the
     * last stays, and begins at the offset now.
     *
     * @return whether anything changed
     */
    boolean truncateFromStart(long startOffset) {
        throw Todo.step(
                "3.1",
                "keep, of the entries at or below startOffset, the last one, beginning there");
    }

    /** Every entry goes. */
    void clear() {
        entries.clear();
    }

    /** Where the last entry stands whose epoch is at most this one; -1 when there is none. */
    private int lastAtMost(int epoch) {
        // There are few, and nearly all questions are about the latest.
        int slot = entries.size() - 1;
        while (slot >= 0 && entries.get(slot).epoch() > epoch) {
            slot--;
        }
        return slot;
    }
}
