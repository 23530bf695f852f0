package strata.kernel.log;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/**
 * The log of one partition: record batches in offset order, appended at the end, read from any
 * offset.
 *
 * <p>Invariants: {@code logStartOffset <= recoveryPoint <= logEndOffset}; batches follow each other
 * in the file without a gap in the bytes; their offsets rise; what was appended is never changed.
 */
public interface PartitionLog extends AutoCloseable {
    /** The offset of the first record that may be read. */
    long logStartOffset();

    /** The offset that the next appended record will get. */
    long logEndOffset();

    /** Every record below this offset has been flushed. */
    long recoveryPoint();

    /** The log's size in bytes. */
    long sizeInBytes();

    /** What {@link LogLayer#open} found and cut. */
    Recovery recovery();

    /**
     * Appends batches as the partition's leader: gives them offsets from {@link #logEndOffset} on,
     * writing base offset and leader epoch into the headers in place (neither is under the CRC).
     * With {@link TimestampType#LOG_APPEND_TIME} it also writes the append time and the new CRC.
     *
     * <p>The batches must have passed {@link RecordFormat#check}. Once this returns they survive
     * the death of the process, but not of the machine: see {@link #startFlush}.
     *
     * @param batches whole batches, from the buffer's position to its limit; both are as before
     *     when this returns
     */
    Appended appendAsLeader(ByteBuffer batches, LeaderAppend how);

    /**
     * Appends batches as a follower, with the offsets, epochs and times they bear.
     *
     * @param batches whole, checked batches; the first starts at {@link #logEndOffset} or above
     *     (compaction leaves gaps), each later one above the one before
     */
    Appended appendAsFollower(ByteBuffer batches);

    /**
     * Reads whole batches, the first being the one that holds the offset (or, in a gap, the next
     * one): a fetch in mid-batch returns the batch whole.
     *
     * @param offset from {@link #logStartOffset} to {@link #logEndOffset}
     * @param upperBoundOffset nothing at or above it is returned; a batch that reaches it is left
     *     out
     * @param maxBytes the slice is not larger, except with {@code atLeastOneBatch}
     * @param atLeastOneBatch when the first batch alone is larger than {@code maxBytes}, return it
     * @return the batches; null when there is nothing to read (at the end, or within no limit). The
     *     caller releases the slice
     * @throws strata.kernel.Check.CheckFailed when the offset is out of range: the caller asks
     *     first
     */
    @Nullable
    FileSlice read(long offset, long upperBoundOffset, int maxBytes, boolean atLeastOneBatch);

    /**
     * The first record whose timestamp is at or above a time (KIP-79).
     *
     * @param timestampMs milliseconds since 1970
     * @param upperBoundOffset only records below it count
     * @return null when there is none
     */
    @Nullable
    TimestampedOffset offsetForTimestamp(long timestampMs, long upperBoundOffset);

    /**
     * The first record with the greatest timestamp (KIP-734).
     *
     * @param upperBoundOffset only records below it count
     * @return null when the log is empty
     */
    @Nullable
    TimestampedOffset offsetOfMaxTimestamp(long upperBoundOffset);

    /**
     * Removes every batch that holds an offset at or above this one. Afterwards {@link
     * #logEndOffset} is at most {@code offset}.
     */
    void truncateTo(long offset);

    /**
     * What is to be flushed so that everything appended so far is durable. The caller flushes the
     * files (here and now, or off the loop through {@link strata.kernel.NodeContext#sync}), then
     * calls {@link #flushed} with the same value.
     *
     * @return null when all is durable already
     */
    @Nullable
    PendingFlush startFlush();

    /** Raises {@link #recoveryPoint}: the files of that flush are durable now. */
    void flushed(PendingFlush done);

    // --8<-- [start:flush]
    /** Flushes everything appended so far, before it returns. */
    default void flush() {
        PendingFlush pending = startFlush();
        if (pending != null) {
            pending.files().forEach(StorageFile::flush);
            flushed(pending);
        }
    }

    // --8<-- [end:flush]

    /** Closes its files; flushes nothing. */
    @Override
    void close();
}
