package strata.kernel.groups;

import java.util.List;
import strata.kernel.Answer;
import strata.kernel.PartitionCoordinator;

/**
 * The coordinator of the groups of one partition of {@code __consumer_offsets}.
 *
 * <p>What it answers are the answers of Kafka's APIs: JoinGroup, SyncGroup, Heartbeat, LeaveGroup,
 * OffsetCommit, OffsetFetch, DescribeGroups, ListGroups, DeleteGroups, OffsetDelete,
 * ConsumerGroupHeartbeat, ConsumerGroupDescribe. A request that names several groups comes to each
 * coordinator with that coordinator's groups only.
 *
 * <p>Invariants: no partition has two owners in one generation, nor at once among the members of
 * the consumer protocol; generations and epochs of a group only rise while it is there; a committed
 * offset changes by a commit, a deletion or its expiry, and by nothing else.
 */
public interface GroupCoordinator extends PartitionCoordinator<GroupCommand, GroupRecord> {
    /**
     * The groups that it knows, in the order of their ids. For inspection: what is not committed
     * too.
     */
    List<GroupView> groups();

    /** The offsets that a group has committed. For inspection: what is not committed too. */
    List<OffsetView> offsets(String groupId);

    /** No answer yet, nothing to store. */
    static Decision<GroupRecord, List<Answer>> nothing() {
        return new Decision<>(List.of(), List.of());
    }
}
