package strata.segments;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogLayer;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.RecordFormat;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;
import strata.sim.SeededRandom;

@Step(value = "2.2", concept = "the sparse index", code = "SEG-202")
final class Hidden22IndexTest {
    private static final long FARTHEST = Integer.MAX_VALUE;

    private final TestDisk disk = new TestDisk();

    @Claim(
            value = "Any entries have their bytes, in the offset index and in the time index",
            rules = {"R2.2-a", "R2.2-b", "R2.2-c"})
    void anyEntriesHaveTheirBytes(Lesson lesson) {
        SplittableRandom random = lesson.random("entries");

        for (int i = 0; i < 60; i++) {
            long base = random.nextLong(4) == 0 ? 0 : random.nextLong(1L << 50);
            int count = random.nextInt(1, 120);
            long[] offsets = new long[2 * count];
            List<Long> times = new ArrayList<>();
            OffsetIndex offsetIndex = OffsetIndex.inMemory(base);
            TimeIndex timeIndex = TimeIndex.inMemory(base);
            long relative = random.nextInt(3) - 1L;
            long position = 0;
            long greatestMs = -1;
            for (int slot = 0; slot < count; slot++) {
                long left = FARTHEST - relative - (count - slot);
                relative += 1 + random.nextLong(Math.max(1, 2 * left / (count - slot)));
                relative = Math.max(0, Math.min(relative, FARTHEST - (count - slot - 1)));
                position += random.nextInt(1, 10_000_000);
                offsetIndex.add(base + relative, position);
                offsets[2 * slot] = base + relative;
                offsets[2 * slot + 1] = position;
                long timeMs = greatestMs + random.nextLong(-5, 6);
                timeIndex.addIfGreater(timeMs, base + relative);
                if (timeMs > greatestMs) {
                    times.add(timeMs);
                    times.add(base + relative);
                    greatestMs = timeMs;
                }
            }
            lesson.step("%s entries of an index of base offset %s", count, base);
            expectOffsets(lesson, base, HiddenTestIndex.offsets(base, offsets), offsetIndex);
            expectTimes(lesson, base, HiddenTestIndex.times(base, longs(times)), timeIndex);
        }
    }

    @Claim(
            value = "An entry that cannot be is refused, and leaves the index as it was",
            rules = {"R2.2-c", "R2.2-d"})
    void anEntryThatCannotBeIsRefused(Lesson lesson) {
        SplittableRandom random = lesson.random("faults");

        lesson.step("offer 2000 entries that cannot be, each to two indexes");
        for (int i = 0; i < 2_000; i++) {
            long base = random.nextInt(4) == 0 ? 0 : random.nextLong(1L << 50);
            long last = base + random.nextLong(1 + (FARTHEST >> random.nextInt(31)));
            boolean empty = random.nextInt(4) == 0;
            long offset =
                    switch (random.nextInt(4)) {
                        case 0 -> base + FARTHEST + 1 + random.nextLong(1L << random.nextInt(40));
                        case 1 -> base + (1L << 32) + random.nextInt(3);
                        case 2 -> empty ? base - 1 : last;
                        default -> base - 1 - random.nextLong(1L << random.nextInt(40));
                    };
            lesson.now("base %s, %s; %s", base, empty ? "no entry" : "last " + last, offset);
            OffsetIndex offsets = OffsetIndex.inMemory(base);
            TimeIndex times = TimeIndex.inMemory(base);
            if (!empty) {
                offsets.add(last, 77);
                times.addIfGreater(1_000, last);
            }
            lesson.expectThrown(
                    CorruptDataException.class, "adding it", () -> offsets.add(offset, 99));
            lesson.expectThrown(
                    CorruptDataException.class,
                    "adding it with a greater time",
                    () -> times.addIfGreater(1_001, offset));
            times.addIfGreater(empty ? -1 : 1_000, offset);
            int count = empty ? 0 : 1;
            lesson.expect("entries of the offset index", count, offsets.count());
            lesson.expect("entries of the time index", count, times.count());
            if (!empty) {
                expectOffsets(lesson, base, HiddenTestIndex.offsets(base, last, 77), offsets);
                expectTimes(lesson, base, HiddenTestIndex.times(base, 1_000, last), times);
            }
        }
    }

