package strata.replication;

import java.nio.ByteBuffer;
import strata.kernel.Trace;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.log.AppendLogLayer;
import strata.log.Batches;
import strata.log.MemoryStorage;
import strata.segments.SegmentLogLayer;

/** A disk with the directory of one partition. */
final class LogWorld {
    static final String DIRECTORY = "t-0";
    static final String CHECKPOINT = DIRECTORY + "/leader-epoch-checkpoint";

    final MemoryStorage storage = new MemoryStorage();

    /** Opens the log, or opens it again. */
    PartitionLog openLog(long recoveryPoint) {
        LogContext context = new LogContext(storage, Compression.UNSUPPORTED);
        return new AppendLogLayer().open(context, new LogSpec(DIRECTORY, 0L, recoveryPoint));
    }

    /** Opens a log of segments that have one batch or two each. */
    SegmentedLog openSegments(long recoveryPoint, boolean cleanStop) {
        return new SegmentLogLayer()
                .open(
                        new AppendLogLayer(),
                        new LogContext(storage, Compression.UNSUPPORTED),
                        new SegmentedLogSpec(
                                DIRECTORY,
                                SegmentSettings.DEFAULT.withSegmentBytes(160),
                                new Known(0, recoveryPoint, 0, cleanStop),
                                new TestReplica.NoChance(),
                                Batches.NOW_MS));
    }

    /** Opens the leader epochs of a log. */
    LeaderEpochs openEpochs(PartitionLog log, long recoveryPoint) {
        return new IsrReplicationLayer()
                .openEpochs(new EpochsSpec(storage, DIRECTORY, log, recoveryPoint, Trace.NONE));
    }

    /** A batch of some records at an offset, of an epoch. */
    static ByteBuffer batch(long baseOffset, int epoch, int count) {
        String[] values = new String[count];
        for (int i = 0; i < count; i++) {
            values[i] = "e" + epoch + "-" + (baseOffset + i);
        }
        ByteBuffer batch = Batches.at(baseOffset, Batches.NOW_MS, values);
        BatchHeader.at(batch, batch.position()).setPartitionLeaderEpoch(epoch);
        return batch;
    }
}
