package strata.log;

import java.util.ArrayList;
import java.util.List;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.storage.FileSlice;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.6", concept = "read from an offset", code = "LOG-106")
final class Hidden16ReadTest {
    private static final int ALL = Integer.MAX_VALUE;

    /** A log, what it should be, and the disk below. */
    private record Filled(HiddenTestDisk disk, PartitionLog log, HiddenTestLog model) {
        /** A log of some batches, with gaps between them if a follower wrote it. */
        static Filled with(HiddenTestDraw draw, long baseOffset, int batches, int gapMost) {
            HiddenTestDisk disk = new HiddenTestDisk();
            LogSpec spec = new LogSpec("flights-0", baseOffset, 0);
            PartitionLog log = HiddenTestLog.open(disk, spec);
            HiddenTestLog model = new HiddenTestLog(baseOffset);
            for (int i = 0; i < batches; i++) {
                long offset = model.endOffset() + draw.upTo(gapMost);
                model.add(
                        draw.chance(85)
                                ? draw.batch(offset).bytes()
                                : draw.batchOfSize(offset, draw.between(1, 9), 700).bytes());
                log.appendAsFollower(model.batches().get(i).bytes());
            }
            disk.forget();
            return new Filled(disk, log, model);
        }

        /** Reads, and holds what comes against what should. */
        void expectRead(Lesson lesson, long offset, long bound, int maxBytes, boolean one) {
            List<HiddenTestLog.Stored> right = model.read(offset, bound, maxBytes, one);
            FileSlice slice = log.read(offset, bound, maxBytes, one);
            String what =
                    "a read from %s, below %s, of %s bytes%s"
                            .formatted(offset, bound, maxBytes, one ? ", at least one batch" : "");
            lesson.expect("whether " + what + " gives null", right.isEmpty(), slice == null);
            byte[] got = HiddenTestLog.take(slice);
            lesson.expectBytes(what, HiddenTestLog.bytes(right), got);
        }
    }

    @Claim(
            value = "A read gives the whole batches from its offset on, within its limits",
            points = 2,
            rules = {"R1.6-a", "R1.6-b", "R1.6-c", "R1.6-d", "R1.6-e", "R1.6-f"})
    void aReadGivesWholeBatchesWithinItsLimits(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("reads"));

