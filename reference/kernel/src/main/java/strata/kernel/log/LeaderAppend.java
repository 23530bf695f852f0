package strata.kernel.log;

/**
 * How a leader appends.
 *
 * @param leaderEpoch written into each batch
 * @param timestampType the topic's {@code message.timestamp.type}
 * @param nowMs wall time, for {@link TimestampType#LOG_APPEND_TIME}
 */
public record LeaderAppend(int leaderEpoch, TimestampType timestampType, long nowMs) {}
