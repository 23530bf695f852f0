package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import strata.kernel.Nullable;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

@Step(value = "2.4", concept = "the time index", code = "SEG-204")
final class Hidden24TimeTest {
    private static final long ALL = Long.MAX_VALUE;
    private static final int LOGS = 150;
    private static final int SEGMENTS = 300;

    /** Batches at random, and what is in them. */
    private static final class Drawn {
        private final SplittableRandom random;
        private final List<ByteBuffer> batches = new ArrayList<>();
        private final List<TimestampedOffset> records = new ArrayList<>();

        Drawn(SplittableRandom random, int batchCount) {
            this.random = random;
            int span = random.nextInt(1, 60);
            boolean rises = random.nextInt(4) == 0;
            for (int n = 0; n < batchCount; n++) {
                TestBatch batch = TestBatch.at(end());
                for (int left = random.nextInt(1, 6); left > 0; left--) {
                    long timeMs = (rises ? 3L * n : 0) + random.nextInt(span);
                    records.add(new TimestampedOffset(end(), timeMs, 0));
                    batch.atTime(timeMs).records(1);
                }
                batches.add(batch.bytes());
            }
        }

        long end() {
            return records.size();
        }

        byte[] log() {
            return TestBatch.joined(batches).array();
        }

        /** The greatest timestamp of a batch, and its last offset. */
        long[] timeAndOffset(int n) {
            ByteBuffer batch = batches.get(n);
            return new long[] {batch.getLong(35), batch.getLong(0) + batch.getInt(23)};
        }

        /** A right time index: some of the rises of the greatest timestamp, and always the last. */
        long[] index() {
            List<Long> entries = new ArrayList<>();
            long largest = -1;
            for (TimestampedOffset record : records) {
                largest = Math.max(largest, record.timestampMs());
            }
            long greatest = -1;
            for (int n = 0; n < batches.size(); n++) {
                long[] batch = timeAndOffset(n);
                boolean last = batch[0] == largest;
                if (batch[0] > greatest && (last || random.nextInt(3) > 0)) {
                    entries.add(batch[0]);
                    entries.add(batch[1]);
                }
                greatest = Math.max(greatest, batch[0]);
            }
            return entries.stream().mapToLong(entry -> entry).toArray();
        }

        String first(long timeMs, long start, long bound) {
            for (TimestampedOffset record : records) {
                boolean counts = record.offset() >= start && record.offset() < bound;
                if (counts && record.timestampMs() >= timeMs) {
                    return told(record);
                }
            }
            return told(null);
        }

        String greatest(long start, long bound) {
            TimestampedOffset best = null;
            for (TimestampedOffset record : records) {
                boolean counts = record.offset() >= start && record.offset() < bound;
                if (counts && (best == null || record.timestampMs() > best.timestampMs())) {
                    best = record;
                }
            }
            return told(best);
        }
    }

    private static String told(@Nullable TimestampedOffset found) {
        return found == null ? "none" : found.toString();
    }

    @Claim(
            value =
                    "Whatever times records have and whatever an index says, the right one is"
                            + " found",
            points = 3,
            rules = {"R2.4-e", "R2.4-f", "R2.4-g", "R2.4-j", "R2.4-k"})
    void theRightRecordIsFound(Lesson lesson) {
        SplittableRandom random = lesson.random("logs");

        lesson.step("search %s logs of some segments, with an index damaged in every other", LOGS);
        for (int i = 0; i < LOGS; i++) {
            TestDisk disk = new TestDisk();
            SegmentSettings settings =
                    HiddenTestLog.settings(random.nextInt(200, 3_000), random.nextInt(1, 600));
            SegmentedLog log = HiddenTestLog.open(disk, settings);
            Drawn drawn = new Drawn(random, random.nextInt(1, 50));
            drawn.batches.forEach(batch -> HiddenTestLog.append(log, batch.duplicate()));
            if (i % 2 == 0) {
                damageAnIndex(random, disk, log);
            }
            search(lesson, random, drawn, log, 0);
            long start = random.nextLong(drawn.end() + 1);
            log.raiseLogStart(start);
            search(lesson, random, drawn, log, start);
        }
    }

    private static void search(
            Lesson lesson, SplittableRandom random, Drawn drawn, SegmentedLog log, long start) {
        for (int i = 0; i < 25; i++) {
            long bound = random.nextInt(3) == 0 ? ALL : random.nextLong(start, drawn.end() + 2);
            long timeMs = random.nextLong(-2, 90);
            lesson.now(
                    "segments %s; start %s, bound %s, time %s",
                    HiddenTestLog.segments(log), start, bound, timeMs);
            lesson.expect(
                    "the first record at or after the time",
                    drawn.first(timeMs, start, bound),
                    told(log.offsetForTimestamp(timeMs, bound)));
            lesson.expect(
                    "the first record with the greatest timestamp",
                    drawn.greatest(start, bound),
                    told(log.offsetOfMaxTimestamp(bound)));
        }
    }

