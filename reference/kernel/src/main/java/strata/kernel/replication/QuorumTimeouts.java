package strata.kernel.replication;

/**
 * The quorum's times, in milliseconds, under Kafka's names.
 *
 * @param electionMs {@code controller.quorum.election.timeout.ms}: how long a candidate, or one
 *     without a leader, waits, plus up to as much again by chance
 * @param fetchMs {@code controller.quorum.fetch.timeout.ms}: how long a follower goes without an
 *     answer of its leader; a leader without fetches of a majority resigns after one and a half
 *     times as much
 * @param electionBackoffMaxMs {@code controller.quorum.election.backoff.max.ms}: how long a
 *     candidate that lost waits at most before it tries again
 * @param retryMs {@code controller.quorum.retry.backoff.ms}: before asking again what failed;
 *     longer when it fails again and again
 */
public record QuorumTimeouts(
        long electionMs, long fetchMs, long electionBackoffMaxMs, long retryMs) {
    /** Kafka's defaults. */
    public static final QuorumTimeouts DEFAULT = new QuorumTimeouts(1_000, 2_000, 1_000, 20);
}
