package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/**
 * One segment of a log: a log file, its two indexes, and where in it batches are found. Its files
 * are opened at first use.
 *
 * <p>Layer 1 writes the log file of the active segment; this class sees what was written through
 * {@link #noteAppended}. An old segment does not change.
 */
final class LogSegment implements SegmentFacts {
    private static final int PORTION_BYTES = 64 * 1024;
    private static final long UNKNOWN = -1L;
    private static final long UNKNOWN_MS = Long.MIN_VALUE;

    private final LogDirectory directory;
    private final long baseOffset;
    private final SegmentIndexes indexes;
    private final TimeSearch timeSearch;
    // Behind the files' names: SegmentFiles.NONE, DELETED, CLEANED or SWAP.
    private String suffix;
    private boolean active;
    private @Nullable StorageFile logFile;
    private @Nullable BatchCursor cursor;
    private long sizeInBytes = UNKNOWN;
    // Of the first batch, once it is known.
    private long firstTimestampMs = UNKNOWN_MS;

    private LogSegment(LogDirectory directory, long baseOffset, String suffix) {
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.suffix = suffix;
        this.indexes = new SegmentIndexes(directory, this);
        this.timeSearch = new TimeSearch(directory, this, indexes);
    }

    /**
     * A segment whose files are there; none of them is opened yet.
     *
     * @param suffix behind the names of its files, {@link SegmentFiles#NONE} for one in use
     */
    static LogSegment existing(LogDirectory directory, long baseOffset, String suffix) {
        return new LogSegment(directory, baseOffset, suffix);
    }

    /** A segment that has no files yet, or empty ones. */
    static LogSegment empty(LogDirectory directory, long baseOffset, String suffix) {
        LogSegment segment = new LogSegment(directory, baseOffset, suffix);
        segment.sizeInBytes = 0;
        segment.indexes.startAnew();
        return segment;
    }

    // ---- what it is -----------------------------------------------------------------------------

    /** No offset in it is below this one, which its files are named by. */
    @Override
    public long baseOffset() {
        return baseOffset;
    }

    /** The name of one of its files, in the storage. */
    String fileName(String fileSuffix) {
        return directory.fileName(baseOffset, fileSuffix + suffix);
    }

    /** Of its log file, in bytes. */
    @Override
    public long sizeInBytes() {
        if (sizeInBytes == UNKNOWN) {
            if (logFile != null) {
                sizeInBytes = logFile.size();
            } else {
                // To know how large it is, it need not stay open.
                StorageFile file = directory.storage().open(fileName(SegmentFiles.LOG));
                sizeInBytes = file.size();
                file.close();
            }
        }
        return sizeInBytes;
    }

    /** Whether it is the one that is appended to. */
    boolean isActive() {
        return active;
    }

    /** Its log file. */
    StorageFile logFile() {
        StorageFile file = logFile;
        if (file == null) {
            file = directory.storage().open(fileName(SegmentFiles.LOG));
            logFile = file;
        }
        return file;
    }

    /** The log file, and the index files where they are written: what a flush is to flush. */
    List<StorageFile> filesToFlush() {
        List<StorageFile> files = new ArrayList<>();
        files.add(logFile());
        if (!active) {
            files.addAll(indexes.filesToFlush());
        }
        return files;
    }

    /** Its indexes. */
    SegmentIndexes indexes() {
        return indexes;
    }

    /** The search by time in it. */
    TimeSearch timeSearch() {
        return timeSearch;
    }

    /** The offset after its last record; the base offset when it is empty. */
    long endOffset() {
        return endOffsetBefore(sizeInBytes());
    }

    /** The greatest timestamp of its first batch; -1 when it is empty, or the batch has none. */
    @Override
    public long firstTimestampMs() {
        if (sizeInBytes() == 0) {
            return TimeIndex.NO_TIMESTAMP_MS;
        }
        if (firstTimestampMs == UNKNOWN_MS) {
            firstTimestampMs = walkFrom(0).header().maxTimestampMs();
        }
        return firstTimestampMs;
    }