    @Claim(
            value = "A search finds the right entry, of any index, and looks at few",
            rules = {"R2.2-e", "R2.2-f"})
    void aSearchFindsTheRightEntry(Lesson lesson) {
        SplittableRandom random = lesson.random("searches");

        for (int size = 0; size < 200_000; size = 3 * size + random.nextInt(1, 4)) {
            long base = random.nextLong(1L << 40);
            int[] relative = new int[size];
            ByteBuffer bytes = ByteBuffer.allocate(8 * size);
            int last = -1;
            for (int slot = 0; slot < size; slot++) {
                last += random.nextInt(1, 2_000);
                relative[slot] = last;
                bytes.putInt(last).putInt(4_097 * slot);
            }
            disk.put(base, SegmentFiles.INDEX, bytes.array());
            lesson.step("an index of %s entries, searched for 300 offsets", size);
            int readsMost = Integer.toBinaryString(size).length() + 1;
            for (int i = 0; i < 300; i++) {
                long offset = base + random.nextLong(-2, last + 1_000L);
                if (size > 0 && random.nextBoolean()) {
                    offset = base + relative[random.nextInt(size)] + random.nextInt(-1, 2);
                }
                lesson.now("offset %s + %s", base, offset - base);
                // Another block is in memory each time, so each look may be a read.
                OffsetIndex index = OffsetIndex.inFile(base, file(base));
                disk.forget();
                lesson.expect(
                        "the slot",
                        slotAtMost(relative, offset - base),
                        index.lastAtMostOffset(offset));
                lesson.expectThat(
                        disk.reads() <= readsMost,
                        "reads of the file",
                        "at most " + readsMost,
                        "" + disk.reads());
            }
        }
    }

    private static int slotAtMost(int[] relative, long offset) {
        int slot = -1;
        while (slot + 1 < relative.length && relative[slot + 1] <= offset) {
            slot++;
        }
        return slot;
    }

    @Claim(
            value = "Each batch that is far enough gets an entry, with the greatest time so far",
            points = 2,
            rules = {"R2.2-g", "R2.2-h", "R2.2-i", "R2.2-j", "R2.2-k"})
    void eachBatchThatIsFarEnoughGetsAnEntry(Lesson lesson) {
        SplittableRandom random = lesson.random("batches");

        for (int i = 0; i < 200; i++) {
            long base = random.nextInt(3) == 0 ? 0 : random.nextLong(1L << 45);
            int interval = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(100, 1_000);
            lesson.step("a segment of base offset %s, an interval of %s bytes", base, interval);
            IndexBuilder builder = new IndexBuilder(base);
            HiddenTestIndexModel model = new HiddenTestIndexModel(base, interval);
            int count = random.nextInt(60);
            for (int n = 0; n < count; n++) {
                ByteBuffer batch = batch(random, model.endOffset(), interval - model.distance());
                BatchHeader header = BatchHeader.at(batch, 0);
                lesson.now(
                        "batch %s: offsets %s to %s of time %s, %s bytes at byte %s",
                        n,
                        header.baseOffset(),
                        header.lastOffset(),
                        header.maxTimestampMs(),
                        header.sizeInBytes(),
                        model.sizeInBytes());
                builder.note(header, interval);
                model.add(header);
                lesson.expect("covered bytes", model.sizeInBytes(), builder.coveredPosition());
                lesson.expect("covered offsets", model.endOffset(), builder.coveredOffset());
            }
            lesson.now("after %s batches", count);
            expectOffsets(lesson, base, model.offsets(), builder.offsets());
            expectTimes(lesson, base, model.times(), builder.times());
            builder.finish();
            lesson.now("after %s batches, and the end", count);
            expectOffsets(lesson, base, model.offsets(), builder.offsets());
            expectTimes(lesson, base, model.finishedTimes(), builder.times());
        }
    }

    /** A batch of any size, often one that makes the next start just at the interval. */
    private static ByteBuffer batch(SplittableRandom random, long offset, long toInterval) {
        long gap = random.nextInt(5) == 0 ? random.nextInt(1_000) : 0;
        long timeMs = random.nextInt(6) == 0 ? -1 : TestBatch.NOW_MS + random.nextInt(10_000);
        TestBatch batch = TestBatch.at(offset + gap).atTime(timeMs);
        batch.records(random.nextInt(4));
        boolean atBorder = toInterval > 120 && random.nextBoolean();
        // A batch of 120 bytes or more holds four small records.
        int size = atBorder ? (int) toInterval + random.nextInt(2) : random.nextInt(120, 180);
        return batch.putOfSize(batch.fits(size) ? size : size + 1).bytes();
    }

