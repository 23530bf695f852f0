package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

/** Most tests have the segment of the lab's picture: seven batches of four records each. */
@Step(value = "2.4", concept = "the time index", code = "SEG-204")
final class TimeSearchTest {
    /** The times of the records, batch by batch. */
    private static final long[][] TIMES = {
        {4, 10, 7, 9},
        {12, 30, 28, 11},
        {20, 13, 14, 20},
        {29, 5, 30, 30},
        {25, 24, 23, 22},
        {13, 14, 40, 36},
        {35, 35, 31, 2}
    };

    private static final String GREATEST = "10 30 20 30 25 40 35";
    private static final int BATCH_BYTES = 93;
    private static final long END = 28;
    private static final long ALL = Long.MAX_VALUE;

    /** An index entry for each batch that starts more than 200 bytes after the one before. */
    private static final SegmentSettings SETTINGS = TestLog.settings(1_000_000, 200);

    private static final byte[] OFFSETS = TestIndex.offsets(0, 15, 279, 27, 558);
    private static final byte[] RIGHT = TestIndex.times(0, 30, 7, 40, 23);
    private static final long[] FROM = {0, 5, 6, 13, 15, 22, 23, 27};
    private static final long[] BOUNDS = {ALL, 28, 23, 22, 15, 14, 6, 5, 1, 0};

    private final TestDisk disk = new TestDisk();

    @Claim(
            value = "The search of the index finds the last entry at or before a time",
            rules = {"R2.4-a", "R2.4-b"})
    void theLastEntryAtOrBeforeATimeIsFound(Lesson lesson) {
        long[] wanted = {Long.MIN_VALUE, -1, 0, 9, 10, 11, 29, 30, 31, 49, 50, 51, Long.MAX_VALUE};
        long[] timesAndOffsets = {10, 3, 30, 7, 50, 8};
        for (int count = 0; count <= 3; count++) {
            long[] entries = Arrays.copyOf(timesAndOffsets, 2 * count);
            lesson.step("an index of %s: (10, 3), (30, 7), (50, 8) or the first of them", count);
            TimeIndex index = indexOf(TestIndex.times(0, entries));
            for (long timeMs : wanted) {
                lesson.now("search for the time %s in %s entries", timeMs, count);
                int right = -1;
                while (right + 1 < count && entries[2 * (right + 1)] <= timeMs) {
                    right++;
                }
                lesson.expect("the entry", right, index.lastAtMost(timeMs));
            }
        }

        lesson.step("an index of 100000 entries in a file, times 0, 10, 20, …");
        long[] many = new long[200_000];
        Arrays.setAll(many, i -> i % 2 == 0 ? 5L * i : i);
        TimeIndex large = indexOf(TestIndex.times(0, many));
        for (long timeMs : new long[] {0, 123_455, 500_000, 999_989, ALL}) {
            lesson.now("search for the time %s", timeMs);
            disk.forget();
            int right = (int) Math.min(99_999, timeMs / 10);
            lesson.expect("the entry", right, large.lastAtMost(timeMs));
            lesson.expectThat(
                    disk.bytesRead() <= 80_000,
                    "the bytes of the file that were read",
                    "at most 80000 of 1200000",
                    "" + disk.bytesRead());
        }
    }

    private TimeIndex indexOf(byte[] entries) {
        disk.put(0, ".timeindex", entries);
        return TimeIndex.inFile(0, disk.storage().open(TestDisk.fileName(0, ".timeindex")));
    }

    @Claim(
            value = "An entry is believed if the batches say the same, else the index is made anew",
            rules = {"R2.4-c", "R2.4-d"})
    void anEntryIsBelievedIfTheBatchesSayTheSame(Lesson lesson) {
        lesson.step("a segment whose batches of four have the greatest times %s", GREATEST);
        LogSegment good = segment(RIGHT);
        for (int slot = 0; slot <= 1; slot++) {
            TimeIndex times = good.indexes().times();
            lesson.now("the entry %s of (30, 7), (40, 23)", slot);
            boolean confirmed = good.timeSearch().isConfirmed(times, slot);
            lesson.expect("whether it is right", true, confirmed);
            boolean kept = good.indexes().times() == times;
            lesson.expect("whether the index is still in use", true, kept);
        }

        expectWrong(lesson, 0, "the batch that ends there has 20", 30, 11, 40, 23);
        expectWrong(lesson, 0, "no batch ends there", 30, 6, 40, 23);
        expectWrong(lesson, 0, "it has 30", 29, 7, 40, 23);
        expectWrong(lesson, 0, "it has 30", 31, 7, 40, 23);
        expectWrong(lesson, 0, "an earlier one has 30, too", 30, 15, 40, 23);
        expectWrong(lesson, 1, "an earlier one has more", 30, 7, 35, 27);
        expectWrong(lesson, 1, "it has 40", 30, 7, 41, 23);
        expectWrong(lesson, 1, "the segment ends before it", 30, 7, 41, 31);

        lesson.step("the second batch is damaged: its greatest timestamp, 30, became 31");
        byte[] bytes = log();
        bytes[BATCH_BYTES + 42]++;
        LogSegment damaged = segment(bytes, RIGHT);
        TimeIndex times = damaged.indexes().times();
        expectCorrupt(lesson, 93, () -> damaged.timeSearch().isConfirmed(times, 0));
    }

