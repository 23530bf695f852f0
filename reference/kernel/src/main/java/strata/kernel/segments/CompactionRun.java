package strata.kernel.segments;

/**
 * A compaction under way (topic configuration {@code cleanup.policy=compact}): of each key only the
 * last record stays; a tombstone (null value) removes its key, and itself {@code
 * delete.retention.ms} later (KIP-534). Control batches and batches without a key are kept; offsets
 * never move.
 */
public interface CompactionRun {
    /**
     * Goes on for a while.
     *
     * @param budgetBytes how much to read and write, roughly: a batch, or a swap of files, is not
     *     divided
     * @return whether there is more to do
     * @throws strata.kernel.log.CorruptDataException where a batch cannot be read; the compaction
     *     is over then, as after {@link #abort}
     */
    boolean step(int budgetBytes);

    /**
     * Ends it; what it wrote and is not yet in use is removed. Segments that it replaced by then
     * stay replaced, which nobody can tell by the last record of any key. Already over: no effect.
     */
    void abort();

    /** What it did so far. */
    Progress progress();

    /**
     * What a compaction did.
     *
     * @param readBytes how much it read
     * @param writtenBytes how much it wrote
     * @param recordsRead how many records it looked at
     * @param recordsKept how many of them it kept
     * @param done whether its result is in force; false while it runs, and when it was ended
     */
    record Progress(
            long readBytes, long writtenBytes, long recordsRead, long recordsKept, boolean done) {}
}
