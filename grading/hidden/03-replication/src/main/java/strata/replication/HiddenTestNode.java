package strata.replication;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.FollowerStart;
import strata.kernel.replication.LeaderAnswer;
import strata.kernel.replication.ReplicaSpec;

/** One replica of a partition: a log, its leader epochs, and who follows or leads with them. */
final class HiddenTestNode {
    /** Whom every follower here follows, as far as it is asked. */
    static final NodeId LEADER = new NodeId(9);

    final NodeId id;
    final HiddenTestLog log;
    final HiddenTestEpochs epochs = new HiddenTestEpochs();

    /** What was said in the trace. */
    final List<String> notes = new ArrayList<>();

    HiddenTestNode(int id) {
        this(id, new HiddenTestLog());
    }

    /** One that has a log with batches already, whose epochs it knows. */
    HiddenTestNode(int id, HiddenTestLog log) {
        this.id = new NodeId(id);
        this.log = log;
        log.batches()
                .forEach(
                        batch ->
                                epochs.assign(
                                        batch.getInt(12),
                                        Math.max(batch.getLong(0), log.logStartOffset())));
    }

    /** Appends a batch of an epoch at its log's end. */
    void put(int epoch, int count, String words) {
        epochs.assign(epoch, log.logEndOffset());
        log.put(HiddenTestBatch.of(log.logEndOffset(), epoch, count, words));
    }

    ReplicaSpec spec() {
        return new ReplicaSpec(new TopicPartition("orders", 3), id, log, epochs, notes::add);
    }

    FollowerReplica follow(int leaderEpoch, long highWatermark) {
        FollowerStart start = new FollowerStart(LEADER, leaderEpoch, highWatermark);
        return new IsrReplicationLayer().newFollower(spec(), start);
    }

    /** A leader's answer without an error. */
    static LeaderAnswer ok(long highWatermark, long logStartOffset, @Nullable ByteBuffer batches) {
        return new LeaderAnswer(ErrorCode.NONE, highWatermark, logStartOffset, null, batches);
    }

    /** A leader's answer that tells where an epoch ends. */
    static LeaderAnswer diverging(EpochEnd end) {
        return new LeaderAnswer(ErrorCode.NONE, -1, 0, end, null);
    }
}