    private void expectWrong(Lesson lesson, int slot, String why, long... entries) {
        lesson.step(
                "a time index that says (%s, %s), (%s, %s); in entry %s: %s",
                entries[0], entries[1], entries[2], entries[3], slot, why);
        LogSegment segment = segment(TestIndex.times(0, entries));
        TimeIndex times = segment.indexes().times();
        boolean confirmed = segment.timeSearch().isConfirmed(times, slot);
        lesson.expect("whether the entry is right", false, confirmed);
        segment.indexes().times();
        TestIndex.expectTimes(lesson, "the index made anew", 0, RIGHT, disk.bytes(0, ".timeindex"));
    }

    @Claim(
            value = "The first record at or after a time is found, though times rise and fall",
            rules = {"R2.4-e", "R2.4-g", "R2.4-h"})
    void theFirstRecordAtOrAfterATimeIsFound(Lesson lesson) {
        lesson.step("a segment whose batches of four have the greatest times %s", GREATEST);
        expectFirst(lesson, RIGHT);

        lesson.step("the same, and a time index that says (10, 7), (34, 27)");
        expectFirst(lesson, TestIndex.times(0, 10, 7, 34, 27));

        lesson.step("the sixth batch is damaged: its greatest timestamp, 40, became 0");
        byte[] bytes = log();
        bytes[5 * BATCH_BYTES + 42] = 0;
        LogSegment damaged = segment(bytes, RIGHT);
        expectCorrupt(lesson, 465, () -> damaged.timeSearch().firstAtOrAfter(36, 0, ALL));
    }

    private void expectFirst(Lesson lesson, byte[] timeIndex) {
        for (long timeMs = 41; timeMs >= -1; timeMs--) {
            // Another one for each time: a wrong index is made anew once.
            LogSegment segment = segment(timeIndex);
            for (long from : FROM) {
                for (long bound : BOUNDS) {
                    lesson.now(
                            "the first at or after %s, from offset %s on, below %s",
                            timeMs, from, bound);
                    lesson.expect(
                            "the record",
                            told(firstOf(records(), timeMs, from, bound)),
                            told(segment.timeSearch().firstAtOrAfter(timeMs, from, bound)));
                }
            }
        }
    }

    @Claim(
            value = "The first record with the greatest time is found, between any two offsets",
            rules = {"R2.4-f", "R2.4-g", "R2.4-h"})
    void theFirstRecordWithTheGreatestTimeIsFound(Lesson lesson) {
        lesson.step("a segment whose batches of four have the greatest times %s", GREATEST);
        expectGreatest(lesson, RIGHT);

        lesson.step("the same, and a time index that says (30, 19), (40, 27)");
        expectGreatest(lesson, TestIndex.times(0, 30, 19, 40, 27));

        lesson.step("records without a timestamp");
        disk.put(0, ".log", array(TestBatch.at(0).atTime(-1).records(3).bytes()));
        disk.put(0, ".index", new byte[0]);
        disk.put(0, ".timeindex", new byte[0]);
        LogSegment without = existing();
        lesson.expect("the record", "offset 0, time -1", told(greatest(without, 0, ALL)));
        lesson.expect("from offset 2 on", "offset 2, time -1", told(greatest(without, 2, ALL)));
        lesson.expect("from the end on", "none", told(greatest(without, 3, ALL)));
    }

    private void expectGreatest(Lesson lesson, byte[] timeIndex) {
        for (long bound : BOUNDS) {
            LogSegment segment = segment(timeIndex);
            for (long from : FROM) {
                lesson.now("the greatest from offset %s on, below %s", from, bound);
                lesson.expect(
                        "the record",
                        told(greatestOf(records(), from, bound)),
                        told(greatest(segment, from, bound)));
            }
        }
    }

