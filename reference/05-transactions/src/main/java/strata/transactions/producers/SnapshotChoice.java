package strata.transactions.producers;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.FileSlice;
import strata.transactions.producers.SnapshotFiles.Loaded;

/**
 * Which snapshot a log may be read from.
 *
 * <p>A compaction takes a marker away once nothing of its transaction is left. A snapshot that was
 * written between the two would leave that transaction open for ever. It is known by this: what is
 * open is not compacted, so the batch that has begun it must still be there; and as long as that is
 * so, its marker is, too.
 */
final class SnapshotChoice {
    private SnapshotChoice() {}

    /**
     * The newest that the log has not left behind.
     *
     * @param upTo none above it
     * @return null for none
     */
    static @Nullable Loaded newest(SnapshotFiles snapshots, SegmentedLog log, long upTo) {
        Loaded loaded = snapshots.newest(upTo);
        while (loaded != null && !isCurrent(loaded, log)) {
            loaded = snapshots.newest(loaded.offset() - 1);
        }
        return loaded;
    }

    private static boolean isCurrent(Loaded loaded, SegmentedLog log) {
        for (Producer each : loaded.producers()) {
            // Of one whose beginning was deleted nobody can tell; readers see what is left of it.
            boolean canBeSeen = each.isOpen() && each.openSinceOffset() >= log.logStartOffset();
            if (canBeSeen && !hasBegun(each, log)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasBegun(Producer producer, SegmentedLog log) {
        long offset = producer.openSinceOffset();
        FileSlice slice = log.read(offset, log.logEndOffset(), BatchHeader.SIZE, true);
        if (slice == null) {
            return false;
        }
        try {
            ByteBuffer bytes = ByteBuffer.allocate(BatchHeader.SIZE);
            slice.read(bytes, 0);
            BatchHeader batch = BatchHeader.at(bytes.flip(), 0);
            return batch.baseOffset() == offset
                    && batch.isTransactional()
                    && !batch.isControl()
                    && batch.producerId() == producer.id();
        } finally {
            slice.release();
        }
    }
}
