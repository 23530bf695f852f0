package strata.broker;

import java.nio.ByteBuffer;
import strata.broker.coordinator.Appends;
import strata.broker.coordinator.PartitionListener;
import strata.kernel.Clock;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.transactions.BatchOrigin;
import strata.kernel.transactions.Verdict;
import strata.kernel.transactions.Verification;

/** Appends to partitions that lead here, and tells whom it concerns. */
final class LeaderAppends implements Appends {
    private static final short ALL = -1;

    private final Clock clock;
    private final FlushRounds flushes;
    private final Progress progress;

    LeaderAppends(Clock clock, FlushRounds flushes, Progress progress) {
        this.clock = clock;
        this.flushes = flushes;
        this.progress = progress;
    }

    /**
     * Appends checked batches.
     *
     * @param leader the partition's
     * @param nowMs wall time, for a topic whose records the broker stamps
     */
    Appended append(Partition partition, LeaderReplica leader, ByteBuffer batches, long nowMs) {
        Appended appended = toLog(partition, leader, batches, nowMs);
        afterwards(partition, batches);
        return appended;
    }

    private Appended toLog(
            Partition partition, LeaderReplica leader, ByteBuffer batches, long nowMs) {
        progress.appending(partition);
        LeaderAppend how =
                new LeaderAppend(leader.leaderEpoch(), partition.settings().timestampType(), nowMs);
        return partition.appends().asLeader(batches, how);
    }

    private void afterwards(Partition partition, ByteBuffer batches) {
        flushes.appended(partition);
        progress.appended(partition, batches.remaining());
    }

    /**
     * Appends a transaction's marker. Whoever runs on the partition hears of it before he hears
     * that it is committed.
     *
     * @param batch its control batch
     * @param committed whether the transaction is
     */
    Appended appendMarker(
            Partition partition, LeaderReplica leader, ByteBuffer batch, boolean committed) {
        Appended appended = toLog(partition, leader, batch, clock.wallMs());
        PartitionListener listener = partition.listener();
        if (listener != null) {
            long producerId = BatchHeader.at(batch, batch.position()).producerId();
            listener.transactionEnded(appended.firstOffset(), producerId, committed);
        }
        afterwards(partition, batch);
        return appended;
    }

    /**
     * Has what was appended flushed where {@code flush.messages} says so.
     *
     * @return whether it does
     */
    boolean flushIfDue(Partition partition, Appended appended) {
        if (!partition.countTowardsFlush(appended.lastOffset() - appended.firstOffset() + 1)) {
            return false;
        }
        flushes.add(partition);
        return true;
    }

    @Override
    public ErrorCode append(Partition partition, ByteBuffer batch) {
        return append(partition, batch, Verdict.APPEND);
    }

    private ErrorCode append(Partition partition, ByteBuffer batch, Verdict verdict) {
        LeaderReplica leader = partition.leader();
        if (leader == null) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        ErrorCode enough = leader.mayAppend(ALL);
        if (enough != ErrorCode.NONE) {
            return enough;
        }
        if (batch.remaining() > partition.settings().maxMessageBytes()) {
            return ErrorCode.MESSAGE_TOO_LARGE;
        }
        if (verdict instanceof Verdict.Refused refused) {
            return refused.refusal().error();
        }
        flushIfDue(partition, append(partition, leader, batch, clock.wallMs()));
        return ErrorCode.NONE;
    }

    @Override
    public ErrorCode appendInTransaction(
            Partition partition, ByteBuffer batch, @Nullable Verification verification) {
        BatchHeader header = BatchHeader.at(batch, batch.position());
        return append(
                partition,
                batch,
                partition.producers().judge(header, BatchOrigin.COORDINATOR, verification));
    }
}