    /** The greatest timestamp in it; -1 when no record has one. */
    @Override
    public long largestTimestampMs() {
        return timeSearch.largestTimestampMs();
    }

    // ---- where batches are ----------------------------------------------------------------------

    /**
     * Starts a walk over the batches from a position on. Each walk of a segment ends the one
     * before.
     */
    BatchCursor walkFrom(long position) {
        return cursor().walk(position, sizeInBytes());
    }

    /**
     * Starts a walk at the first batch that ends at or after an offset: the one that holds it, or
     * in a gap the next one. At the end when no batch does.
     */
    BatchCursor walkFromOffset(long offset) {
        // LAB 2.3 start where the index says, and pass every batch that ends before offset
        BatchCursor walk = indexes.walkTowards(offset);
        while (walk.hasBatch() && walk.header().lastOffset() < offset) {
            walk.next();
        }
        return walk;
    }

    /** Starts a walk at a batch, if one is at that position and ends at that offset, else null. */
    @Nullable
    BatchCursor walkFromBatchEndingAt(long lastOffset, long position) {
        if (position < 0 || position >= sizeInBytes()) {
            return null;
        }
        try {
            BatchCursor walk = walkFrom(position);
            return walk.header().lastOffset() == lastOffset ? walk : null;
        } catch (CorruptDataException e) {
            return null;
        }
    }

    /**
     * Starts a walk where the batches end that lie below two limits.
     *
     * @param from where a batch starts
     * @param upperBoundOffset the last offset of each batch is below it; {@link Long#MAX_VALUE}
     *     when there is no such limit
     * @param limitPosition each batch ends there or before
     * @return a walk at {@code from} when not even the batch there lies below both
     */
    BatchCursor walkBehindBatchesWithin(long from, long upperBoundOffset, long limitPosition) {
        // LAB 2.3 start where the index knows both limits to lie behind; walk on within both
        BatchCursor walk = indexes.walkTowardsPosition(limitPosition);
        if (upperBoundOffset != Long.MAX_VALUE) {
            long known = walk.position();
            walk = indexes.walkTowards(upperBoundOffset);
            if (walk.position() > known) {
                walk = walkFrom(known);
            }
        }
        if (walk.position() < from) {
            walk = walkFrom(from);
        }
        while (walk.hasBatch()
                && walk.header().lastOffset() < upperBoundOffset
                && walk.position() + walk.header().sizeInBytes() <= limitPosition) {
            walk.next();
        }
        return walk;
    }

    /**
     * The offset after the last record before a position, where a batch ends; the base offset when
     * it is 0.
     */
    long endOffsetBefore(long position) {
        long endOffset = baseOffset;
        BatchCursor walk = position == 0 ? walkFrom(0) : indexes.walkTowardsPosition(position - 1);
        while (walk.hasBatch() && walk.position() < position) {
            endOffset = walk.header().nextOffset();
            walk.next();
        }
        return endOffset;
    }

    /** A reference to bytes of the log file; the caller releases it. */
    FileSlice slice(long from, long to) {
        return logFile().slice(from, Math.toIntExact(to - from));
    }

    /**
     * Makes sure that no batch holds an offset, though one that was damaged might say so.
     *
     * @throws CorruptDataException when one near by was damaged
     */
    void confirmGap(long offset) {
        BatchCursor walk = indexes.walkTowards(offset);
        while (walk.hasBatch()) {
            checkCrc(walk);
            if (walk.header().lastOffset() >= offset) {
                return;
            }
            walk.next();
        }
    }

