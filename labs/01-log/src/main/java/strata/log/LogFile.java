package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.Todo;
import strata.kernel.log.BatchCursor;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/**
 * A file of whole batches, one after the other, and the index by which they are found. It knows
 * where bytes lie, {@link AppendLog} knows what they mean.
 *
 * <p>Invariant: the file's batches end at {@link #endPosition}, and there is nothing behind it.
 */
final class LogFile {
    private final StorageFile file;
    private final PositionIndex index;
    private final BatchCursor cursor;
    private long endPosition;

    /**
     * @param index of all batches in the file
     * @param endPosition where the last of them ends, which is where the file ends
     */
    LogFile(StorageFile file, PositionIndex index, long endPosition) {
        this.file = file;
        this.index = index;
        this.endPosition = endPosition;
        this.cursor = new BatchCursor(file);
    }

    /** The file itself. */
    StorageFile file() {
        return file;
    }

    /** Where the last batch ends, in bytes from the file's start. */
    long endPosition() {
        return endPosition;
    }

    /**
     * Writes batches behind the last one, in one write, and notes each in the index. When the write
     * fails, the file's end and the index are as before.
     *
     * @param batches whole ones, from position to limit; neither is moved
     */
    void append(ByteBuffer batches) {
        throw Todo.step(
                "1.5", "write all batches at the end in one write; note each of them in the index");
    }

    /** Starts a walk over all batches. It is over when another walk is started. */
    BatchCursor all() {
        return at(0);
    }

    /** Starts a walk at a position where a batch starts. */
    BatchCursor at(long position) {
        return cursor.walk(position, endPosition);
    }

    /**
     * Starts a walk at the first batch that ends at or after an offset: the one that holds it, or
     * in a gap the next one. At the end when no batch does.
     */
    BatchCursor from(long offset) {
        throw Todo.step(
                "1.6", "start where the index says, and pass every batch that ends before offset");
    }

    /**
     * Where the last batch ends that lies below both limits.
     *
     * @param from where a batch starts
     * @param upperBoundOffset the batch's last offset is below it
     * @param limitPosition the batch ends there or before
     * @return {@code from} when not even the batch there lies below both
     */
    long endOfBatchesWithin(long from, long upperBoundOffset, long limitPosition) {
        throw Todo.step(
                "1.6",
                "walk on while the batch lies below both limits; return where the walk ends");
    }

    /**
     * The offset after the last record before a position.
     *
     * @param position where a batch ends, not 0
     */
    long endOffsetBefore(long position) {
        throw Todo.step(
                "1.8",
                "walk from the closest indexed batch; return the offset behind the last one");
    }

    /** A reference to bytes of the file; the caller releases it. */
    FileSlice slice(long from, long to) {
        return file.slice(from, Math.toIntExact(to - from));
    }

    /** A copy of the batch that starts at a position. */
    ByteBuffer readBatch(long position, int sizeInBytes) {
        ByteBuffer batch = ByteBuffer.allocate(sizeInBytes);
        int count = file.read(batch, position);
        Check.that(count == sizeInBytes, "read %s bytes of %s", count, sizeInBytes);
        return batch.flip();
    }

    /**
     * Cuts the file where a batch starts, and makes that durable. Without the flush, a crash of the
     * machine could bring old batches back behind new ones that were written in their place.
     */
    void truncateTo(long position) {
        throw Todo.step("1.8", "cut the file, durably, and with it the index");
    }
}
