package strata.sim.segments;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.CompressionType;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.TimestampType;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.segments.SegmentsLayer;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.sim.SeededRandom;
import strata.sim.disk.CrashMode;
import strata.sim.disk.SimDisk;
import strata.sim.segments.RecordList.Entry;

/** A segmented log on a simulated disk, and beside it a list of records, which is all it may be. */
final class SegmentHistory {
    static final String DIRECTORY = "flights-0";
    private static final int TOLD_MAX = 80;
    private static final int KEYS = 9;

    final SeededRandom random;
    final SimDisk disk;

    /** The model: every record that is there. */
    final RecordList records = new RecordList();

    private final LogLayer lower;
    private final SegmentsLayer layer;
    private final Compression compression = new RunLengthCodec();
    private final BatchDecoder decoder;
    // What happened last. Hardly ever does somebody want to read it.
    private final Deque<Supplier<String>> told = new ArrayDeque<>();
    private long toldCount;
    private Storage storage;
    private @Nullable SegmentedLog open;
    SegmentSettings settings;
    long startOffset;
    long endOffset;
    long nowMs = 1_700_000_000_000L;

    /** Every record below it was flushed. */
    long durableOffset;

    /** Compactions since the last look at all records may have taken what lies below it. */
    long compactedBelow;

    /** What a node's checkpoint files would say. */
    Known known = Known.NOTHING;

    private int values;

    SegmentHistory(
            LogLayer lower, SegmentsLayer layer, SeededRandom random, SegmentSettings first) {
        this.lower = lower;
        this.layer = layer;
        this.random = random;
        this.disk = new SimDisk(random.fork("disk"));
        this.settings = first;
        this.decoder = new BatchDecoder(lower.recordFormat(), compression);
        this.storage = disk.mount();
        open();
    }

    SegmentedLog log() {
        return Objects.requireNonNull(open, "not open");
    }

    Storage storage() {
        return storage;
    }

    void tell(Supplier<String> what) {
        toldCount++;
        told.add(what);
        if (told.size() > TOLD_MAX) {
            told.remove();
        }
    }

    String story() {
        long number = toldCount - told.size();
        StringBuilder story = new StringBuilder();
        for (Supplier<String> what : told) {
            story.append(++number).append(' ').append(what.get()).append('\n');
        }
        return story.toString();
    }

    void expect(boolean holds, Supplier<String> what) {
        if (!holds) {
            throw new AssertionError(what.get() + "\n" + story() + "\nfiles: " + disk.fileNames());
        }
    }

    // --- lives

    private void open() {
        SegmentedLogSpec spec =
                new SegmentedLogSpec(DIRECTORY, settings, known, random.fork("jitter"), nowMs);
        open = layer.open(lower, new LogContext(storage, compression), spec);
    }

    void stopCleanly() {
        log().flush();
        durableOffset = endOffset;
        known = new Known(startOffset, endOffset, log().cleanedOffset(), true);
        log().close();
        open = null;
    }

    void startAgain() {
        storage = disk.mount();
        open();
        known = new Known(known.logStartOffset(), known.recoveryPoint(), 0, false);
    }

    /** The process dies, or the machine; afterwards the model is what is left, if that may be. */
    void crash(CrashMode mode) {
        tell(() -> "crash " + mode);
        disk.crash(mode, random.fork("tears " + toldCount));
        open = null;
        storage = disk.mount();
        open();
        long end = log().logEndOffset();
        if (mode == CrashMode.KEEP_ALL) {
            expect(end == endOffset, () -> "log end " + end + " after a kill, not " + endOffset);
        }
        expect(end <= endOffset, () -> "log end " + end + " was never reached, only " + endOffset);
        expect(end >= durableOffset, () -> "log end " + end + ": durable was " + durableOffset);
        records.cutFrom(end);
        endOffset = end;
        durableOffset = Math.min(durableOffset, end);
        acceptStart();
        compareAll();
    }

    /** What the node stores now and then; never more than is true. */
    void checkpoint() {
        known = new Known(startOffset, durableOffset, log().cleanedOffset(), false);
    }

    // --- appending

    Appended append(int batches, boolean byBroker) {
        long first = endOffset;
        List<ByteBuffer> built = new ArrayList<>();
        for (int i = 0; i < batches; i++) {
            built.add(batch(0, endOffset, byBroker));
        }
        TimestampType type = byBroker ? TimestampType.LOG_APPEND_TIME : TimestampType.CREATE_TIME;
        long last = endOffset - 1;
        tell(() -> "append " + first + " to " + last + (byBroker ? ", broker's time" : ""));
        return log().appendAsLeader(joined(built), new LeaderAppend(3, type, nowMs));
    }

    void appendAsFollower(long gap) {
        endOffset += gap;
        long base = endOffset;
        ByteBuffer batch = batch(base, base, false);
        long last = endOffset - 1;
        tell(() -> "append as follower " + base + " to " + last);
        log().appendAsFollower(batch);
    }

