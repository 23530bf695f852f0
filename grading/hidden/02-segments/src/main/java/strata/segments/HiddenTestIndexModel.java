package strata.segments;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.log.BatchHeader;

/** A segment as rules R2.2-g to R2.2-k make it: its batches, and the entries of its indexes. */
final class HiddenTestIndexModel {
    private final long baseOffset;
    private final int intervalBytes;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Long> offsets = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private long endOffset;
    private long sizeInBytes;
    private long lastEntryStart;
    private long greatestMs = -1;
    private long greatestOffset;

    HiddenTestIndexModel(long baseOffset, int intervalBytes) {
        this.baseOffset = baseOffset;
        this.intervalBytes = intervalBytes;
        this.endOffset = baseOffset;
    }

    long baseOffset() {
        return baseOffset;
    }

    long endOffset() {
        return endOffset;
    }

    long sizeInBytes() {
        return sizeInBytes;
    }

    /** How far the next batch starts behind that of the last entry. */
    long distance() {
        return sizeInBytes - lastEntryStart;
    }

    /** Adds batches that lie one behind the other. */
    void add(ByteBuffer batches) {
        byte[] copy = new byte[batches.remaining()];
        batches.duplicate().get(copy);
        bytes.writeBytes(copy);
        BatchHeader header = BatchHeader.at(batches, batches.position());
        while (header.position() < batches.limit()) {
            add(header);
            header.moveTo(header.position() + header.sizeInBytes());
        }
    }

    /** Adds a batch, without its bytes. */
    void add(BatchHeader batch) {
        if (batch.maxTimestampMs() > greatestMs) {
            greatestMs = batch.maxTimestampMs();
            greatestOffset = batch.lastOffset();
        }
        if (distance() > intervalBytes) {
            lastEntryStart = sizeInBytes;
            offsets.add(batch.lastOffset());
            offsets.add(sizeInBytes);
            offer(times);
        }
        sizeInBytes += batch.sizeInBytes();
        endOffset = batch.lastOffset() + 1;
    }

    private void offer(List<Long> entries) {
        long last = entries.isEmpty() ? -1 : entries.get(entries.size() - 2);
        if (greatestMs > last) {
            entries.add(greatestMs);
            entries.add(greatestOffset);
        }
    }

    /** The log file. */
    byte[] bytes() {
        return bytes.toByteArray();
    }

    /** The offset index. */
    byte[] offsets() {
        return HiddenTestIndex.offsets(baseOffset, longs(offsets));
    }

    /** The time index while the segment grows. */
    byte[] times() {
        return HiddenTestIndex.times(baseOffset, longs(times));
    }

    /** The time index once it is closed. */
    byte[] finishedTimes() {
        List<Long> finished = new ArrayList<>(times);
        offer(finished);
        return HiddenTestIndex.times(baseOffset, longs(finished));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
