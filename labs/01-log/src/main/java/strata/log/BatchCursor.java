package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.log.BatchHeader;
import strata.kernel.storage.StorageFile;

/**
 * Walks the headers of the batches in a log file. It reads a small window of the file at a time:
 * small batches share one read, of a large one only the header is read.
 */
final class BatchCursor {
    private static final int WINDOW_BYTES = 4096;

    private final StorageFile file;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private final BatchHeader header = BatchHeader.at(window, 0);
    // Where in the file the window starts.
    private long windowPosition;
    // Where in the file the present batch starts. Invariant: position <= endPosition.
    private long position;
    private long endPosition;

    BatchCursor(StorageFile file) {
        this.file = file;
    }

    /**
     * Starts a new walk.
     *
     * @param from where a batch starts, or {@code to}
     * @param to where the last batch of the walk ends
     */
    BatchCursor walk(long from, long to) {
        // Empty the window: what it holds may have been cut or overwritten since.
        window.limit(0);
        windowPosition = from;
        endPosition = to;
        moveTo(from);
        return this;
    }

    /** Whether the walk has a present batch; false when it has passed the last. */
    boolean hasBatch() {
        return position < endPosition;
    }

    /** The present batch's header; it changes with {@link #next}. */
    BatchHeader header() {
        Check.that(hasBatch(), "no batch at the end, %s", endPosition);
        return header;
    }

    /** Where in the file the present batch starts; the walk's end when there is none. */
    long position() {
        return position;
    }

    /** Goes on to the batch after the present one. */
    void next() {
        moveTo(position + header().sizeInBytes());
    }

    private void moveTo(long newPosition) {
        position = newPosition;
        if (!hasBatch()) {
            return;
        }
        long headerEnd = position + BatchHeader.SIZE;
        if (headerEnd > windowPosition + window.limit()) {
            window.clear();
            file.read(window, position);
            window.flip();
            windowPosition = position;
            Check.that(window.limit() >= BatchHeader.SIZE, "no header at %s", position);
        }
        header.moveTo((int) (position - windowPosition));
    }
}