        for (int i = 0; i < 40; i++) {
            long baseOffset = draw.chance(30) ? draw.anyLong() & (Long.MAX_VALUE >> 8) : 0;
            Filled filled = Filled.with(draw, baseOffset, draw.upTo(60), draw.upTo(1) * 5);
            long end = filled.model().endOffset();
            int size = (int) filled.model().sizeInBytes();
            for (int read = 0; read < 120; read++) {
                long offset = baseOffset + draw.random().nextLong(end - baseOffset + 1);
                long bound = offset + draw.random().nextLong(end - offset + 5) - 2;
                int maxBytes = draw.chance(30) ? ALL : draw.upTo(draw.chance(50) ? 2_000 : size);
                filled.expectRead(lesson, offset, bound, maxBytes, draw.chance(50));
            }
            for (int maxBytes : new int[] {Integer.MIN_VALUE, -1, 0, ALL}) {
                long offset = baseOffset + draw.random().nextLong(end - baseOffset + 1);
                filled.expectRead(lesson, offset, Long.MAX_VALUE, maxBytes, false);
                filled.expectRead(lesson, offset, Long.MAX_VALUE, maxBytes, true);
            }
        }
    }

    @Claim(
            value = "A limit that ends just at a batch lets it in; one less, and it stays out",
            rules = {"R1.6-b", "R1.6-c", "R1.6-d"})
    void limitsAreMetToTheByteAndTheOffset(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("limits"));
        Filled filled = Filled.with(draw, 20, 7, 0);
        HiddenTestLog model = filled.model();
        long end = model.endOffset();

        lesson.step("read from every offset, below every offset");
        for (long offset = 20; offset <= end; offset++) {
            for (long bound = 19; bound <= end + 1; bound++) {
                filled.expectRead(lesson, offset, bound, ALL, false);
                filled.expectRead(lesson, offset, bound, 0, true);
            }
        }
        lesson.step("read from every batch as many bytes as some batches have, one more, one less");
        for (int first = 0; first < 7; first++) {
            int size = 0;
            for (int last = first; last < 7; last++) {
                size += model.batches().get(last).sizeInBytes();
                for (int maxBytes = size - 1; maxBytes <= size + 1; maxBytes++) {
                    long offset = model.batches().get(first).baseOffset();
                    filled.expectRead(lesson, offset, end, maxBytes, false);
                    filled.expectRead(lesson, offset, end, maxBytes, true);
                    long bound = model.batches().get(last).lastOffset() + 1;
                    filled.expectRead(lesson, offset, bound, maxBytes, false);
                }
            }
        }
    }

    @Claim(
            value = "In a gap, a read gives the batch behind it; at the end, none",
            rules = {"R1.6-a", "R1.6-f"})
    void inAGapTheNextBatchIsRead(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("gaps"));

        lesson.step("read from every offset of logs with large gaps, also across the index");
        for (int i = 0; i < 20; i++) {
            Filled filled = Filled.with(draw, draw.upTo(9), 30, 40);
            long end = filled.model().endOffset();
            for (long offset = filled.model().baseOffset(); offset <= end; offset++) {
                filled.expectRead(lesson, offset, ALL, 0, true);
                filled.expectRead(lesson, offset, offset + draw.upTo(60), 3_000, false);
            }
        }
    }

    @Claim(
            value = "A read of a large log looks at few of its bytes",
            code = "LOG-161",
            rules = {"R1.6-i"})
    void aReadOfALargeLogLooksAtFewBytes(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("large"));
        HiddenTestDisk disk = new HiddenTestDisk();
        PartitionLog log = HiddenTestLog.open(disk, LogSpec.of("flights-0"));
        HiddenTestLog model = new HiddenTestLog(0);
        Filled filled = new Filled(disk, log, model);
        for (int i = 0; i < 3_000; i++) {
            int records = draw.between(1, 3);
            int valueBytes = draw.chance(10) ? 3_900 / records : draw.upTo(800);
            model.add(draw.batchOfSize(model.endOffset(), records, valueBytes).bytes());
            log.appendAsFollower(model.batches().get(i).bytes());
        }
        long end = model.endOffset();

        expectFewBytesRead(lesson, draw, filled);
        for (int i = 0; i < 30; i++) {
            long offset = draw.random().nextLong(end);
            filled.expectRead(lesson, offset, end - draw.upTo(50), draw.upTo(400_000), true);
        }
        expectFewBytesRead(lesson, draw, withGaps(draw));
    }

    private static void expectFewBytesRead(Lesson lesson, HiddenTestDraw draw, Filled filled) {
        HiddenTestDisk disk = filled.disk();
        PartitionLog log = filled.log();
        long end = log.logEndOffset();
        lesson.step("read from a log of %s bytes and %s offsets", log.sizeInBytes(), end);
        for (int i = 0; i < 300; i++) {
            long offset = draw.random().nextLong(end);
            long bound = draw.chance(50) ? end : offset + draw.random().nextLong(end - offset);
            disk.forget();
            HiddenTestLog.take(log.read(offset, bound, draw.upTo(1_500_000), draw.chance(50)));
            lesson.expectThat(
                    disk.bytesRead() <= 25_000,
                    "bytes read of the file to answer a read from " + offset + ", below " + bound,
                    "at most 25000",
                    "" + disk.bytesRead());
        }
    }

    /** A log whose offsets have gaps; behind most batches no header fits into 4096 bytes. */
    private static Filled withGaps(HiddenTestDraw draw) {
        Filled filled = Filled.with(draw, 0, 0, 0);
        int gap = draw.between(5, 50);
        HiddenTestLog model = filled.model();
        for (int i = 0; i < 400; i++) {
            long offset = model.endOffset() + gap;
            model.add(draw.batchOfSize(offset, 1, draw.between(3_966, 4_020)).bytes());
            filled.log().appendAsFollower(model.batches().get(i).bytes());
        }
        return filled;
    }

    @Claim(
            value =
                    "The index gives the last entry at or before an offset or a position, 0 for"
                            + " none",
            rules = {"R1.6-l"})
    void theIndexGivesTheLastEntryAtOrBefore(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("index"));

        lesson.step("look up every entry of indexes of 0 to 70 entries, and what lies between");
        for (int size = 0; size <= 70; size++) {
            PositionIndex index = new PositionIndex();
            List<Long> offsets = new ArrayList<>();
            List<Long> positions = new ArrayList<>();
            long offset = draw.between(1, 50);
            long position = draw.upTo(1) * 777L;
            for (int i = 0; i < size; i++) {
                index.add(offset, position);
                offsets.add(offset);
                positions.add(position);
                offset += draw.between(2, 1_000);
                position += draw.between(4_096, 9_000);
            }
            offsets.add(offset);
            positions.add(position);
            for (int i = 0; i <= size; i++) {
                for (int near = -1; near <= 1; near++) {
                    long at = offsets.get(i) + near;
                    long right = lastAtMost(offsets, positions, size, at);
                    lesson.expect("offset " + at, right, index.positionAtOrBeforeOffset(at));
                    at = positions.get(i) + near;
                    right = lastAtMost(positions, positions, size, at);
                    lesson.expect("position " + at, right, index.positionAtOrBefore(at));
                }
            }
        }
    }

    private static long lastAtMost(List<Long> row, List<Long> positions, int size, long limit) {
        long found = 0;
        for (int i = 0; i < size && row.get(i) <= limit; i++) {
            found = positions.get(i);
        }
        return found;
    }

    @Claim(
            value = "A read takes one slice and leaves it to its caller; for nothing it takes none",
            rules = {"R1.6-g", "R1.6-h"})
    void aReadTakesOneSlice(Lesson lesson) {
        HiddenTestDraw draw = new HiddenTestDraw(lesson.random("slices"));
        Filled filled = Filled.with(draw, 0, 40, 3);
        HiddenTestDisk disk = filled.disk();
        long end = filled.model().endOffset();

        lesson.step("read all over the log, holding each slice for a while");
        for (int i = 0; i < 200; i++) {
            long offset = draw.random().nextLong(end + 1);
            FileSlice slice = filled.log().read(offset, end, draw.upTo(5_000), draw.chance(50));
            int right = slice == null ? 0 : 1;
            lesson.expect("slices held after the read from " + offset, right, disk.slicesHeld());
            HiddenTestLog.take(slice);
            lesson.expect("slices held after its release", 0, disk.slicesHeld());
        }
        lesson.expect("what the reads changed on the disk", List.of(), disk.changes());
    }
}
