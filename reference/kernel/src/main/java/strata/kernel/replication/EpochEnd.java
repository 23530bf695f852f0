package strata.kernel.replication;

/**
 * Where an epoch ends in a log.
 *
 * @param epoch -1 when not known
 * @param endOffset the start of the next epoch, or the log end; -1 when not known
 */
public record EpochEnd(int epoch, long endOffset) {
    /** Nothing is known of the epoch asked for. */
    public static final EpochEnd UNKNOWN = new EpochEnd(-1, -1L);
}
