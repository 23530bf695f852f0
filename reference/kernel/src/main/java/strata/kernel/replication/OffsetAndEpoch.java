package strata.kernel.replication;

/**
 * A place in the metadata log.
 *
 * @param offset of the next record after it: a log end, or a snapshot's end
 * @param epoch of the last record before it; -1 for none
 */
public record OffsetAndEpoch(long offset, int epoch) implements Comparable<OffsetAndEpoch> {
    /** The beginning of a log. */
    public static final OffsetAndEpoch NOTHING = new OffsetAndEpoch(0L, -1);

    /** By epoch, then by offset: Raft's "at least as up to date" (section 5.4.1). */
    @Override
    public int compareTo(OffsetAndEpoch other) {
        return epoch != other.epoch
                ? Integer.compare(epoch, other.epoch)
                : Long.compare(offset, other.offset);
    }
}
