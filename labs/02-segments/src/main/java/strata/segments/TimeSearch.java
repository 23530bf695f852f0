package strata.segments;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampedOffset;

/**
 * Finds records of one segment by their timestamps, which need not rise with the offsets.
 *
 * <p>A timestamp that was damaged on the disk would send a search astray, so the CRC of every batch
 * that a search passes is checked: the answer is right, or {@link
 * strata.kernel.log.CorruptDataException}.
 */
final class TimeSearch {
    private static final long UNKNOWN = Long.MIN_VALUE;

    private final LogDirectory directory;
    private final LogSegment segment;
    private final SegmentIndexes indexes;
    // Of a segment that does not grow: the greatest timestamp, once the batches confirmed it.
    private long confirmedLargestMs = UNKNOWN;

    TimeSearch(LogDirectory directory, LogSegment segment, SegmentIndexes indexes) {
        this.directory = directory;
        this.segment = segment;
        this.indexes = indexes;
    }

    /** The greatest timestamp of all records; {@link TimeIndex#NO_TIMESTAMP_MS} where none has. */
    long largestTimestampMs() {
        TimeIndex times = indexes.times();
        IndexBuilder builder = indexes.builder();
        if (builder != null) {
            return builder.maxTimestampMs();
        }
        if (confirmedLargestMs == UNKNOWN) {
            confirmLargest(times);
            return confirmedLargestMs == UNKNOWN ? largestTimestampMs() : confirmedLargestMs;
        }
        return confirmedLargestMs;
    }

    /** From now on batches may be added, or cut. */
    void forget() {
        confirmedLargestMs = UNKNOWN;
    }

    /**
     * The first record of some offsets at or after a time.
     *
     * @param fromOffset records below it do not count
     * @param upperBoundOffset nor do records from it on
     * @return null when there is none
     */
    @Nullable
    TimestampedOffset firstAtOrAfter(long timestampMs, long fromOffset, long upperBoundOffset) {
        throw Todo.step(
                "2.4",
                "walk from the entry at or before the time; decode a batch that may be late"
                        + " enough");
    }

    /** The first record with the greatest timestamp of some offsets; null when there is none. */
    @Nullable
    TimestampedOffset greatest(long fromOffset, long upperBoundOffset) {
        throw Todo.step(
                "2.4",
                "walk from the last entry below the bound; decode a batch with a greater"
                        + " timestamp");
    }

    /** The last entry up to a slot whose batch was not emptied by a compaction; -1 for none. */
    private int lastWithRecords(TimeIndex times, int slot) {
        for (int n = slot; n >= 0; n--) {
            BatchCursor walk = segment.walkFromOffset(times.offset(n));
            if (!indexes.isUsing(times)) {
                break;
            }
            if (!walk.hasBatch() || walk.header().count() > 0) {
                return n;
            }
        }
        return -1;
    }

    private static @Nullable TimestampedOffset better(
            @Nullable TimestampedOffset first, @Nullable TimestampedOffset second) {
        if (first == null || second == null) {
            return first == null ? second : first;
        }
        return second.timestampMs() > first.timestampMs() ? second : first;
    }

    /**
     * Whether an entry is what it should be: its batch has this greatest timestamp, and no batch
     * between the entry before and it has as great a one. Otherwise the indexes are dropped: here,
     * or by the walk, where the offset index is wrong.
     */
    boolean isConfirmed(TimeIndex times, int slot) {
        throw Todo.step(
                "2.4", "walk from behind the batch of the entry before; contradict a wrong entry");
    }

    /** Makes sure that the last entry's timestamp is the greatest, or drops the indexes. */
    private void confirmLargest(TimeIndex times) {
        int last = times.count() - 1;
        if (last >= 0 && !isConfirmed(times, last)) {
            return;
        }
        long largestMs = times.lastTimestampMs();
        BatchCursor walk = segment.walkFromOffset(last < 0 ? 0 : times.offset(last));
        while (walk.hasBatch() && walk.header().maxTimestampMs() <= largestMs) {
            walk.next();
        }
        if (!indexes.isUsing(times)) {
            return;
        }
        if (walk.hasBatch()) {
            contradict(times, walk, times.count());
            return;
        }
        confirmedLargestMs = largestMs;
    }

    /** A batch contradicts an entry: the batch may be the wrong one of the two. */
    private void contradict(TimeIndex times, BatchCursor walk, int slot) {
        if (!indexes.isUsing(times)) {
            return; // The walk has dropped it.
        }
        if (walk.hasBatch()) {
            segment.checkCrc(walk);
        }
        long position = (long) slot * TimeIndex.ENTRY_BYTES;
        indexes.drop(SegmentFiles.TIME_INDEX, position, "the batches have other timestamps");
    }

    private @Nullable TimestampedOffset firstInBatch(
            ByteBuffer batch, long timestampMs, long fromOffset, long upperBoundOffset) {
        try (RecordIterator records =
                directory.recordFormat().records(batch, directory.compression())) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.offset() >= upperBoundOffset) {
                    return null;
                }
                if (record.offset() >= fromOffset && record.timestampMs() >= timestampMs) {
                    return found(record, batch);
                }
            }
            return null;
        }
    }

    private @Nullable TimestampedOffset greatestInBatch(
            ByteBuffer batch, long fromOffset, long upperBoundOffset) {
        TimestampedOffset greatest = null;
        try (RecordIterator records =
                directory.recordFormat().records(batch, directory.compression())) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.offset() >= upperBoundOffset) {
                    break;
                }
                if (record.offset() >= fromOffset
                        && (greatest == null || record.timestampMs() > greatest.timestampMs())) {
                    greatest = found(record, batch);
                }
            }
        }
        return greatest;
    }

    private static TimestampedOffset found(Record record, ByteBuffer batch) {
        int leaderEpoch = BatchHeader.at(batch, 0).partitionLeaderEpoch();
        return new TimestampedOffset(record.offset(), record.timestampMs(), leaderEpoch);
    }

    /** A copy of the present batch, whose CRC was checked, and so its size. */
    private ByteBuffer copyOf(BatchCursor walk) {
        ByteBuffer batch = ByteBuffer.allocate(walk.header().sizeInBytes());
        segment.logFile().read(batch, walk.position());
        return batch.flip();
    }
}
