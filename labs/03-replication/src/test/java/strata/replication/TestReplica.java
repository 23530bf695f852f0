package strata.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.FollowerStep;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderAnswer;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.replication.LeaderSettings;
import strata.kernel.replication.LeaderStart;
import strata.kernel.replication.ReplicaSpec;
import strata.kernel.storage.Storage;

/** One replica of a partition: a log, its leader epochs, and what makes a leader or follower. */
final class TestReplica {
    /** {@code replica.lag.time.max.ms} of every leader here. */
    static final long LAG_MS = 10_000;

    /** The time at which every leader here begins. */
    static final long BEGIN_MS = 1_000;

    final NodeId id;
    final TestReplicaLog log = new TestReplicaLog();
    final LeaderEpochs epochs;

    /** What was said in the trace. */
    final List<String> notes = new ArrayList<>();

    /** The brokers that may not be in an ISR, for the leader here. */
    final List<NodeId> unfit = new ArrayList<>();

    TestReplica(int id) {
        this.id = new NodeId(id);
        Storage disk = new TestDisk().storage();
        epochs = TestLog.openEpochs(disk, TestLog.open(disk), 0);
    }

    /** Puts a batch of some records of an epoch at its log's end. */
    TestReplica put(int epoch, int count) {
        epochs.assign(epoch, log.logEndOffset());
        log.put(TestBatch.of(log.logEndOffset(), epoch, count));
        return this;
    }

    private ReplicaSpec spec() {
        return new ReplicaSpec(new TopicPartition("flights", 0), id, log, epochs, notes::add);
    }

    /** It follows node 1, in an epoch. */
    FollowerReplica follow(int leaderEpoch, long highWatermark) {
        FollowerStart start = new FollowerStart(new NodeId(1), leaderEpoch, highWatermark);
        return new IsrReplicationLayer().newFollower(spec(), start);
    }

    /** It leads, in epoch 5; the state of the partition has partition epoch 7. */
    LeaderReplica lead(List<NodeId> replicas, List<NodeId> isr, int minInsync, long highWatermark) {
        return lead(replicas, new IsrState(isr, 7, false), minInsync, highWatermark);
    }

    LeaderReplica lead(List<NodeId> replicas, IsrState isr, int minInsync, long highWatermark) {
        LeaderStart start =
                new LeaderStart(
                        5,
                        replicas,
                        isr,
                        highWatermark,
                        new LeaderSettings(minInsync, LAG_MS),
                        (broker, brokerEpoch) -> !unfit.contains(broker),
                        BEGIN_MS);
        return new IsrReplicationLayer().newLeader(spec(), start);
    }

    /** Its epochs, as {@code 1 from 0, 3 from 5}. */
    String epochsText() {
        StringBuilder text = new StringBuilder();
        epochs.entries()
                .forEach(
                        entry ->
                                text.append(text.isEmpty() ? "" : ", ")
                                        .append(entry.epoch() + " from " + entry.startOffset()));
        return text.isEmpty() ? "none" : text.toString();
    }

    /** A leader's answer without an error. */
    static LeaderAnswer ok(long highWatermark, long logStartOffset, @Nullable ByteBuffer batches) {
        return new LeaderAnswer(ErrorCode.NONE, highWatermark, logStartOffset, null, batches);
    }

    /** A leader's answer that tells where an epoch ends. */
    static LeaderAnswer diverging(int epoch, long endOffset) {
        EpochEnd end = new EpochEnd(epoch, endOffset);
        return new LeaderAnswer(ErrorCode.NONE, -1, 0, end, null);
    }

    /**
     * One fetch of a follower from another replica, which answers as its leader does: where the
     * logs part, or what comes next.
     */
    static FollowerStep fetch(FollowerReplica follower, TestReplica leader, long highWatermark) {
        FetchPosition asked = follower.position();
        EpochEnd end = Divergence.seenByLeader(leader.epochs, leader.log.logEndOffset(), asked);
        LeaderAnswer answer =
                end == null
                        ? ok(highWatermark, 0, leader.log.from(asked.fetchOffset()))
                        : diverging(end.epoch(), end.endOffset());
        return follower.fetched(asked, answer);
    }
}
