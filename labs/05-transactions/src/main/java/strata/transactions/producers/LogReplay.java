package strata.transactions.producers;

import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.FileSlice;

/**
 * Shows the batches of a log. Of most only the header is read: small batches share one read, of a
 * large one the records are passed over.
 */
final class LogReplay {
    private static final Logger LOG = LoggerFactory.getLogger(LogReplay.class);
    private static final int SLICE_BYTES = 1 << 20;
    private static final int WINDOW_BYTES = 8 << 10;

    /** Is shown batches. */
    interface Reader {
        /**
         * @param batch its header, at the buffer's position
         */
        void batch(ByteBuffer buffer, BatchHeader batch);
    }

    private final SegmentedLog log;
    private final Reader reader;
    private ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);

    LogReplay(SegmentedLog log, Reader reader) {
        this.log = log;
        this.reader = reader;
    }

    /**
     * Shows the batches from an offset to the log's end. Control batches are whole; of data batches
     * the header can be read. Damage hides what is read along with it, and the rest of its segment,
     * as nobody knows where the next batch begins: a line of the log says so, and the next segment
     * goes on.
     */
    void from(long offset) {
        long next = Math.max(offset, log.logStartOffset());
        long end = log.logEndOffset();
        while (next < end) {
            try {
                next = readFrom(next, end);
            } catch (CorruptDataException e) {
                long at = next;
                next = nextSegmentAfter(at, end);
                LOG.warn(
                        "{}. Producers of offsets {} to {} are not known.",
                        e.getMessage(),
                        at,
                        next - 1);
            }
        }
    }

    private long readFrom(long offset, long end) {
        FileSlice slice = log.read(offset, end, SLICE_BYTES, true);
        if (slice == null) {
            return end;
        }
        try {
            return show(slice, offset);
        } finally {
            slice.release();
        }
    }

    private long nextSegmentAfter(long offset, long end) {
        return log.segments().stream()
                .mapToLong(SegmentedLog.Segment::baseOffset)
                .filter(base -> base > offset)
                .min()
                .orElse(end);
    }

    private long show(FileSlice slice, long fromOffset) {
        long next = fromOffset;
        int position = 0;
        // Where in the slice the window begins.
        int start = 0;
        window.limit(0);
        while (position < slice.count()) {
            if (position + BatchHeader.SIZE > start + window.limit()) {
                start = fill(slice, position, WINDOW_BYTES);
            }
            BatchHeader batch = BatchHeader.at(window, position - start);
            int size = batch.sizeInBytes();
            if (size < BatchHeader.SIZE) {
                throw new CorruptDataException("a batch of " + size + " bytes in " + log);
            }
            if (batch.isControl() && position + size > start + window.limit()) {
                start = fill(slice, position, size);
                batch = BatchHeader.at(window, position - start);
            }
            // The first of a slice may begin below the offset that was asked for.
            if (batch.lastOffset() >= fromOffset) {
                window.position(position - start);
                reader.batch(window, batch);
                window.position(0);
            }
            next = batch.nextOffset();
            position += size;
        }
        return next;
    }

    /** Reads a window of the slice. */
    private int fill(FileSlice slice, int position, int size) {
        if (window.capacity() < size) {
            window = ByteBuffer.allocate(size);
        }
        window.clear().limit(Math.min(Math.max(size, WINDOW_BYTES), window.capacity()));
        slice.read(window, position);
        window.flip();
        if (window.limit() < BatchHeader.SIZE) {
            throw new CorruptDataException("a slice ends in the middle of a batch");
        }
        return position;
    }
}
