package strata.segments;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.Record;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.FileSlice;
import strata.log.Batches;
import strata.log.MemoryStorage;

/**
 * A list of batches, which is all that a log is, and the log that must be one: what may be read of
 * it is what stands in the list.
 */
final class LogModel {
    final List<String> told = new ArrayList<>();
    // All batches, from the oldest that may still be in a file.
    List<ByteBuffer> batches = new ArrayList<>();
    long logStart;
    // The log ends there at least: an empty segment starts there, which was once started for a
    // leap in the offsets, or with the log.
    long floor;
    // Batches that end below it were flushed.
    long flushed;
    SegmentedLog log;

    private final Random random;
    private final LogWorld world;

    LogModel(Random random, LogWorld world, SegmentedLog log) {
        this.random = random;
        this.world = world;
        this.log = log;
    }

    void read() {
        long offset = logStart + random.nextLong(end() - logStart + 1);
        for (int i = 0; i < 4; i++) {
            offset = readAt(offset);
        }
        readByTime(anOffset());
    }

    private long readAt(long offset) {
        long bound = random.nextBoolean() ? end() : anOffset();
        int maxBytes = random.nextInt(3) == 0 ? Integer.MAX_VALUE : random.nextInt(4_000);
        boolean atLeastOne = random.nextBoolean();
        told.add("read " + offset + " below " + bound + ", " + maxBytes + " " + atLeastOne);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        long next = offset;
        int segment = -1;
        for (ByteBuffer batch : batches) {
            if (lastOffset(batch) < offset) {
                continue;
            }
            int segmentOfBatch = segmentOf(lastOffset(batch));
            boolean fits = expected.size() + (long) batch.limit() <= maxBytes;
            boolean first = segment < 0;
            if (lastOffset(batch) >= bound
                    || !(fits || (first && atLeastOne))
                    || !(first || segment == segmentOfBatch)) {
                break;
            }
            segment = segmentOfBatch;
            expected.writeBytes(Batches.copy(batch));
            next = lastOffset(batch) + 1;
        }

        FileSlice slice = log.read(offset, bound, maxBytes, atLeastOne);

        byte[] actual = slice == null ? new byte[0] : MemoryStorage.take(slice);
        assertThat(actual).as(this::story).isEqualTo(expected.toByteArray());
        check(expected.size() == 0, slice == null);
        return next;
    }

    private void readByTime(long bound) {
        told.add("read by time below " + bound);
        List<TimestampedOffset> records = new ArrayList<>();
        for (ByteBuffer batch : batches) {
            int epoch = BatchHeader.at(batch, 0).partitionLeaderEpoch();
            for (Record r : Batches.records(batch, Compression.UNSUPPORTED)) {
                if (r.offset() < bound && r.offset() >= logStart) {
                    records.add(new TimestampedOffset(r.offset(), r.timestampMs(), epoch));
                }
            }
        }
        long timestampMs =
                records.isEmpty()
                        ? Batches.NOW_MS
                        : records.get(random.nextInt(records.size())).timestampMs()
                                + random.nextInt(3)
                                - 1;
        check(
                records.stream()
                        .filter(r -> r.timestampMs() >= timestampMs)
                        .findFirst()
                        .orElse(null),
                log.offsetForTimestamp(timestampMs, bound));
        check(
                records.stream()
                        .max(
                                Comparator.comparing(TimestampedOffset::timestampMs)
                                        .thenComparing(r -> -r.offset()))
                        .orElse(null),
                log.offsetOfMaxTimestamp(bound));
    }

    void compare() {
        check(logStart, log.logStartOffset());
        check(end(), log.logEndOffset());
        assertThat(log.recoveryPoint())
                .as(this::story)
                .isLessThanOrEqualTo(Math.max(flushed, logStart));
        List<SegmentedLog.Segment> readable =
                log.segments().subList(segmentOf(logStart), log.segments().size());
        check(
                batches.stream()
                        .filter(b -> lastOffset(b) >= readable.get(0).baseOffset())
                        .mapToLong(ByteBuffer::limit)
                        .sum(),
                readable.stream().mapToLong(SegmentedLog.Segment::sizeInBytes).sum());
        check(0, world.storage.slicesHeld());
    }

    List<ByteBuffer> before(long offset) {
        List<ByteBuffer> kept = new ArrayList<>(batches);
        kept.removeIf(batch -> lastOffset(batch) >= offset);
        return kept;
    }

    private int segmentOf(long offset) {
        List<SegmentedLog.Segment> segments = log.segments();
        int n = 0;
        while (n + 1 < segments.size() && segments.get(n + 1).baseOffset() <= offset) {
            n++;
        }
        return n;
    }

    static <T> T last(List<T> list) {
        return list.get(list.size() - 1);
    }

    /** An offset in the log, or a little before or after it. */
    long anOffset() {
        int n = batches.isEmpty() ? 0 : random.nextInt(batches.size());
        long near = batches.isEmpty() ? end() : lastOffset(batches.get(n));
        return Math.max(0, near - 3 + random.nextInt(7));
    }

    long end() {
        return Math.max(floor, endOf(batches));
    }

    static long endOf(List<ByteBuffer> batches) {
        return batches.isEmpty() ? 0 : lastOffset(last(batches)) + 1;
    }

    static long lastOffset(ByteBuffer batch) {
        return BatchHeader.at(batch, 0).lastOffset();
    }

    void check(@Nullable Object expected, @Nullable Object actual) {
        assertThat(actual).as(this::story).isEqualTo(expected);
    }

    /** Numbered steps so far. */
    String story() {
        StringBuilder story = new StringBuilder();
        for (int i = 0; i < told.size(); i++) {
            story.append(i).append(". ").append(told.get(i)).append('\n');
        }
        return story.toString();
    }
}
