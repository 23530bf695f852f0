package strata.log;

import java.nio.ByteBuffer;
import strata.kernel.Nullable;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.log.TimestampedOffset;

/**
 * Finds records by their timestamps. Timestamps need not rise with the offsets, so it walks all
 * headers; their greatest timestamps tell which batch is worth decoding.
 */
final class TimeSearch {
    private final LogFile logFile;
    private final Compression compression;

    TimeSearch(LogFile logFile, Compression compression) {
        this.logFile = logFile;
        this.compression = compression;
    }

    /** The first record at or after a time and below an offset; null when there is none. */
    @Nullable
    TimestampedOffset firstAtOrAfter(long timestampMs, long upperBoundOffset) {
        BatchCursor cursor = logFile.all();
        while (cursor.hasBatch() && cursor.header().baseOffset() < upperBoundOffset) {
            if (cursor.header().maxTimestampMs() >= timestampMs) {
                TimestampedOffset found =
                        firstInBatch(copyOfBatch(cursor), timestampMs, upperBoundOffset);
                if (found != null) {
                    return found;
                }
            }
            cursor.next();
        }
        return null;
    }

    /** The first record with the greatest timestamp below an offset; null when there is none. */
    @Nullable
    TimestampedOffset greatest(long upperBoundOffset) {
        long bestTimestampMs = Long.MIN_VALUE;
        long bestPosition = -1;
        BatchCursor cursor = logFile.all();
        while (cursor.hasBatch() && cursor.header().lastOffset() < upperBoundOffset) {
            if (bestPosition < 0 || cursor.header().maxTimestampMs() > bestTimestampMs) {
                bestTimestampMs = cursor.header().maxTimestampMs();
                bestPosition = cursor.position();
            }
            cursor.next();
        }
        // Of a batch that reaches over the bound, only the records below it count.
        TimestampedOffset inLast =
                cursor.hasBatch() ? greatestInBatch(copyOfBatch(cursor), upperBoundOffset) : null;
        if (bestPosition < 0 || (inLast != null && inLast.timestampMs() > bestTimestampMs)) {
            return inLast;
        }
        return greatestInBatch(copyOfBatch(logFile.at(bestPosition)), upperBoundOffset);
    }

    private ByteBuffer copyOfBatch(BatchCursor cursor) {
        return logFile.readBatch(cursor.position(), cursor.header().sizeInBytes());
    }

    private @Nullable TimestampedOffset firstInBatch(
            ByteBuffer batch, long timestampMs, long upperBoundOffset) {
        try (RecordIterator records = BatchRecords.of(batch, compression)) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.offset() >= upperBoundOffset) {
                    return null;
                }
                if (record.timestampMs() >= timestampMs) {
                    return found(record, batch);
                }
            }
            return null;
        }
    }

    private @Nullable TimestampedOffset greatestInBatch(ByteBuffer batch, long upperBoundOffset) {
        TimestampedOffset greatest = null;
        try (RecordIterator records = BatchRecords.of(batch, compression)) {
            while (records.hasNext()) {
                Record record = records.next();
                if (record.offset() >= upperBoundOffset) {
                    break;
                }
                if (greatest == null || record.timestampMs() > greatest.timestampMs()) {
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
}
