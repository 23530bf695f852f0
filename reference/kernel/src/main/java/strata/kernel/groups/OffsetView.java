package strata.kernel.groups;

import strata.kernel.TopicPartition;

/**
 * A committed offset, to be looked at.
 *
 * @param leaderEpoch of the last record read; -1 for unknown
 * @param commitTimestampMs since 1970
 */
public record OffsetView(
        TopicPartition partition,
        long offset,
        int leaderEpoch,
        String metadata,
        long commitTimestampMs) {}
