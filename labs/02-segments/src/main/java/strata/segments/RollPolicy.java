package strata.segments;

import java.nio.ByteBuffer;
import strata.kernel.RandomSource;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.SegmentSettings;

/** Decides when the active segment is closed and a new one started. Pure: it only looks. */
final class RollPolicy {
    /** A segment's offsets must fit into the four bytes that its indexes have for them. */
    static final long MAX_RELATIVE_OFFSET = Integer.MAX_VALUE;

    private RollPolicy() {}

    /**
     * The active segment, as far as it matters here.
     *
     * @param firstTimestampMs the greatest timestamp of its first batch; -1 when it has none
     * @param createdMs wall time
     * @param jitterMs it rolls so much sooner
     * @param indexIsFull whether one of its indexes has no place for another entry
     */
    record Present(
            long baseOffset,
            long sizeInBytes,
            long firstTimestampMs,
            long createdMs,
            long jitterMs,
            boolean indexIsFull) {}

    /**
     * Batches that are to be appended.
     *
     * @param sizeInBytes of all of them
     * @param lastOffset of the last record
     * @param maxTimestampMs the greatest of their timestamps; -1 when they have none
     * @param nowMs wall time
     */
    record Arriving(int sizeInBytes, long lastOffset, long maxTimestampMs, long nowMs) {
        /** Batches that a leader will give offsets from {@code logEndOffset} on. */
        static Arriving asLeader(ByteBuffer batches, long logEndOffset, LeaderAppend how) {
            boolean stamps = how.timestampType() == TimestampType.LOG_APPEND_TIME;
            long endOffset = logEndOffset;
            long maxTimestampMs = stamps ? how.nowMs() : TimeIndex.NO_TIMESTAMP_MS;
            BatchHeader header = BatchHeader.at(batches, batches.position());
            while (header.position() < batches.limit()) {
                endOffset += header.lastOffsetDelta() + 1;
                if (!stamps) {
                    maxTimestampMs = Math.max(maxTimestampMs, header.maxTimestampMs());
                }
                header.moveTo(header.position() + header.sizeInBytes());
            }
            return new Arriving(batches.remaining(), endOffset - 1, maxTimestampMs, how.nowMs());
        }

        /** Batches that bear their offsets. */
        static Arriving asFollower(ByteBuffer batches, long nowMs) {
            long lastOffset = -1;
            long maxTimestampMs = TimeIndex.NO_TIMESTAMP_MS;
            BatchHeader header = BatchHeader.at(batches, batches.position());
            while (header.position() < batches.limit()) {
                lastOffset = header.lastOffset();
                maxTimestampMs = Math.max(maxTimestampMs, header.maxTimestampMs());
                header.moveTo(header.position() + header.sizeInBytes());
            }
            return new Arriving(batches.remaining(), lastOffset, maxTimestampMs, nowMs);
        }
    }

    /**
     * Whether batches go to a new segment: the active one would grow larger than {@code
     * segment.bytes}, or it is as old as {@code segment.ms} (in the time of its records where they
     * have one), or an index is full, or an offset would not fit into an index entry. An empty
     * segment rolls for the last reason alone.
     */
    static boolean mustRoll(Present active, Arriving batches, SegmentSettings settings) {
        throw Todo.step(
                "2.1",
                "return whether size, age, a full index or the offset asks for a new segment");
    }

    /**
     * How much sooner than {@code segment.ms} a segment rolls: a random part of {@code
     * segment.jitter.ms}, so that not all logs of a node roll at once.
     */
    static long drawJitterMs(RandomSource random, SegmentSettings settings) {
        long boundMs = Math.min(settings.segmentJitterMs(), settings.segmentMs());
        int bound = (int) Math.min(boundMs, Integer.MAX_VALUE);
        return bound <= 0 ? 0 : random.nextInt(bound);
    }
}
