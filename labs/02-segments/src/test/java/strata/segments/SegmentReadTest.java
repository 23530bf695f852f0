package strata.segments;

import java.nio.ByteBuffer;
import java.util.Locale;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

@Step(value = "2.3", concept = "find and read", code = "SEG-203")
final class SegmentReadTest {
    private static final long NO_BOUND = Long.MAX_VALUE;
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final int FEW_BYTES = 40_000;

    private final TestDisk disk = new TestDisk();

    @Claim(
            value = "A read starts with the batch that holds its offset, and ends with its segment",
            rules = {"R2.3-a", "R2.3-f", "R2.3-g", "R2.3-h"})
    void aReadEndsWithItsSegment(Lesson lesson) {
        SegmentedLog log = threeSegments(lesson);
        for (int offset = 0; offset < 21; offset++) {
            int first = offset / 3;
            int segmentEnd = Math.min(7, first / 3 * 3 + 3);
            expectRead(lesson, log, offset, NO_BOUND, NO_LIMIT, false, batches(first, segmentEnd));
        }
        expectRead(lesson, log, 21, NO_BOUND, NO_LIMIT, true, "null");

        lesson.step("append one more, and read on from the end");
        log.appendAsLeader(TestBatch.at(0).records(2).putOfSize(100).bytes(), TestLog.asLeader());
        expectRead(lesson, log, 21, NO_BOUND, NO_LIMIT, true, "21-23");
        expectRead(lesson, log, 20, NO_BOUND, NO_LIMIT, true, "18-20 21-23");
        lesson.expect("what was written to read it", "[write 18.log 100+100]", changes());

        lesson.step("read batch by batch, each read where the one before ended (a place is kept)");
        for (int offset = 0; offset < 24; offset += 3) {
            String right = offset + "-" + (offset + 2);
            expectRead(lesson, log, offset, offset + 3L, NO_LIMIT, true, right);
        }
        for (int offset = 0; offset < 24; offset += 3) {
            String right = offset + "-" + (offset + 2);
            expectRead(lesson, log, offset, NO_BOUND, 100, false, right);
        }
    }

    @Claim(
            value = "A read keeps to its bytes and to its upper bound",
            rules = {"R2.3-e", "R2.3-h", "R2.3-i"})
    void aReadKeepsToItsLimits(Lesson lesson) {
        SegmentedLog log = threeSegments(lesson);
        expectRead(lesson, log, 9, NO_BOUND, 300, false, "9-11 12-14 15-17");
        expectRead(lesson, log, 9, NO_BOUND, 299, false, "9-11 12-14");
        expectRead(lesson, log, 9, NO_BOUND, 200, false, "9-11 12-14");
        expectRead(lesson, log, 9, NO_BOUND, 100, false, "9-11");
        expectRead(lesson, log, 9, NO_BOUND, 99, false, "null");
        expectRead(lesson, log, 9, NO_BOUND, 99, true, "9-11");
        expectRead(lesson, log, 13, NO_BOUND, -1, true, "12-14");
        expectRead(lesson, log, 13, NO_BOUND, -1, false, "null");

        lesson.step("read below an upper bound");
        expectRead(lesson, log, 0, 21, NO_LIMIT, true, "0-2 3-5 6-8");
        expectRead(lesson, log, 0, 9, NO_LIMIT, true, "0-2 3-5 6-8");
        expectRead(lesson, log, 0, 8, NO_LIMIT, true, "0-2 3-5");
        expectRead(lesson, log, 9, 17, NO_LIMIT, true, "9-11 12-14");
        expectRead(lesson, log, 9, 15, 100, true, "9-11");
        expectRead(lesson, log, 9, 12, NO_LIMIT, true, "9-11");
        expectRead(lesson, log, 9, 11, NO_LIMIT, true, "null");
        expectRead(lesson, log, 9, 9, NO_LIMIT, true, "null");
        expectRead(lesson, log, 19, 20, NO_LIMIT, true, "null");
    }

    @Claim(
            value = "In a gap the next batch answers, also that of a later segment",
            rules = {"R2.3-d", "R2.3-f", "R2.3-g"})
    void inAGapTheNextBatchAnswers(Lesson lesson) {
        lesson.step("segments of 200 bytes; as a follower, append 2-2, 10-10, 20-20, 40-40");
        SegmentedLog log = TestLog.open(disk, TestLog.settings(200, 50));
        for (long offset : new long[] {2, 10, 20, 40}) {
            TestLog.append(log, TestBatch.ofSize(offset, 100));
        }
        lesson.expect("its segments", "0: 200 bytes, 11: 200 bytes", TestLog.segments(log));
        expectRead(lesson, log, 0, NO_BOUND, NO_LIMIT, true, "2-2 10-10");
        expectRead(lesson, log, 3, NO_BOUND, NO_LIMIT, true, "10-10");
        expectRead(lesson, log, 10, NO_BOUND, NO_LIMIT, true, "10-10");
        expectRead(lesson, log, 11, NO_BOUND, NO_LIMIT, true, "20-20 40-40");
        expectRead(lesson, log, 19, 30, NO_LIMIT, true, "20-20");
        expectRead(lesson, log, 21, NO_BOUND, 1, true, "40-40");
        expectRead(lesson, log, 21, 40, NO_LIMIT, true, "null");
        expectRead(lesson, log, 41, NO_BOUND, NO_LIMIT, true, "null");

        long far = 5_000_000_000L;
        lesson.step("append one so far behind that its segment begins with it, at offset %s", far);
        TestLog.append(log, TestBatch.ofSize(far, 100));
        lesson.expect(
                "its segments",
                "0: 200 bytes, 11: 200 bytes, 5000000000: 100 bytes",
                TestLog.segments(log));
        String last = far + "-" + far;
        expectRead(lesson, log, 40, NO_BOUND, NO_LIMIT, true, "40-40");
        expectRead(lesson, log, 41, NO_BOUND, NO_LIMIT, true, last);
        expectRead(lesson, log, 4_000_000_000L, NO_BOUND, NO_LIMIT, true, last);
        expectRead(lesson, log, far, far, NO_LIMIT, true, "null");
    }

