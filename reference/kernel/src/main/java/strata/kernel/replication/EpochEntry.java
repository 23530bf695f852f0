package strata.kernel.replication;

/**
 * The beginning of a leader epoch in a log.
 *
 * @param epoch at least 0
 * @param startOffset of the first record that was appended in this epoch
 */
public record EpochEntry(int epoch, long startOffset) {}
