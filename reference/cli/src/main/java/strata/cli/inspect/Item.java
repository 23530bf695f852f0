package strata.cli.inspect;

import java.util.List;
import strata.kernel.Nullable;

/**
 * One thing to show. In JSON each is one line: its components by their names, and its {@code type}.
 * Positions are bytes of the file, times milliseconds since 1970.
 */
sealed interface Item
        permits Finding,
                Item.Batch,
                Item.RecordShown,
                Item.OffsetEntry,
                Item.TimeEntry,
                Item.AbortedTransaction,
                Item.Producer,
                Item.Epoch,
                Item.Checkpoint,
                Item.Property,
                Item.Segment,
                Item.Partition,
                Item.LogFile,
                Item.Directory,
                Item.Total {

    /** A record batch's header. {@code crcRight} is null when the CRC was not computed. */
    record Batch(
            String file,
            long position,
            long sizeInBytes,
            long baseOffset,
            long lastOffset,
            int count,
            int partitionLeaderEpoch,
            int magic,
            String crc,
            @Nullable Boolean crcRight,
            String compression,
            String timestampType,
            boolean transactional,
            boolean control,
            boolean deleteHorizon,
            long baseTimestamp,
            long maxTimestamp,
            long producerId,
            short producerEpoch,
            int baseSequence)
            implements Item {}

    /**
     * A record. Where its batch is compressed it has no place in the file, but one in the plain
     * bytes of its batch.
     */
    record RecordShown(
            String file,
            long batchPosition,
            @Nullable Long position,
            @Nullable Long plainPosition,
            long sizeInBytes,
            long offset,
            long timestamp,
            int sequence,
            @Nullable Bytes key,
            @Nullable Bytes value,
            List<Header> headers,
            @Nullable String control)
            implements Item {}

    /** A header of a record. */
    record Header(Bytes name, @Nullable Bytes value) {}

    /** An entry of an offset index: the last offset of the batch at that place of the log. */
    record OffsetEntry(String file, long entry, long position, long offset, long logPosition)
            implements Item {}

    /** An entry of a time index: the greatest time so far, and the end of the batch that has it. */
    record TimeEntry(String file, long entry, long position, long timestamp, long offset)
            implements Item {}

    /** An entry of a transaction index. */
    record AbortedTransaction(
            String file,
            long entry,
            long position,
            short version,
            long producerId,
            long firstOffset,
            long lastOffset,
            long lastStableOffset)
            implements Item {}

    /** A producer in a snapshot. */
    record Producer(
            String file,
            long position,
            long producerId,
            short producerEpoch,
            int lastSequence,
            long lastOffset,
            int offsetDelta,
            long timestamp,
            int coordinatorEpoch,
            long currentTxnFirstOffset)
            implements Item {}

    /** A line of leader-epoch-checkpoint. */
    record Epoch(String file, int line, int epoch, long startOffset) implements Item {}

    /** A line of an offset checkpoint. */
    record Checkpoint(String file, int line, String topic, int partition, long offset)
            implements Item {}

    /** A key and its value, in a file that is made of such. */
    record Property(String file, String key, String value) implements Item {}

    /**
     * A segment: a row of a partition's table. {@code -1} is a time or a count that there is not.
     */
    record Segment(
            String file,
            long baseOffset,
            long endOffset,
            long sizeInBytes,
            long batches,
            long records,
            long firstTimestamp,
            long maxTimestamp,
            long indexEntries,
            long timeIndexEntries,
            String state)
            implements Item {}

    /** A partition: a row of a data directory's table, or the line above its segments. */
    record Partition(
            String directory,
            String topicId,
            int segments,
            long startOffset,
            long endOffset,
            long sizeInBytes,
            long batches,
            long maxTimestamp,
            String state)
            implements Item {}

    /** What there was in one file of batches. */
    record LogFile(
            String file,
            long sizeInBytes,
            long startOffset,
            long endOffset,
            long batches,
            long records,
            long firstTimestamp,
            long maxTimestamp)
            implements Item {}

    /** A data directory as a whole. {@code process} is 0 when nobody holds its lock. */
    record Directory(String directory, String state, long process) implements Item {}

    /** The last line. */
    record Total(long wrong, long notes) implements Item {}
}
