package strata.transactions.producers;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.PendingFlush;
import strata.kernel.storage.StorageFile;

/**
 * Flushes that were started and not yet reported done. An entry of a {@code .txnindex} counts as
 * unflushed until one of them is: another flush, which may be over sooner, takes it along. Of a
 * snapshot that is of no concern, as it may be lost.
 */
final class FlushesUnderWay {
    private record Flush(PendingFlush pending, List<AbortedFile.Unflushed> aborted) {}

    private final List<Flush> underWay = new ArrayList<>();

    /**
     * Starts one.
     *
     * @return null when there is nothing to flush
     */
    @Nullable
    PendingFlush start(SnapshotFiles snapshots, AbortedIndex index, long endOffset) {
        List<StorageFile> files = new ArrayList<>(0);
        snapshots.takeDirty(files);
        List<AbortedFile.Unflushed> aborted = new ArrayList<>(0);
        index.unflushed(aborted);
        aborted.forEach(each -> files.add(each.file()));
        if (files.isEmpty()) {
            return null;
        }
        PendingFlush pending = new PendingFlush(files, endOffset);
        underWay.add(new Flush(pending, aborted));
        return pending;
    }

    /** The files of one are durable. */
    @SuppressWarnings("ReferenceEquality") // Two flushes may be of the same files.
    void done(PendingFlush done) {
        underWay.removeIf(
                flush -> {
                    if (flush.pending() != done) {
                        return false;
                    }
                    flush.aborted().forEach(AbortedFile.Unflushed::flushed);
                    return true;
                });
    }
}
