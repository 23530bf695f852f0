package strata.broker.metadata;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.SyncId;
import strata.kernel.replication.OffsetAndEpoch;

/**
 * Takes a snapshot of the image whenever enough was committed since the last one, a portion a turn,
 * so that nobody has to wait for it.
 */
final class SnapshotTaking {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotTaking.class);
    private static final int STEP_BYTES = 256 * 1024;

    private final NodeContext context;
    private final MetadataSpec spec;
    private final MetadataBatches batches;
    private final SnapshotFiles files;
    private final ReplicatedLog log;
    private final MetadataImage image;
    private long bytesSince;
    private @Nullable SnapshotWriter writer;
    private @Nullable SyncId flushing;

    SnapshotTaking(
            NodeContext context,
            MetadataSpec spec,
            MetadataBatches batches,
            SnapshotFiles files,
            ReplicatedLog log,
            MetadataImage image) {
        this.context = context;
        this.spec = spec;
        this.batches = batches;
        this.files = files;
        this.log = log;
        this.image = image;
    }

    /** So much more is in the image, which now stands for everything below an offset. */
    void applied(long bytes, long endOffset) {
        bytesSince += bytes;
        boolean due =
                bytesSince >= spec.settings().bytesBetweenSnapshots()
                        && writer == null
                        && log.hasSnapshots()
                        // What is not durable here may not be the end of a snapshot.
                        && endOffset <= log.flushedOffset();
        if (due && endOffset > files.latest().offset() && endOffset > log.startOffset()) {
            bytesSince = 0;
            OffsetAndEpoch id = new OffsetAndEpoch(endOffset, log.epochBefore(endOffset));
            writer =
                    new SnapshotWriter(id, files, batches, image.facts(), context.clock().wallMs());
            context.setTimer(MetadataTimer.SNAPSHOT, 0);
        }
    }

    /** Writes on. */
    void timerFired() {
        SnapshotWriter open = writer;
        if (open == null) {
            return;
        }
        if (open.step(STEP_BYTES)) {
            context.setTimer(MetadataTimer.SNAPSHOT, 0);
        } else {
            flushing = spec.syncIds().get();
            context.sync(List.of(open.file()), flushing);
        }
    }

    /** A flush is done; false when it is another's. */
    boolean syncDone(SyncId id) {
        if (!id.equals(flushing)) {
            return false;
        }
        flushing = null;
        SnapshotWriter done = writer;
        if (done != null) {
            writer = null;
            done.file().close();
            files.finish(done.id());
            log.snapshotTaken();
            LOG.info("Metadata snapshot at offset {} written.", done.id().offset());
        }
        return true;
    }

    /** The image was replaced, or the node stops: what is being written is of no use. */
    void abandon() {
        bytesSince = 0;
        if (writer != null) {
            writer.file().close();
            files.abandon(writer.id());
            writer = null;
        }
    }
}
