package strata.replication;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerRegistry;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;

/** A node of {@link HiddenTestCluster}: its log stays, its process dies and comes back. */
final class HiddenTestProcess {
    private static final long LAG_MS = 1_500;

    private final HiddenTestNode node;
    private boolean alive = true;
    private int life;
    private int leaderEpoch = -1;
    private NodeId follows;
    private @Nullable LeaderReplica leader;
    private @Nullable FollowerReplica follower;
    private @Nullable IsrProposal proposed;
    // What stands in a file of it.
    private long storedHighWatermark;

    /** The partition's state, as the controller tells of it. */
    record Metadata(NodeId leader, int leaderEpoch, List<NodeId> replicas, IsrState isr) {}

    HiddenTestProcess(int id) {
        node = new HiddenTestNode(id);
        follows = node.id;
    }

    NodeId id() {
        return node.id;
    }

    boolean isAlive() {
        return alive;
    }

    /** Each time it dies, another one begins. */
    int life() {
        return life;
    }

    /** The leader epoch that it knows; -1 for none. */
    int leaderEpoch() {
        return leaderEpoch;
    }

    @Nullable
    LeaderReplica leader() {
        return leader;
    }

    @Nullable
    FollowerReplica follower() {
        return follower;
    }

    /** Whom it follows, if anybody. */
    NodeId follows() {
        return follows;
    }

    long end() {
        return node.log.logEndOffset();
    }

    List<ByteBuffer> batches() {
        return node.log.batches();
    }

    /** It hears of a new leader epoch, in which it leads or follows. */
    void become(Metadata told, int minInsyncReplicas, FollowerRegistry registry, long nowMs) {
        long known = highWatermark();
        leaderEpoch = told.leaderEpoch();
        follows = told.leader();
        leader = null;
        follower = null;
        proposed = null;
        IsrReplicationLayer layer = new IsrReplicationLayer();
        if (told.leader().equals(node.id)) {
            leader =
                    layer.newLeader(
                            node.spec(),
                            new LeaderStart(
                                    leaderEpoch,
                                    told.replicas(),
                                    told.isr(),
                                    known,
                                    new LeaderSettings(minInsyncReplicas, LAG_MS),
                                    registry,
                                    nowMs));
        } else {
            FollowerStart start = new FollowerStart(told.leader(), leaderEpoch, known);
            follower = layer.newFollower(node.spec(), start);
        }
    }

    private long highWatermark() {
        if (leader != null) {
            return leader.highWatermark();
        }
        return follower != null ? follower.highWatermark() : storedHighWatermark;
    }

    /** It dies; its log stays, and what it stored of its high watermark, some time ago. */
    void die(SplittableRandom random) {
        storedHighWatermark = random.nextLong(highWatermark() + 1);
        alive = false;
        life++;
        leaderEpoch = -1;
        leader = null;
        follower = null;
        proposed = null;
    }

    void rise() {
        alive = true;
    }

    void append(int epoch, int count, String words) {
        node.put(epoch, count, words);
    }

    /** The last proposal that it made as this leader, while it may have to be made again. */
    @Nullable
    IsrProposal proposed() {
        return proposed;
    }

    void proposes(IsrProposal proposal) {
        proposed = proposal;
    }

    /** What was done, or was surely not, is not asked for again. */
    void isAnswered(ErrorCode error) {
        switch (error) {
            case NONE, INELIGIBLE_REPLICA, OPERATION_NOT_ATTEMPTED -> proposed = null;
            default -> {
                // It may have been done: it stays under way.
            }
        }
    }

    /** Some of the batches that a follower asks for, the last one of these perhaps cut off. */
    ByteBuffer piece(SplittableRandom random, FetchPosition asked) {
        List<ByteBuffer> next = node.log.from(asked.fetchOffset());
        if (next.isEmpty()) {
            return HiddenTestBatch.joined(next);
        }
        int count = Math.min(random.nextInt(1, 5), next.size());
        ByteBuffer some = HiddenTestBatch.joined(next.subList(0, count));
        int off = random.nextInt(3) == 0 ? random.nextInt(30) : 0;
        return HiddenTestBatch.cut(some, some.limit() - off);
    }
}
