package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.request.Fetch;
import strata.kernel.storage.FileSlice;
import strata.kernel.transactions.AbortedTransaction;
import strata.kernel.transactions.ProducerStates;

/**
 * The aborted transactions that a reader of committed records has to know of to read a slice. Those
 * that begin behind it would come with every answer until they are reached.
 */
final class AbortedInSlice {
    // Small batches share a read.
    private static final int WINDOW_BYTES = 8 << 10;

    private AbortedInSlice() {}

    /**
     * @param fetchOffset that was asked for; the slice may begin below it
     * @param records null for none
     */
    static List<Fetch.AbortedTransaction> of(
            ProducerStates producers, long fetchOffset, @Nullable FileSlice records) {
        if (records == null || !producers.hasAborted(fetchOffset)) {
            return List.of();
        }
        List<Fetch.AbortedTransaction> told = new ArrayList<>();
        for (AbortedTransaction each : producers.aborted(fetchOffset, endOffset(records))) {
            told.add(new Fetch.AbortedTransaction(each.producerId(), each.firstOffset()));
        }
        return told;
    }

    /** The offset after the last record of whole batches. */
    private static long endOffset(FileSlice records) {
        ByteBuffer window = ByteBuffer.allocate(Math.min(records.count(), WINDOW_BYTES)).limit(0);
        BatchHeader batch = BatchHeader.at(window, 0);
        int windowStart = 0;
        int position = 0;
        long end = 0;
        while (position < records.count()) {
            if (position + BatchHeader.SIZE > windowStart + window.limit()) {
                windowStart = position;
                window.clear();
                window.limit(Math.min(window.capacity(), records.count() - position));
                records.read(window, position);
                window.flip();
            }
            batch.moveTo(position - windowStart);
            if (batch.sizeInBytes() < BatchHeader.SIZE) {
                // Whoever reads it will meet it. Until then he is told too much.
                return Long.MAX_VALUE;
            }
            end = batch.nextOffset();
            position += batch.sizeInBytes();
        }
        return end;
    }
}
