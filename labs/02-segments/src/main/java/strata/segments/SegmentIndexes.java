package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;

/**
 * The indexes of one segment, wherever they are: in memory while they grow, else in their files.
 *
 * <p>An index is a hint, and no more of it is believed than the batches confirm. Where they
 * contradict it, a warning says so, and it is made anew from them: as far as the search at hand
 * needs it, the rest by {@link #build}.
 */
final class SegmentIndexes {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentIndexes.class);

    // Kafka counts the interval anew when a broker starts, so its indexes may have wider steps.
    private static final int LONGEST_STEP_INTERVALS = 4;

    private final LogDirectory directory;
    private final LogSegment segment;
    // Null until they are used.
    private @Nullable OffsetIndex offsets;
    private @Nullable TimeIndex times;
    // There while both are in memory and grow. Invariant: it may lag behind the batches, never
    // lead.
    private @Nullable IndexBuilder builder;
    // The files, where they are in use.
    private final List<StorageFile> files = new ArrayList<>();
    // Whether the batches contradicted an index before.
    private boolean dropped;
    // Whether the walk of build() met bytes that are no batch.
    private boolean unbuildable;

    SegmentIndexes(LogDirectory directory, LogSegment segment) {
        this.directory = directory;
        this.segment = segment;
    }

    /**
     * A walk to the segment's end from a batch at or before the one that holds an offset, and not
     * far from it.
     */
    BatchCursor walkTowards(long offset) {
        throw Todo.step(
                "2.3",
                "walk from the last entry at or below offset that its batch confirms, or from 0");
    }

    /** The same towards the batch at a position. */
    BatchCursor walkTowardsPosition(long position) {
        throw Todo.step(
                "2.3",
                "walk from the last entry at or before position that its batch confirms, or from"
                        + " 0");
    }

    /**
     * The walk from the batch of an entry. When no batch at that position ends at that offset, the
     * indexes are dropped, to be made anew, and null is returned.
     */
    private @Nullable BatchCursor confirmed(OffsetIndex index, int slot) {
        BatchCursor walk = segment.walkFromBatchEndingAt(index.offset(slot), index.position(slot));
        if (walk == null) {
            drop(SegmentFiles.INDEX, (long) slot * OffsetIndex.ENTRY_BYTES, "no such batch");
        }
        return walk;
    }

    /** The time index; only the batches behind the last offset entry may be missing in it. */
    TimeIndex times() {
        offsetsUpTo(Long.MAX_VALUE, Long.MAX_VALUE);
        return Objects.requireNonNull(times);
    }

    /** Whether a time index is in use: a walk that finds the offset index wrong drops both. */
    boolean isUsing(TimeIndex index) {
        return index == times;
    }

    /** What is known while the indexes grow; null when they are in their files. */
    @Nullable
    IndexBuilder builder() {
        return builder;
    }

    /**
     * Drops both indexes: the batches contradict one of them.
     *
     * @param suffix of the wrong one
     * @param position of the wrong entry, in its file
     * @throws CorruptDataException when they were made anew before: then the log file is damaged
     */
    void drop(String suffix, long position, String why) {
        if (dropped) {
            throw new CorruptDataException(
                    segment.fileName(SegmentFiles.LOG)
                            + " is corrupt: its batches contradict an index that was made of them");
        }
        dropped = true;
        LOG.warn(
                "{} is wrong at byte {}: {}. Both indexes of the segment are made anew.",
                segment.fileName(suffix),
                position,
                why);
        startAnew();
    }

    /** Starts with empty indexes, in memory: of a new segment, or to make lost ones anew. */
    void startAnew() {
        close();
        use(new IndexBuilder(segment.baseOffset()));
    }

    private IndexBuilder use(IndexBuilder newBuilder) {
        segment.timeSearch().forget();
        builder = newBuilder;
        offsets = newBuilder.offsets();
        times = newBuilder.times();
        return newBuilder;
    }

    /** Whether one of them has no place for another entry; false while they are in their files. */
    boolean areFull() {
        int maxIndexBytes = directory.settings().segmentIndexBytes();
        IndexBuilder growing = builder;
        return growing != null
                && (growing.offsets().isFull(maxIndexBytes)
                        || growing.times().isFull(maxIndexBytes));
    }

    /** Whether {@link #build} has something to do. */
    boolean isIncomplete() {
        return builder != null && !segment.isActive() && !unbuildable;
    }

    /**
     * Goes on making the indexes anew; once they are whole they are written.
     *
     * @param budgetBytes how much of the log to walk over
     * @return how much it was
     */
    int build(int budgetBytes) {
        IndexBuilder growing = builder;
        if (growing == null) {
            return 0;
        }
        long before = growing.coveredPosition();
        try {
            extend(growing, Long.MAX_VALUE, before + budgetBytes);
        } catch (CorruptDataException e) {
            LOG.warn("No index can be made: {}", e.getMessage());
            unbuildable = true;
        }
        return (int) (growing.coveredPosition() - before);
    }

    /** Takes note of batches that were written at a position. */
    void note(ByteBuffer batches, long position) {
        IndexBuilder growing = growing();
        if (growing.coveredPosition() < position) {
            return; // It lags behind; the next search walks on from where it is.
        }
        int intervalBytes = directory.settings().indexIntervalBytes();
        BatchHeader header = BatchHeader.at(batches, batches.position());
        while (header.position() < batches.limit()) {
            growing.note(header, intervalBytes);
            header.moveTo(header.position() + header.sizeInBytes());
        }
    }

    /** The indexes in memory, so that they can grow or be cut. */
    IndexBuilder growing() {
        if (builder == null) {
            loadInMemory();
        }
        return Objects.requireNonNull(builder);
    }

    private void loadInMemory() {
        try {
            // A growing time index goes on from its last entry, so this one must be right.
            segment.largestTimestampMs();
            long endOffset = segment.endOffset();
            if (builder == null) {
                OffsetIndex newOffsets = Objects.requireNonNull(offsets).copyInMemory();
                TimeIndex newTimes = Objects.requireNonNull(times).copyInMemory();
                close();
                use(new IndexBuilder(newOffsets, newTimes, segment.sizeInBytes(), endOffset));
            }
        } catch (CorruptDataException e) {
            LOG.warn("{}. Both indexes of the segment are made anew.", e.getMessage());
            startAnew();
        }
    }

    /**
     * Forgets the batches from a position on, whose offsets are {@code endOffset} or above; the log
     * file is cut already, {@link #growing} was asked for before.
     */
    void truncateTo(long position, long endOffset) {
        IndexBuilder growing = growing();
        if (growing.coveredPosition() <= position) {
            return;
        }
        growing.truncateTo(position, endOffset);
        try {
            // Both go on from their last entry, so this one must be right.
            int last = growing.offsets().count() - 1;
            int lastTime = growing.times().count() - 1;
            if ((last < 0 || confirmed(growing.offsets(), last) != null)
                    && (lastTime < 0
                            || segment.timeSearch().isConfirmed(growing.times(), lastTime))) {
                // Greatest timestamps behind the last entry are in the batches alone.
                long offset = lastTime < 0 ? 0 : growing.offsetOfMaxTimestamp();
                BatchCursor walk = segment.walkFromOffset(offset);
                for (; walk.hasBatch(); walk.next()) {
                    growing.noteTimestamp(walk.header());
                }
            }
        } catch (CorruptDataException e) {
            LOG.warn("{}. Both indexes of the segment are made anew.", e.getMessage());
            startAnew();
        }
    }

    /** Writes the indexes of a segment that gets no more batches, where they are in memory. */
    void seal() {
        build(Integer.MAX_VALUE);
    }

    /** Writes the indexes of a segment that is closed, where they are whole and in memory. */
    void writeWhole() {
        IndexBuilder growing = builder;
        if (growing != null && growing.coveredPosition() == segment.sizeInBytes()) {
            write(growing);
        }
    }

    private void write(IndexBuilder growing) {
        growing.finish();
        growing.offsets().writeTo(open(SegmentFiles.INDEX));
        growing.times().writeTo(open(SegmentFiles.TIME_INDEX));
    }

    /** The files to be flushed with the segment; none while they are not written. */
    List<StorageFile> filesToFlush() {
        if (builder == null && files.isEmpty() && exist()) {
            open(SegmentFiles.INDEX);
            open(SegmentFiles.TIME_INDEX);
        }
        return builder == null ? List.copyOf(files) : List.of();
    }

    /** Closes the files, and forgets what is in memory. */
    void close() {
        files.forEach(StorageFile::close);
        files.clear();
        offsets = null;
        times = null;
        builder = null;
    }

    /** The offset index; it knows the batches up to an offset, or up to a position. */
    private OffsetIndex offsetsUpTo(long offset, long position) {
        if (offsets == null) {
            load();
        }
        IndexBuilder growing = builder;
        if (growing != null && growing.coveredPosition() < segment.sizeInBytes()) {
            extend(growing, offset, position);
        }
        if (offsets == null) {
            load();
        }
        return Objects.requireNonNull(offsets);
    }

    private void load() {
        if (segment.sizeInBytes() == 0) {
            startAnew();
            return;
        }
        if (!exist()) {
            LOG.warn("{} lacks an index, which is made anew.", segment.fileName(SegmentFiles.LOG));
            startAnew();
            return;
        }
        try {
            OffsetIndex index = OffsetIndex.inFile(segment.baseOffset(), open(SegmentFiles.INDEX));
            times = TimeIndex.inFile(segment.baseOffset(), open(SegmentFiles.TIME_INDEX));
            offsets = index;
            checkEnd(index);
        } catch (CorruptDataException e) {
            LOG.warn("{}. Both indexes of the segment are made anew.", e.getMessage());
            startAnew();
        }
    }

    /** An index that was cut, or never written to its end, would make every search long. */
    private void checkEnd(OffsetIndex index) {
        int last = index.count() - 1;
        long position = last < 0 ? 0 : index.position(last);
        BatchCursor walk =
                last < 0
                        ? segment.walkFrom(0)
                        : segment.walkFromBatchEndingAt(index.offset(last), position);
        if (walk == null) {
            drop(SegmentFiles.INDEX, (long) last * OffsetIndex.ENTRY_BYTES, "no such batch");
            return;
        }
        long step = (long) LONGEST_STEP_INTERVALS * directory.settings().indexIntervalBytes();
        while (walk.hasBatch() && walk.position() - position <= step) {
            walk.next();
        }
        if (walk.hasBatch()) {
            long end = (long) index.count() * OffsetIndex.ENTRY_BYTES;
            drop(SegmentFiles.INDEX, end, "entries are missing at the end");
        }
    }

    /**
     * Walks on, to a batch at or above an offset, or to a position. Once all batches of an old
     * segment are covered, its indexes are written, and no longer in memory.
     */
    private void extend(IndexBuilder growing, long untilOffset, long untilPosition) {
        walkOn(growing, untilOffset, untilPosition);
        if (!segment.isActive() && growing.coveredPosition() >= segment.sizeInBytes()) {
            write(growing);
            close();
        }
    }

    private void walkOn(IndexBuilder growing, long untilOffset, long untilPosition) {
        int intervalBytes = directory.settings().indexIntervalBytes();
        BatchCursor walk = segment.walkFrom(growing.coveredPosition());
        while (walk.hasBatch()
                && growing.coveredOffset() <= untilOffset
                && growing.coveredPosition() < untilPosition) {
            checkOffsets(walk, growing.coveredOffset());
            growing.note(walk.header(), intervalBytes);
            walk.next();
        }
    }

    /** An index holds rising offsets, within reach of the base offset; no checksum covers them. */
    private void checkOffsets(BatchCursor walk, long nextOffset) {
        BatchHeader batch = walk.header();
        if (batch.baseOffset() < nextOffset
                || batch.lastOffset() < batch.baseOffset()
                || batch.lastOffset() - segment.baseOffset() > Integer.MAX_VALUE) {
            throw new CorruptDataException(
                    segment.fileName(SegmentFiles.LOG)
                            + (" is corrupt at byte " + walk.position())
                            + (": offsets " + batch.baseOffset() + " to " + batch.lastOffset())
                            + (", where " + nextOffset + " is next"));
        }
    }

    private boolean exist() {
        return directory.storage().exists(segment.fileName(SegmentFiles.INDEX))
                && directory.storage().exists(segment.fileName(SegmentFiles.TIME_INDEX));
    }

    private StorageFile open(String suffix) {
        StorageFile file = directory.storage().open(segment.fileName(suffix));
        files.add(file);
        return file;
    }
}
