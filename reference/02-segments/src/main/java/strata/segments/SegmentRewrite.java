package strata.segments;

import java.nio.ByteBuffer;
import strata.kernel.storage.StorageFile;

/**
 * The new segment that a compaction writes in the place of a run of old ones. Its files end in
 * {@code .cleaned}.
 *
 * <p>It flushes what it wrote every now and then, so that the last flush, before the swap, has
 * little left to do and holds nobody up for long.
 */
final class SegmentRewrite {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int FLUSH_BYTES = 1024 * 1024;

    private final LogSegment segment;
    // Whole batches that are not written yet, from 0 to its position.
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    private int unflushedBytes;

    /** Starts an empty one. */
    SegmentRewrite(LogDirectory directory, long baseOffset) {
        this.segment = LogSegment.empty(directory, baseOffset, SegmentFiles.CLEANED);
    }

    /** The size so far. */
    long sizeInBytes() {
        return segment.sizeInBytes() + buffer.position();
    }

    /** Adds a batch; it is copied. */
    void add(ByteBuffer batch) {
        if (batch.remaining() > buffer.remaining()) {
            writeOut();
        }
        if (batch.remaining() > buffer.remaining()) {
            write(batch.duplicate());
        } else {
            buffer.put(batch.duplicate());
        }
    }

    /** Writes what is left, and the indexes, and makes the bytes of all files durable. */
    LogSegment finish() {
        writeOut();
        segment.logFile();
        segment.seal();
        segment.filesToFlush().forEach(StorageFile::flush);
        return segment;
    }

    /** Removes what it wrote. */
    void discard() {
        segment.delete();
    }

    private void writeOut() {
        if (buffer.position() > 0) {
            write(buffer.flip());
            buffer.clear();
        }
    }

    private void write(ByteBuffer batches) {
        segment.append(batches);
        unflushedBytes += batches.remaining();
        if (unflushedBytes >= FLUSH_BYTES) {
            segment.logFile().flush();
            unflushedBytes = 0;
        }
    }
}
