package strata.broker.replica;

import strata.broker.Partition;
import strata.kernel.Nullable;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;

/** A partition that is followed, in the eyes of its fetcher. */
final class FollowedPartition {
    private final Partition partition;
    private final FollowerReplica replica;
    // What the leader was told last in the session; null where it is not in the session.
    @Nullable FetchPosition told;
    // Whether it is to be named in the next request.
    boolean toTell;
    // Errors in a row.
    int failures;
    // Whether nothing is asked for it for now: after an error, or until the metadata changes.
    boolean paused;

    FollowedPartition(Partition partition, FollowerReplica replica) {
        this.partition = partition;
        this.replica = replica;
    }

    Partition partition() {
        return partition;
    }

    FollowerReplica replica() {
        return replica;
    }

    /** Whether it is still this replica that the partition follows with. */
    boolean isCurrent() {
        return !partition.isClosed() && replica.equals(partition.follower());
    }
}
