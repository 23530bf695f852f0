package strata.kernel.replication;

import java.util.List;
import strata.kernel.Nullable;

/**
 * Which leader wrote which part of a log (KIP-101, KIP-279): the epochs, each with the offset at
 * which it begins. Two logs that have the same epoch at the same offset are the same below it; so a
 * follower finds out where it went astray without comparing records.
 *
 * <p>Invariant: along the entries both epochs and start offsets rise strictly; no entry starts
 * above the log end.
 *
 * <p>Stored in Kafka's format: the text lines {@code 0} (version), the number of entries, and one
 * {@code epoch startOffset} each. A change is durable when the call returns, except where said
 * otherwise.
 */
public interface LeaderEpochs {
    /** All entries, oldest first. */
    List<EpochEntry> entries();

    /** The latest epoch; -1 when there is none. */
    int latestEpoch();

    /**
     * Enters an epoch that begins at an offset. The latest epoch again, or an older one: no effect.
     * An entry that begins at the same offset or above wrote nothing, and gives way.
     *
     * @param epoch at least 0
     * @param startOffset at least 0
     */
    void assign(int epoch, long startOffset);

    /**
     * Where an epoch ends.
     *
     * <ul>
     *   <li>The latest epoch: it ends at the log end.
     *   <li>A later one than the latest: {@link EpochEnd#UNKNOWN}; so, too, -1, and any where there
     *       are no entries.
     *   <li>An older one than the first entry's: that epoch, ending where the first entry begins.
     *   <li>Else: the greatest epoch entered that is not above the one asked for, ending where the
     *       next begins.
     * </ul>
     *
     * @param logEndOffset the log end
     */
    EpochEnd endOf(int epoch, long logEndOffset);

    /** The epoch of the record at an offset; -1 when it lies below the first entry. */
    int epochAt(long offset);

    /** The entry of an epoch; null when there is none. */
    @Nullable
    EpochEntry entryOf(int epoch);

    /**
     * The log was cut: entries that begin at or above the offset go. Who follows a new leader calls
     * it with its log end, too: an epoch in which it led and wrote nothing would else stand where
     * the new leader has records of another one.
     */
    void truncateFromEnd(long endOffset);

    /**
     * The log's beginning was deleted: of the entries that begin at or below the offset only the
     * last stays, and begins at the offset now. Durable with the next change only: whoever opens
     * the epochs does the same again.
     */
    void truncateFromStart(long startOffset);

    /** The log was emptied: every entry goes. */
    void clear();
}