    @Claim(
            value = "A read of a large log looks at few bytes of it, wherever it starts and ends",
            rules = {"R2.3-b", "R2.3-c", "R2.3-e", "R2.3-j"})
    void aReadOfALargeLogLooksAtFewBytes(Lesson lesson) {
        int batches = 2_000;
        lesson.step("segments of 1 MB, an entry every 4096 bytes: %s batches of 1000", batches);
        SegmentedLog log = TestLog.open(disk, TestLog.settings(1_000_000, 4_096));
        for (int i = 0; i < batches; i++) {
            TestLog.append(log, TestBatch.ofSize(i, 1_000));
        }
        lesson.step("read from every 37th offset, up to 300 batches, below one 200 further on");
        log.read(0, NO_BOUND, 1_000, true).release();
        for (int offset = 0; offset < batches - 200; offset += 37) {
            int bound = offset + (offset % 2 == 0 ? 200 : 1_000);
            disk.forget();
            FileSlice slice = log.read(offset, bound, 300_000, false);
            long looked = disk.bytesRead();
            int segmentEnd = offset < 1_000 ? 1_000 : batches;
            int end = Math.min(Math.min(offset + 300, bound), segmentEnd);
            String what = "reading from offset " + offset + ", below " + bound;
            lesson.expectThat(slice != null, what, "a slice", "null");
            lesson.expect(what + ": starts at byte", offset % 1_000 * 1_000L, slice.position());
            lesson.expect(what + ": bytes", (end - offset) * 1_000, TestBatch.take(slice).length);
            lesson.expectThat(
                    looked <= FEW_BYTES,
                    what,
                    "at most " + FEW_BYTES + " bytes looked at",
                    looked + " bytes");
        }
    }

    @Claim(
            value = "An index that is wrong or gone costs time, and never a wrong answer",
            rules = {"R2.3-c", "R2.3-d"})
    void anIndexThatIsWrongCostsNoAnswer(Lesson lesson) {
        lesson.step("segments of 1000 bytes, an entry every 150: 25 batches of 100 bytes");
        SegmentedLog log = TestLog.open(disk, TestLog.settings(1_000, 150));
        for (int i = 0; i < 25; i++) {
            TestLog.append(log, TestBatch.ofSize(i, 100));
        }
        lesson.step("spoil the index of the first segment: entries for bytes 130 and 555");
        overwrite(0, TestIndex.offsets(0, 1, 130, 4, 555, 8, 800));
        lesson.step("delete that of the second");
        disk.storage().delete(TestDisk.fileName(10, SegmentFiles.INDEX));
        for (int offset = 0; offset < 25; offset++) {
            String expected = offset + "-" + offset;
            expectRead(lesson, log, offset, offset + 1L, NO_LIMIT, true, expected);
            expectRead(lesson, log, offset, NO_BOUND, 100, false, expected);
        }
    }

    private void overwrite(long baseOffset, byte[] index) {
        try (StorageFile file =
                disk.storage().open(TestDisk.fileName(baseOffset, SegmentFiles.INDEX))) {
            file.truncate(0);
            file.write(ByteBuffer.wrap(index), 0);
        }
    }

    /** Offsets 0-8, 9-17 and 18-20, three a batch, 100 bytes a batch. */
    private SegmentedLog threeSegments(Lesson lesson) {
        lesson.step("segments of 300 bytes: append 7 batches of 100 bytes and 3 records");
        SegmentedLog log = TestLog.open(disk, TestLog.settings(300, 120));
        for (int i = 0; i < 7; i++) {
            log.appendAsLeader(
                    TestBatch.at(0).records(2).putOfSize(100).bytes(), TestLog.asLeader());
        }
        lesson.expect(
                "its segments", "0: 300 bytes, 9: 300 bytes, 18: 100 bytes", TestLog.segments(log));
        disk.forget();
        return log;
    }

    private static String batches(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int n = from; n < to; n++) {
            text.append(n == from ? "" : " ").append(3 * n).append('-').append(3 * n + 2);
        }
        return text.toString();
    }

    private String changes() {
        return disk.changes().toString();
    }

    private void expectRead(
            Lesson lesson,
            SegmentedLog log,
            long offset,
            long upperBound,
            int maxBytes,
            boolean atLeastOne,
            String expected) {
        String what =
                String.format(
                        Locale.ROOT,
                        "read(offset %s, upperBoundOffset %s, maxBytes %s, atLeastOneBatch %s)",
                        offset,
                        upperBound == NO_BOUND ? "2^63 - 1" : upperBound,
                        maxBytes == NO_LIMIT ? "2^31 - 1" : maxBytes,
                        atLeastOne);
        String got = TestBatch.offsets(log.read(offset, upperBound, maxBytes, atLeastOne));
        lesson.expect(what, expected, got);
        lesson.expect(what + ": slices held, once ours is released", 0, disk.disk().slicesHeld());
    }
}