    private static @Nullable TimestampedOffset greatest(LogSegment segment, long from, long bound) {
        return segment.timeSearch().greatest(from, bound);
    }

    @Claim(
            value = "A log of several segments answers as if it were one",
            rules = {"R2.4-j", "R2.4-k"})
    void aLogOfSeveralSegmentsAnswersAsOne(Lesson lesson) {
        lesson.step("a log that rolls behind offsets 7, 15 and 19; greatest times %s", GREATEST);
        SegmentedLog log = TestLog.open(disk, SETTINGS);
        for (int n = 0; n < TIMES.length; n++) {
            TestLog.append(log, batch(n));
            if (n == 1 || n == 3 || n == 4) {
                log.roll(TestBatch.NOW_MS);
            }
        }
        expectLikeOneSegment(lesson, log, 0);

        lesson.step("raise the log start to offset 6");
        log.raiseLogStart(6);
        expectLikeOneSegment(lesson, log, 6);
        lesson.step("raise the log start to offset 23");
        log.raiseLogStart(23);
        expectLikeOneSegment(lesson, log, 23);
    }

    private static void expectLikeOneSegment(Lesson lesson, SegmentedLog log, long start) {
        for (long bound : BOUNDS) {
            if (bound < start) {
                continue;
            }
            for (long timeMs = 0; timeMs <= 41; timeMs++) {
                lesson.now("the first at or after %s, below offset %s", timeMs, bound);
                lesson.expect(
                        "the record",
                        told(firstOf(records(), timeMs, start, bound)),
                        told(log.offsetForTimestamp(timeMs, bound)));
            }
            lesson.now("the greatest below offset %s", bound);
            lesson.expect(
                    "the record",
                    told(greatestOf(records(), start, bound)),
                    told(log.offsetOfMaxTimestamp(bound)));
        }
    }

    // ---- the segment of the picture, and what is right there ------------------------------------

    private static ByteBuffer batch(int n) {
        TestBatch batch = TestBatch.at(4L * n);
        for (long timeMs : TIMES[n]) {
            batch.atTime(timeMs).records(1);
        }
        return batch.bytes();
    }

    private static byte[] log() {
        List<ByteBuffer> batches = new ArrayList<>();
        for (int n = 0; n < TIMES.length; n++) {
            batches.add(batch(n));
        }
        return array(TestBatch.joined(batches));
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.get(array);
        return array;
    }

    private LogSegment segment(byte[] timeIndex) {
        return segment(log(), timeIndex);
    }

    private LogSegment segment(byte[] log, byte[] timeIndex) {
        disk.put(0, ".log", log);
        disk.put(0, ".index", OFFSETS);
        disk.put(0, ".timeindex", timeIndex);
        return existing();
    }

    private LogSegment existing() {
        LogDirectory directory = TestLog.directory(disk, SETTINGS);
        return LogSegment.existing(directory, 0, SegmentFiles.NONE);
    }

    private static List<TimestampedOffset> records() {
        List<TimestampedOffset> records = new ArrayList<>();
        for (long[] batch : TIMES) {
            for (long timeMs : batch) {
                records.add(new TimestampedOffset(records.size(), timeMs, 0));
            }
        }
        return records;
    }

    private static @Nullable TimestampedOffset firstOf(
            List<TimestampedOffset> records, long timeMs, long from, long bound) {
        for (TimestampedOffset record : records) {
            if (isBetween(record, from, bound) && record.timestampMs() >= timeMs) {
                return record;
            }
        }
        return null;
    }

    private static @Nullable TimestampedOffset greatestOf(
            List<TimestampedOffset> records, long from, long bound) {
        TimestampedOffset greatest = null;
        for (TimestampedOffset record : records) {
            if (isBetween(record, from, bound)
                    && (greatest == null || record.timestampMs() > greatest.timestampMs())) {
                greatest = record;
            }
        }
        return greatest;
    }

    private static boolean isBetween(TimestampedOffset record, long from, long bound) {
        return record.offset() >= from && record.offset() < Math.min(bound, END);
    }

    private static String told(@Nullable TimestampedOffset found) {
        return found == null
                ? "none"
                : "offset " + found.offset() + ", time " + found.timestampMs();
    }

    private static void expectCorrupt(Lesson lesson, int position, Runnable search) {
        CorruptDataException thrown =
                lesson.expectThrown(CorruptDataException.class, "searching", search::run);
        String message = String.valueOf(thrown.getMessage());
        lesson.expectThat(
                message.contains(TestDisk.fileName(0, ".log"))
                        && message.contains("at byte " + position),
                "its message",
                "the file's name, and \"at byte " + position + "\"",
                message);
    }
}
