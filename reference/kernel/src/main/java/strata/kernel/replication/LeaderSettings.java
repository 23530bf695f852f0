package strata.kernel.replication;

/**
 * How a leader judges its followers.
 *
 * @param minInsyncReplicas {@code min.insync.replicas}, at least 1; more than there are replicas
 *     counts as all of them
 * @param lagTimeMaxMs {@code replica.lag.time.max.ms}: a follower that has not been caught up for
 *     longer leaves the ISR
 */
public record LeaderSettings(int minInsyncReplicas, long lagTimeMaxMs) {}
