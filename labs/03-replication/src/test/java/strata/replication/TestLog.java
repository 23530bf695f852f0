package strata.replication;

import java.lang.reflect.Constructor;
import java.nio.ByteBuffer;
import strata.kernel.Trace;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.storage.Storage;

/** A real log in the directory of {@link TestDisk}, by the layer 1 that this run stands on. */
final class TestLog {
    /** The provider of layer 1, the finished one and your own, as its descriptor names it. */
    private static final String LAYER_1 = "strata.log.AppendLogLayer";

    private TestLog() {}

    /** A new process opens the log, and verifies all of it. */
    static PartitionLog open(Storage disk) {
        LogContext context = new LogContext(disk, Compression.UNSUPPORTED);
        return layer().open(context, LogSpec.of(TestDisk.DIRECTORY));
    }

    private static LogLayer layer() {
        try {
            // By name: nothing of layer 3 may be compiled against a class of layer 1.
            Constructor<?> made = Class.forName(LAYER_1).getConstructor();
            return (LogLayer) made.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this run has no layer 1", e);
        }
    }

    /** Opens the leader epochs of a log. */
    static LeaderEpochs openEpochs(Storage disk, PartitionLog log, long recoveryPoint) {
        EpochsSpec spec = new EpochsSpec(disk, TestDisk.DIRECTORY, log, recoveryPoint, Trace.NONE);
        return new IsrReplicationLayer().openEpochs(spec);
    }

    /** Appends batches as a follower does. */
    static void append(PartitionLog log, ByteBuffer... batches) {
        for (ByteBuffer batch : batches) {
            log.appendAsFollower(batch);
        }
    }
}