    /** Builds a batch and adds it to the model at an offset. */
    private ByteBuffer batch(long base, long offset, boolean byBroker) {
        int count = 1 + random.nextInt(5);
        boolean gzip = random.chance(25);
        BatchSpec spec =
                BatchSpec.at(base)
                        .withCompression(gzip ? CompressionType.GZIP : CompressionType.NONE);
        BatchBuilder builder = lower.recordFormat().newBatch(spec, compression);
        for (int i = 0; i < count; i++) {
            long timestampMs = nowMs + random.nextInt(200) - 150;
            String key = "k" + random.nextInt(KEYS);
            String value =
                    random.chance(15) ? null : "v" + values++ + "x".repeat(random.nextInt(40));
            builder.add(timestampMs, bytes(key), value == null ? null : bytes(value), List.of());
            long stamp = byBroker ? nowMs : timestampMs;
            records.add(new Entry(offset + i, stamp, key, value, offset + count - 1));
        }
        endOffset = offset + count;
        return builder.build();
    }

    // --- the other operations

    void flush(boolean late) {
        PendingFlush pending = late ? log().startFlushOfOldSegments() : log().startFlush();
        long flushedOffset = pending == null ? -1 : pending.endOffset();
        tell(() -> "flush " + (flushedOffset < 0 ? "of nothing" : "up to " + flushedOffset));
        if (pending != null) {
            pending.files().forEach(file -> file.flush());
            log().flushed(pending);
            durableOffset = Math.max(durableOffset, Math.min(pending.endOffset(), endOffset));
        }
        expect(log().recoveryPoint() >= durableOffset || late, () -> "recovery point fell behind");
    }

    void truncateTo(long offset) {
        tell(() -> "truncate to " + offset);
        records.cutBatchesFrom(offset);
        durableOffset = Math.min(durableOffset, offset);
        known =
                new Known(
                        Math.min(known.logStartOffset(), offset),
                        Math.min(known.recoveryPoint(), offset),
                        0,
                        false);
        log().truncateTo(offset);
        long end = log().logEndOffset();
        // Where no record is left, the log may begin anew at the start of a batch that was cut.
        expect(
                end <= Math.max(offset, startOffset),
                () -> "log end " + end + " after the truncation");
        expect(
                end >= Math.min(records.endOffset(), endOffset),
                () -> "truncated to " + end + ": too much");
        endOffset = end;
        durableOffset = Math.min(durableOffset, end);
        acceptStart();
        long knownStart = Math.min(known.logStartOffset(), startOffset);
        known = new Known(knownStart, Math.min(known.recoveryPoint(), end), 0, false);
    }

    void startAt(long offset) {
        tell(() -> "start at " + offset);
        known = new Known(0, 0, 0, false);
        log().startAt(offset, nowMs);
        records.clear();
        startOffset = offset;
        endOffset = offset;
        durableOffset = 0;
        expect(
                log().logStartOffset() == offset && log().logEndOffset() == offset,
                () -> "not started");
        checkpointStart();
    }

    void raiseLogStart(long offset) {
        tell(() -> "raise the log start to " + offset);
        log().raiseLogStart(offset);
        startOffset = Math.max(startOffset, offset);
        records.cutBelow(startOffset);
        expect(log().logStartOffset() == startOffset, () -> "log start " + log().logStartOffset());
        checkpointStart();
    }

    private void checkpointStart() {
        known = new Known(startOffset, known.recoveryPoint(), known.cleanedOffset(), false);
    }

    void configure(SegmentSettings now) {
        tell(() -> "configure " + now);
        settings = now;
        log().configure(now);
    }

    /** Takes up a log start that rose, with what lies below it. */
    void acceptStart() {
        long start = log().logStartOffset();
        expect(start >= startOffset || start >= endOffset, () -> "log start fell to " + start);
        startOffset = start;
        records.cutBelow(start);
    }

    // --- looking

    /** All records, as they can be read, must be those of the model, save what compaction took. */
    void compareAll() {
        expect(log().logStartOffset() == startOffset, () -> "log start " + log().logStartOffset());
        expect(log().logEndOffset() == endOffset, () -> "log end " + log().logEndOffset());
        List<Entry> found = new ArrayList<>();
        long offset = startOffset;
        while (offset < endOffset) {
            FileSlice slice = log().read(offset, endOffset, 300, true);
            if (slice == null) {
                break;
            }
            long next = take(slice, offset, found);
            long from = offset;
            expect(next > from, () -> "a read at " + from + " does not get on");
            offset = next;
        }
        Compacted.justify(this, found);
        records.become(found);
    }

    /** Decodes a slice and releases it; returns the offset behind it. */
    long take(FileSlice slice, long from, List<Entry> into) {
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        int count = slice.read(bytes, 0);
        slice.release();
        Check.that(
                count == bytes.capacity(), "a slice of %s bytes gave %s", bytes.capacity(), count);
        bytes.flip();
        long next = from;
        while (bytes.hasRemaining()) {
            BatchHeader header = BatchHeader.at(bytes, bytes.position());
            long expected = next;
            expect(
                    header.lastOffset() >= expected,
                    () -> "batch " + header.baseOffset() + " twice");
            for (Entry entry : decoder.records(bytes, header)) {
                if (entry.offset() >= startOffset) {
                    into.add(entry);
                }
            }
            next = header.nextOffset();
            bytes.position(bytes.position() + header.sizeInBytes());
        }
        return next;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer joined(List<ByteBuffer> batches) {
        ByteBuffer all =
                ByteBuffer.allocate(batches.stream().mapToInt(ByteBuffer::remaining).sum());
        batches.forEach(all::put);
        return all.flip();
    }
}