    /** What a disk may do to the index of an old segment. */
    private static void damageAnIndex(SplittableRandom random, TestDisk disk, SegmentedLog log) {
        if (log.segments().size() == 1) {
            return;
        }
        long base = log.segments().get(random.nextInt(log.segments().size() - 1)).baseOffset();
        String suffix = random.nextInt(3) == 0 ? ".index" : ".timeindex";
        byte[] bytes = disk.bytes(base, suffix);
        switch (random.nextInt(4)) {
            case 0 -> disk.put(base, suffix, new byte[bytes.length]);
            case 1 -> disk.put(base, suffix, Arrays.copyOf(bytes, random.nextInt(60)));
            case 2 -> disk.storage().delete(TestDisk.fileName(base, suffix));
            default -> {
                if (bytes.length > 0) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                disk.put(base, suffix, bytes);
            }
        }
    }

    @Claim(
            value = "A damaged batch is told, or it does not matter: it never hides a record",
            points = 2,
            rules = {"R2.4-d", "R2.4-h"})
    void aDamagedBatchNeverHidesARecord(Lesson lesson) {
        SplittableRandom random = lesson.random("damage");

        lesson.step(
                "change one bit of a batch in %s segments, behind its offsets; search", SEGMENTS);
        int told = 0;
        for (int i = 0; i < SEGMENTS; i++) {
            Drawn drawn = new Drawn(random, random.nextInt(2, 25));
            byte[] bytes = drawn.log();
            int n = random.nextInt(drawn.batches.size());
            int at = 0;
            for (ByteBuffer batch : drawn.batches.subList(0, n)) {
                at += batch.limit();
            }
            boolean greatest = random.nextInt(2) == 0;
            int size = drawn.batches.get(n).limit();
            at += greatest ? random.nextInt(35, 43) : random.nextInt(27, size);
            bytes[at] ^= (byte) (1 << random.nextInt(8));
            LogSegment segment = segment(bytes, drawn.index());
            long timeMs = random.nextLong(90);
            lesson.now("batch %s, byte %s of the file; the time %s", n, at, timeMs);
            try {
                TimeSearch search = segment.timeSearch();
                String first = told(search.firstAtOrAfter(timeMs, 0, ALL));
                lesson.expect("the first at or after it", drawn.first(timeMs, 0, ALL), first);
                String best = told(search.greatest(0, ALL));
                lesson.expect("the greatest", drawn.greatest(0, ALL), best);
            } catch (CorruptDataException e) {
                told++;
            }
        }
        lesson.expectThat(
                told > SEGMENTS / 4,
                "searches that met the damaged batch",
                "many: a CorruptDataException each",
                told + " of " + SEGMENTS);
    }

    private static LogSegment segment(byte[] log, long[] times) {
        return segment(log, new byte[0], times);
    }

    private static LogSegment segment(byte[] log, byte[] offsets, long[] times) {
        TestDisk disk = new TestDisk();
        disk.put(0, ".log", log);
        disk.put(0, ".index", offsets);
        disk.put(0, ".timeindex", HiddenTestIndex.times(0, times));
        LogDirectory directory =
                HiddenTestLog.directory(disk, HiddenTestLog.settings(1 << 24, 1 << 20));
        return LogSegment.existing(directory, 0, SegmentFiles.NONE);
    }

    @Claim(
            value = "An entry of the time index is believed exactly if it is right",
            rules = {"R2.4-c", "R2.4-d"})
    void anEntryIsBelievedExactlyIfItIsRight(Lesson lesson) {
        SplittableRandom random = lesson.random("entries");

        lesson.step("%s segments; in one of two a number in the index is another", SEGMENTS);
        for (int i = 0; i < SEGMENTS; i++) {
            Drawn drawn = new Drawn(random, random.nextInt(2, 25));
            long[] entries = drawn.index();
            if (entries.length == 0) {
                continue;
            }
            int slot = random.nextInt(entries.length / 2);
            if (random.nextBoolean()) {
                int number = 2 * slot + random.nextInt(2);
                entries[number] = Math.max(0, entries[number] + random.nextInt(-3, 4));
            }
            LogSegment segment = segment(drawn.log(), entries);
            TimeIndex times = segment.indexes().times();
            lesson.now("entry %s of %s", slot, Arrays.toString(entries));
            boolean right = isRight(drawn, entries, slot);
            boolean believed = segment.timeSearch().isConfirmed(times, slot);
            lesson.expect("whether it is believed", right, believed);
            boolean kept = segment.indexes().times() == times;
            lesson.expect("whether the index is still in use", right, kept);
        }
        expectNoneOfADroppedIndex(lesson, random);
    }

