package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.Check;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.BatchHeader;
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
        // LAB 1.5 write all batches at the end in one write; note each of them in the index
        file.write(batches.duplicate(), endPosition);
        BatchHeader header = BatchHeader.at(batches, batches.position());
        while (header.position() < batches.limit()) {
            index.add(header.baseOffset(), endPosition);
            endPosition += header.sizeInBytes();
            header.moveTo(header.position() + header.sizeInBytes());
        }
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
        // LAB 1.6 start where the index says, and pass every batch that ends before offset
        at(index.positionAtOrBeforeOffset(offset));
        while (cursor.hasBatch() && cursor.header().lastOffset() < offset) {
            cursor.next();
        }
        return cursor;
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
        // LAB 1.6 walk on while the batch lies below both limits; return where the walk ends
        // What the index knows to lie below both limits need not be walked.
        long known =
                Math.min(
                        index.positionAtOrBeforeOffset(upperBoundOffset),
                        index.positionAtOrBefore(limitPosition));
        at(Math.max(from, known));
        while (cursor.hasBatch()
                && cursor.header().lastOffset() < upperBoundOffset
                && cursor.position() + cursor.header().sizeInBytes() <= limitPosition) {
            cursor.next();
        }
        return cursor.position();
    }

    /**
     * The offset after the last record before a position.
     *
     * @param position where a batch ends, not 0
     */
    long endOffsetBefore(long position) {
        // LAB 1.8 walk from the closest indexed batch; return the offset behind the last one
        cursor.walk(index.positionAtOrBefore(position - 1), position);
        long endOffset = cursor.header().nextOffset();
        for (cursor.next(); cursor.hasBatch(); cursor.next()) {
            endOffset = cursor.header().nextOffset();
        }
        return endOffset;
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
        // LAB 1.8 cut the file, durably, and with it the index
        file.truncate(position);
        file.flush();
        index.truncateTo(position);
        endPosition = position;
    }
}
