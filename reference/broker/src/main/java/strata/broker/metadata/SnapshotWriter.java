package strata.broker.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.storage.StorageFile;

/** One snapshot that is being written, a portion a turn. */
final class SnapshotWriter {
    private static final int BATCH_FACTS = 256;

    private final OffsetAndEpoch id;
    private final MetadataBatches batches;
    private final StorageFile file;
    private final Iterator<MetadataRecord> facts;
    private final long nowMs;
    // Counts the records in the file.
    private long written;

    /**
     * @param facts of the image as of the snapshot's end
     * @param nowMs wall time
     */
    SnapshotWriter(
            OffsetAndEpoch id,
            SnapshotFiles files,
            MetadataBatches batches,
            List<MetadataRecord> facts,
            long nowMs) {
        this.id = id;
        this.batches = batches;
        this.file = files.start(id);
        this.facts = facts.iterator();
        this.nowMs = nowMs;
        append(control(MetadataBatches.Control.SNAPSHOT_HEADER), 1);
    }

    OffsetAndEpoch id() {
        return id;
    }

    StorageFile file() {
        return file;
    }

    /**
     * Writes on.
     *
     * @return whether there is more to write
     */
    boolean step(int budgetBytes) {
        long endBytes = file.size() + budgetBytes;
        while (facts.hasNext() && file.size() < endBytes) {
            List<MetadataRecord> some = new ArrayList<>();
            while (facts.hasNext() && some.size() < BATCH_FACTS) {
                some.add(facts.next());
            }
            append(batches.facts(written, nowMs, some), some.size());
        }
        if (facts.hasNext()) {
            return true;
        }
        append(control(MetadataBatches.Control.SNAPSHOT_FOOTER), 1);
        return false;
    }

    private ByteBuffer control(MetadataBatches.Control type) {
        // Kafka's header holds version and the time of the last record; the footer the version.
        ByteBuffer value = ByteBuffer.allocate(11).putShort((short) 0);
        if (type == MetadataBatches.Control.SNAPSHOT_HEADER) {
            value.putLong(nowMs);
        }
        return batches.control(written, nowMs, type, value.put((byte) 0).flip());
    }

    private void append(ByteBuffer batch, int records) {
        file.write(batch, file.size());
        written += records;
    }
}
