package strata.kernel.replication;

import strata.kernel.NodeId;

/**
 * What a follower begins with.
 *
 * @param leaderEpoch of the leader that it follows
 * @param highWatermark as last known; the follower begins with at most its log end
 */
public record FollowerStart(NodeId leader, int leaderEpoch, long highWatermark) {}