    @Claim(
            value = "A log leaves every segment with its two indexes, whatever was appended",
            points = 2,
            rules = {"R2.2-h", "R2.2-i", "R2.2-k", "R2.2-l", "R2.2-m"})
    void aLogLeavesEverySegmentWithItsIndexes(Lesson lesson) {
        SplittableRandom random = lesson.random("logs");

        for (int i = 0; i < 40; i++) {
            int segmentBytes = random.nextInt(300, 4_000);
            int interval = random.nextInt(600);
            int appends = random.nextInt(40);
            lesson.step(
                    "segments of %s bytes, interval %s: %s appends",
                    segmentBytes, interval, appends);
            TestDisk logDisk = new TestDisk();
            SegmentedLog log =
                    HiddenTestLog.open(logDisk, HiddenTestLog.settings(segmentBytes, interval));
            List<HiddenTestIndexModel> models = new ArrayList<>();
            models.add(new HiddenTestIndexModel(0, interval));
            for (int n = 0; n < appends; n++) {
                ByteBuffer batches = batches(random, log.logEndOffset());
                HiddenTestIndexModel active = models.get(models.size() - 1);
                boolean full = active.sizeInBytes() + batches.remaining() > segmentBytes;
                if (active.sizeInBytes() > 0 && full) {
                    active = new HiddenTestIndexModel(active.endOffset(), interval);
                    models.add(active);
                }
                active.add(batches);
                log.appendAsFollower(batches);
            }
            expectFiles(lesson, logDisk, models, false);
            log.close();
            expectFiles(lesson, logDisk, models, true);
        }
        expectOneLogOpen(lesson);
    }

    /** Layer 1, and how many of its logs are open. */
    private static final class CountingLayer implements LogLayer {
        private int open;

        @Override
        public RecordFormat recordFormat() {
            return HiddenTestLog.layer().recordFormat();
        }

        @Override
        public PartitionLog open(LogContext context, LogSpec spec) {
            PartitionLog log = HiddenTestLog.layer().open(context, spec);
            open++;
            InvocationHandler counting =
                    (proxy, method, values) -> {
                        open -= method.getName().equals("close") ? 1 : 0;
                        try {
                            return method.invoke(log, values);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    };
            Class<?>[] type = {PartitionLog.class};
            return (PartitionLog)
                    Proxy.newProxyInstance(PartitionLog.class.getClassLoader(), type, counting);
        }
    }

    private static void expectOneLogOpen(Lesson lesson) {
        lesson.step("count layer 1's logs that are open while a log rolls four times");
        TestDisk logDisk = new TestDisk();
        CountingLayer layer = new CountingLayer();
        SegmentedLogSpec spec =
                new SegmentedLogSpec(
                        TestDisk.DIRECTORY,
                        HiddenTestLog.settings(200, 100),
                        SegmentedLogSpec.Known.NOTHING,
                        new SeededRandom(1),
                        TestBatch.NOW_MS);
        SegmentedLog log = new SegmentLogLayer().open(layer, HiddenTestLog.context(logDisk), spec);
        for (int n = 0; n < 9; n++) {
            HiddenTestLog.append(log, TestBatch.ofSize(log.logEndOffset(), 100));
            lesson.expect("open logs with " + log.segments().size() + " segments", 1, layer.open);
        }
        log.close();
        lesson.expect("open logs of a log that is closed", 0, layer.open);
    }

    private static ByteBuffer batches(SplittableRandom random, long offset) {
        List<ByteBuffer> batches = new ArrayList<>();
        long next = offset;
        for (int i = random.nextInt(4); i >= 0; i--) {
            ByteBuffer batch = batch(random, next, 0);
            next = BatchHeader.at(batch, 0).nextOffset();
            batches.add(batch);
        }
        return TestBatch.joined(batches);
    }

    private static void expectFiles(
            Lesson lesson, TestDisk disk, List<HiddenTestIndexModel> models, boolean closed) {
        for (int n = 0; n < models.size(); n++) {
            HiddenTestIndexModel model = models.get(n);
            long base = model.baseOffset();
            lesson.now("segment %s of %s, base offset %s", n, models.size(), base);
            lesson.expectBytes("its batches", model.bytes(), disk.bytes(base, SegmentFiles.LOG));
            boolean written = closed || n < models.size() - 1;
            lesson.expect(
                    "whether it has an offset index",
                    written,
                    disk.names().contains(base + SegmentFiles.INDEX));
            if (written) {
                HiddenTestIndex.expectOffsets(
                        lesson,
                        "its offset index",
                        base,
                        model.offsets(),
                        disk.bytes(base, SegmentFiles.INDEX));
                HiddenTestIndex.expectTimes(
                        lesson,
                        "its time index",
                        base,
                        model.finishedTimes(),
                        disk.bytes(base, SegmentFiles.TIME_INDEX));
            }
        }
    }

    private void expectOffsets(Lesson lesson, long base, byte[] expected, OffsetIndex index) {
        index.writeTo(file(base));
        byte[] got = disk.bytes(base, SegmentFiles.INDEX);
        HiddenTestIndex.expectOffsets(lesson, "the offset index", base, expected, got);
    }

    private void expectTimes(Lesson lesson, long base, byte[] expected, TimeIndex index) {
        index.writeTo(file(base));
        byte[] got = disk.bytes(base, SegmentFiles.INDEX);
        HiddenTestIndex.expectTimes(lesson, "the time index", base, expected, got);
    }

    private StorageFile file(long base) {
        return disk.storage().open(TestDisk.fileName(base, SegmentFiles.INDEX));
    }

    private static long[] longs(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).toArray();
    }
}
