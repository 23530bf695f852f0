package strata.broker;

import java.nio.ByteBuffer;
import strata.kernel.Clock;
import strata.kernel.TopicPartition;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.ReplicaLog;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.FileSlice;

/**
 * A replica's log. Before it loses anything, what the checkpoints say of it is made true of what
 * will be left: else a crash in the middle would look like a loss.
 */
final class StoredReplicaLog implements ReplicaLog {
    private final TopicPartition name;
    private final Partition partition;
    private final PartitionLog log;
    private final Checkpoints checkpoints;
    private final Clock clock;

    StoredReplicaLog(Partition partition, Checkpoints checkpoints, Clock clock) {
        this.name = partition.name();
        this.partition = partition;
        this.log = partition.log();
        this.checkpoints = checkpoints;
        this.clock = clock;
    }

    @Override
    public long logStartOffset() {
        return log.logStartOffset();
    }

    @Override
    public long logEndOffset() {
        return log.logEndOffset();
    }

    @Override
    public void append(ByteBuffer batches) {
        partition.appends().asFollower(batches);
    }

    @Override
    public void truncateTo(long offset) {
        if (offset <= log.logStartOffset()) {
            // Nothing of it will be left.
            checkpoints.cutting(name, 0, Math.min(offset, log.logStartOffset()));
        } else {
            checkpoints.cutting(name, endAfterCut(offset), log.logStartOffset());
        }
        log.truncateTo(offset);
        partition.producers().truncated(clock.wallMs());
    }

    /** Where the log will end at the least: a batch that holds the offset goes whole. */
    private long endAfterCut(long offset) {
        if (offset >= log.logEndOffset()) {
            return offset;
        }
        FileSlice holder = log.read(offset, log.logEndOffset(), 1, true);
        if (holder == null) {
            return offset;
        }
        try {
            ByteBuffer header = ByteBuffer.allocate(BatchHeader.SIZE);
            holder.read(header, 0);
            return Math.min(offset, BatchHeader.at(header, 0).baseOffset());
        } finally {
            holder.release();
        }
    }

    @Override
    public void startAt(long offset) {
        checkpoints.cutting(name, 0, Math.min(offset, log.logStartOffset()));
        segments().startAt(offset, clock.wallMs());
        partition.producers().startedAt(offset);
        checkpoints.changed();
    }

    @Override
    public void raiseLogStart(long offset) {
        if (offset <= log.logStartOffset()) {
            return;
        }
        if (offset > log.recoveryPoint()) {
            // What is deleted up to must not be lost itself: a log cannot start behind its end.
            partition.flush();
        }
        segments().raiseLogStart(offset);
        checkpoints.changed();
    }

    private SegmentedLog segments() {
        if (log instanceof SegmentedLog segmented) {
            return segmented;
        }
        throw new IllegalStateException("a log of one file cannot lose its beginning");
    }
}