    /**
     * Checks the present batch of a walk.
     *
     * @throws CorruptDataException when its CRC is not that of its bytes
     */
    void checkCrc(BatchCursor walk) {
        long end = walk.position() + walk.header().sizeInBytes();
        long next = walk.position() + BatchHeader.CRC_START;
        CRC32C crc = new CRC32C();
        ByteBuffer portion = ByteBuffer.allocate((int) Math.min(PORTION_BYTES, end - next));
        while (next < end) {
            portion.clear().limit((int) Math.min(portion.capacity(), end - next));
            int count = logFile().read(portion, next);
            if (count == 0) {
                break;
            }
            crc.update(portion.flip());
            next += count;
        }
        if (crc.getValue() != walk.header().crc()) {
            throw new CorruptDataException(
                    fileName(SegmentFiles.LOG)
                            + (" is corrupt at byte " + walk.position())
                            + ": the CRC is not that of the bytes");
        }
    }

    // ---- what is done to it ---------------------------------------------------------------------

    /** From now on it is appended to. */
    void activate() {
        active = true;
    }

    /** Takes note of batches that layer 1 wrote behind the last one. */
    void noteAppended(ByteBuffer batches) {
        if (sizeInBytes() == 0) {
            firstTimestampMs = BatchHeader.at(batches, batches.position()).maxTimestampMs();
        }
        indexes.note(batches, sizeInBytes());
        sizeInBytes += batches.remaining();
    }

    /** Writes batches behind the last one, to a segment that is no log's yet. */
    void append(ByteBuffer batches) {
        Check.that(!suffix.isEmpty(), "layer 1 writes segment %s", baseOffset);
        logFile().write(batches.duplicate(), sizeInBytes());
        noteAppended(batches);
    }

    /** Makes its indexes anew: its log file may have been cut. */
    void rebuild() {
        indexes.startAnew();
        indexes.build(Integer.MAX_VALUE);
    }

    /** No batch is appended any more: writes the indexes. Flushes nothing. */
    void seal() {
        active = false;
        indexes.seal();
    }

    /**
     * Cuts it at a position where a batch starts, durably, and its indexes.
     *
     * @return the offset after the last record
     */
    long truncateTo(long position) {
        // LAB 2.6 cut the log file, durably, then the indexes; return the new end offset
        long endOffset = endOffsetBefore(position);
        indexes.growing();
        logFile().truncate(position);
        logFile().flush();
        sizeInBytes = position;
        firstTimestampMs = UNKNOWN_MS;
        indexes.truncateTo(position, endOffset);
        return endOffset;
    }

    /**
     * Renames its files. The indexes first: a crash in between leaves a log file without index,
     * never an index without log file.
     */
    void rename(String newSuffix) {
        closeFiles();
        Storage storage = directory.storage();
        for (String file : List.of(SegmentFiles.INDEX, SegmentFiles.TIME_INDEX, SegmentFiles.LOG)) {
            String from = fileName(file);
            if (storage.exists(from)) {
                storage.rename(from, directory.fileName(baseOffset, file + newSuffix));
            }
        }
        suffix = newSuffix;
    }

    /** Removes its files; the log file first: it is what makes the others a segment. */
    void delete() {
        closeFiles();
        directory.storage().delete(fileName(SegmentFiles.LOG));
        directory.storage().delete(fileName(SegmentFiles.INDEX));
        directory.storage().delete(fileName(SegmentFiles.TIME_INDEX));
    }

    /** Closes its files, having written the indexes of an active one; flushes nothing. */
    void close() {
        indexes.writeWhole();
        closeFiles();
    }

    /** Closes its files, and forgets what is known of them. */
    void closeFiles() {
        indexes.close();
        if (logFile != null) {
            logFile.close();
            logFile = null;
        }
        cursor = null;
        sizeInBytes = UNKNOWN;
        firstTimestampMs = UNKNOWN_MS;
    }

    private BatchCursor cursor() {
        BatchCursor present = cursor;
        if (present == null) {
            present = new BatchCursor(logFile());
            cursor = present;
        }
        return present;
    }
}
