package strata.kernel.segments;

import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;

/**
 * The log of one partition in many files. Each file, a segment, holds the batches from its base
 * offset up to the next one's; only the newest (the active one) is appended to.
 *
 * <p>What {@link PartitionLog} promises holds here too, save that compaction changes what is
 * stored: it removes records, never moves one to another offset. In a gap the next record answers.
 *
 * <p>A read or a search that meets bytes that are no batch throws {@link
 * strata.kernel.log.CorruptDataException}, which names file and byte; the log stays usable. An
 * index that is missing or wrong costs time, never a wrong answer: it is made anew. One thing is
 * not noticed: entries of a time index that are wrong or missing so that those left agree.
 *
 * <p>Invariants: base offsets rise; {@code base offset of the first segment <= logStartOffset <=
 * logEndOffset}; every segment but the active one never changes, only a compaction replaces it.
 */
public interface SegmentedLog extends PartitionLog {
    /**
     * One segment.
     *
     * @param baseOffset the file's name
     * @param sizeInBytes of its log file
     */
    record Segment(long baseOffset, long sizeInBytes) {}

    /** The segments, oldest first; the last is the active one. */
    List<Segment> segments();

    /** Acts on new settings from now on. */
    void configure(SegmentSettings settings);

    /**
     * Closes the active segment and starts a new one at the log end; nothing where the active one
     * is empty. The new names are durable when this returns, the bytes of the old one are not: see
     * {@link #startFlushOfOldSegments}.
     *
     * @param nowMs wall time
     */
    void roll(long nowMs);

    /**
     * Like {@link #startFlush}, without the active segment. After a roll it is due: it keeps the
     * time that a recovery takes short.
     *
     * @return null when they are durable already
     */
    @Nullable
    PendingFlush startFlushOfOldSegments();

    /**
     * Drops everything and goes on, empty, at an offset. A follower whose log ends below its
     * leader's start asks for it.
     *
     * @param offset the new log start and log end
     */
    void startAt(long offset, long nowMs);

    /**
     * Raises the log start (KIP-107, DeleteRecords): records below it are read no more. Their
     * segments go with the next {@link #deleteOldSegments}. The caller stores it durably before it
     * tells anybody.
     *
     * @param offset at most the log end; not above the log start: no effect
     */
    void raiseLogStart(long offset);

    /**
     * Deletes from the oldest segment on what retention does not keep, or what lies below the log
     * start; never a record at or above a bound. When even the active segment is to go, it is
     * rolled first. The log start rises with it. A file is renamed to end in {@code .deleted} and
     * stays for {@link SegmentSettings#fileDeleteDelayMs}.
     *
     * @param upperBoundOffset the high watermark
     * @param nowMs wall time
     * @return how many segments
     */
    int deleteOldSegments(long upperBoundOffset, long nowMs);

    /**
     * Removes renamed files whose delay is over.
     *
     * @return when to come again, wall time; -1 when none is left
     */
    long deleteFiles(long nowMs);

    /**
     * Makes missing indexes anew, a portion at a time, so that no read has to wait for it.
     *
     * @param budgetBytes how much of the log to walk over
     * @return whether there is more to do
     */
    boolean rebuildIndexes(int budgetBytes);

    /** Every record below it has been through a compaction. At least the log start. */
    long cleanedOffset();

    /**
     * How much a compaction would have to do.
     *
     * @param upperBoundOffset only records below it may be compacted: the high watermark, or the
     *     last stable offset
     * @param nowMs wall time
     */
    Dirt dirt(long upperBoundOffset, long nowMs);

    /**
     * What a compaction would find.
     *
     * @param cleanBytes the size of what has been compacted
     * @param dirtyBytes the size of what could be compacted now
     * @param overdue whether {@code max.compaction.lag.ms} asks for it, however little it is
     */
    record Dirt(long cleanBytes, long dirtyBytes, boolean overdue) {
        /** How much of the log is dirty, 0 to 1. */
        public double ratio() {
            long all = cleanBytes + dirtyBytes;
            return all == 0 ? 0 : (double) dirtyBytes / all;
        }
    }

    /**
     * Starts a compaction. Appends and reads go on meanwhile. A truncation, {@link #startAt}, a
     * deletion of segments, or the end of the process ends it: the segments that were replaced by
     * then stay so, but {@link #cleanedOffset} is what it was.
     *
     * @param upperBoundOffset as for {@link #dirt}
     * @param mapBytes the memory for the map of keys; keys that do not fit are left for the next
     *     compaction
     * @param nowMs wall time
     * @return null when there is nothing to compact, or one is under way
     */
    @Nullable
    CompactionRun startCompaction(long upperBoundOffset, int mapBytes, long nowMs);

    /**
     * The same, by someone who knows what became of transactions. Records of those that were
     * aborted go and count for no key; those of the others are like any; a marker goes, {@code
     * delete.retention.ms} after its transaction's last batch has, unless it is the last of its
     * producer. A log that does not know of transactions keeps more: all markers, and of each key
     * what {@link #startCompaction(long, int, long)} does.
     *
     * @param upperBoundOffset at most the last stable offset
     */
    default @Nullable CompactionRun startCompaction(
            long upperBoundOffset, TransactionFates fates, int mapBytes, long nowMs) {
        return startCompaction(upperBoundOffset, mapBytes, nowMs);
    }

    /** The base offset of the active segment. */
    default long activeBaseOffset() {
        List<Segment> all = segments();
        return all.get(all.size() - 1).baseOffset();
    }
}
