package strata.kernel.replication;

import java.util.List;
import strata.kernel.NodeId;

/**
 * What a leader begins with.
 *
 * @param leaderEpoch its own
 * @param replicas the assignment, the preferred leader first; the leader among them
 * @param highWatermark as last known as a follower or from the checkpoint
 * @param settings how it judges its followers
 * @param followers what the metadata says of them
 */
public record LeaderStart(
        int leaderEpoch,
        List<NodeId> replicas,
        IsrState isr,
        long highWatermark,
        LeaderSettings settings,
        FollowerRegistry followers,
        long nowMs) {}
