package strata.kernel.log;

/**
 * A record found by time.
 *
 * @param offset the record's
 * @param timestampMs the record's, milliseconds since 1970
 * @param leaderEpoch of the batch that holds it
 */
public record TimestampedOffset(long offset, long timestampMs, int leaderEpoch) {}