    /** The walk to the first batch finds the offset index wrong, and drops both. */
    private static void expectNoneOfADroppedIndex(Lesson lesson, SplittableRandom random) {
        lesson.step("30 segments with an offset index whose first entry is wrong");
        for (int i = 0; i < 30; i++) {
            Drawn drawn = new Drawn(random, random.nextInt(3, 25));
            long[] entries = drawn.index();
            if (entries.length == 0) {
                continue;
            }
            // No batch starts at byte 1. The last entry is right, or loading would find it.
            int lastSize = drawn.batches.get(drawn.batches.size() - 1).limit();
            long lastPosition = (long) drawn.log().length - lastSize;
            byte[] offsets = HiddenTestIndex.offsets(0, 0, 1, drawn.end() - 1, lastPosition);
            boolean right = random.nextBoolean();
            entries[0] += right ? 0 : 1;
            LogSegment segment = segment(drawn.log(), offsets, entries);
            TimeIndex times = segment.indexes().times();
            lesson.now("entry 0 of %s, %s", Arrays.toString(entries), right ? "right" : "wrong");
            boolean believed = segment.timeSearch().isConfirmed(times, 0);
            lesson.expect("whether it is believed, of an index that was dropped", false, believed);
            boolean kept = segment.indexes().times() == times;
            lesson.expect("whether the index is still in use", false, kept);
        }
    }

    /** Rule R2.4-c, batch by batch. */
    private static boolean isRight(Drawn drawn, long[] entries, int slot) {
        long behind = slot == 0 ? -1 : entries[2 * slot - 1];
        for (int n = 0; n < drawn.batches.size(); n++) {
            long[] batch = drawn.timeAndOffset(n);
            if (batch[1] <= behind) {
                continue;
            }
            if (batch[1] >= entries[2 * slot + 1] || batch[0] >= entries[2 * slot]) {
                return batch[1] == entries[2 * slot + 1] && batch[0] == entries[2 * slot];
            }
        }
        return false;
    }

    @Claim(
            value = "A search reads a small part of the log",
            points = 2,
            rules = {"R2.4-b", "R2.4-i", "R2.4-k"})
    void aSearchReadsLittle(Lesson lesson) {
        SplittableRandom random = lesson.random("large");
        int count = random.nextInt(900, 1_100);

        lesson.step("two segments of %s batches of 1000 bytes, times that rise", count);
        TestDisk disk = new TestDisk();
        SegmentSettings settings = HiddenTestLog.settings(1 << 24, 4_096);
        SegmentedLog rising = HiddenTestLog.open(disk, settings);
        for (int n = 0; n < 2 * count; n++) {
            if (n == count) {
                rising.roll(TestBatch.NOW_MS);
            }
            HiddenTestLog.append(rising, batch(n, n));
        }
        for (int i = 0; i < 20; i++) {
            long at = random.nextLong(2L * count);
            disk.forget();
            TimestampedOffset found = rising.offsetForTimestamp(at, ALL);
            expectLittle(lesson, disk, "the first at or after " + at, at, found);
            disk.forget();
            TimestampedOffset best = rising.offsetOfMaxTimestamp(at + 1);
            expectLittle(lesson, disk, "the greatest up to offset " + at, at, best);
        }

        lesson.step("as many again, with times that fall, and then a late one");
        disk = new TestDisk();
        SegmentedLog falling = HiddenTestLog.open(disk, settings);
        for (int n = 0; n < 2 * count; n++) {
            if (n == count) {
                falling.roll(TestBatch.NOW_MS);
            }
            HiddenTestLog.append(falling, batch(n, 5L * count - n));
        }
        falling.roll(TestBatch.NOW_MS);
        HiddenTestLog.append(falling, batch(2 * count, 9L * count));
        falling.offsetForTimestamp(6L * count, ALL);
        falling.offsetOfMaxTimestamp(ALL);
        disk.forget();
        TimestampedOffset late = falling.offsetForTimestamp(6L * count, ALL);
        expectLittle(lesson, disk, "the first that is later than most", 2L * count, late);
        disk.forget();
        TimestampedOffset best = falling.offsetOfMaxTimestamp(2L * count);
        expectLittle(lesson, disk, "the greatest but for the last", 0, best);
    }

    private static ByteBuffer batch(int offset, long timeMs) {
        return TestBatch.at(offset).atTime(timeMs).putOfSize(1_000).bytes();
    }

    private static void expectLittle(
            Lesson lesson,
            TestDisk disk,
            String what,
            long right,
            @Nullable TimestampedOffset found) {
        lesson.now("%s", what);
        lesson.expect("its offset", right, found == null ? null : (Long) found.offset());
        lesson.expectThat(
                disk.bytesRead() < 65_536,
                "the bytes read to find it",
                "less than 65536 of 2 MB",
                "" + disk.bytesRead());
    }
}
