package strata.kernel.log;

import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.storage.StorageFile;

/**
 * Walks the headers of the batches in a log file. It reads a small window of the file at a time:
 * small batches share one read, of a large one only the header is read.
 *
 * <p>It checks no CRC, but never leaves the file or stands still: a walk throws {@link
 * CorruptDataException}, which names file and byte, where no batch of magic 2 that ends within the
 * walk can start.
 */
public final class BatchCursor {
    private static final int WINDOW_BYTES = 4096;
    private static final ByteBuffer NO_WINDOW = ByteBuffer.allocate(0);
    private static final BatchHeader NO_HEADER = BatchHeader.at(NO_WINDOW, 0);

    private final StorageFile file;
    // Only while there is a walk: a node has tens of thousands of cursors, most of them idle.
    private ByteBuffer window = NO_WINDOW;
    private BatchHeader header = NO_HEADER;
    // Where in the file the window starts.
    private long windowPosition;
    // Where in the file the present batch starts. Invariant: position <= endPosition.
    private long position;
    private long endPosition;

    /** A cursor over a file, which has no walk yet. */
    public BatchCursor(StorageFile file) {
        this.file = file;
    }

    /**
     * Starts a new walk.
     *
     * @param from where a batch starts, or {@code to}
     * @param to where the last batch of the walk ends
     */
    public BatchCursor walk(long from, long to) {
        // Empty the window: what it holds may have been cut or overwritten since.
        int size = Math.clamp(to - from, BatchHeader.SIZE, WINDOW_BYTES);
        if (window.capacity() < size && from < to) {
            window = ByteBuffer.allocate(size);
            header = BatchHeader.at(window, 0);
        }
        window.limit(0);
        windowPosition = from;
        endPosition = to;
        moveTo(from);
        return this;
    }

    /** Whether the walk has a present batch; false when it has passed the last. */
    public boolean hasBatch() {
        return position < endPosition;
    }

    /** The present batch's header; it changes with {@link #next}. */
    public BatchHeader header() {
        Check.that(hasBatch(), "no batch at the end, %s", endPosition);
        return header;
    }

    /** Where in the file the present batch starts; the walk's end when there is none. */
    public long position() {
        return position;
    }

    /** Goes on to the batch after the present one. */
    public void next() {
        moveTo(position + header().sizeInBytes());
    }

    private void moveTo(long newPosition) {
        position = newPosition;
        if (!hasBatch()) {
            window = NO_WINDOW;
            header = NO_HEADER;
            return;
        }
        long headerEnd = position + BatchHeader.SIZE;
        if (headerEnd > windowPosition + window.limit()) {
            window.clear();
            file.read(window, position);
            window.flip();
            windowPosition = position;
            if (window.limit() < BatchHeader.SIZE) {
                throw corrupt("the file ends in a header");
            }
        }
        header.moveTo((int) (position - windowPosition));
        long size = (long) header.length() + BatchHeader.LOG_OVERHEAD;
        if (header.magic() != BatchHeader.MAGIC) {
            throw corrupt("magic " + header.magic());
        }
        if (size < BatchHeader.SIZE || size > endPosition - position) {
            throw corrupt("a batch of " + size + " bytes, up to byte " + endPosition);
        }
    }

    /** How much memory the cursor holds. */
    int windowSizeInBytes() {
        return window.capacity();
    }

    private CorruptDataException corrupt(String why) {
        return new CorruptDataException(
                file.name() + " is corrupt at byte " + position + ": " + why);
    }
}
