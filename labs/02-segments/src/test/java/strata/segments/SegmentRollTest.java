package strata.segments;

import strata.kernel.segments.SegmentedLog;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

@Step(value = "2.2", concept = "the sparse index", code = "SEG-202")
final class SegmentRollTest {
    private static final long NOW_MS = TestBatch.NOW_MS;

    private final TestDisk disk = new TestDisk();

    @Claim(
            value = "A log that rolls leaves whole segments, each with both its indexes",
            rules = {"R2.2-h", "R2.2-i", "R2.2-k", "R2.2-l"})
    void aLogThatRollsLeavesWholeSegments(Lesson lesson) {
        lesson.step("segments of 1000 bytes, an index entry every 250; append 12 batches of 100");
        SegmentedLog log = TestLog.open(disk, TestLog.settings(1_000, 250));
        for (int i = 0; i < 12; i++) {
            // 60 seconds apart, only the seventh is late.
            long timeMs = NOW_MS + (i == 6 ? 0 : 60_000L * i);
            log.appendAsLeader(
                    TestBatch.at(0).atTime(timeMs).records(2).putOfSize(100).bytes(),
                    TestLog.asLeader());
        }
        lesson.expect("its segments", "0: 1000 bytes, 30: 200 bytes", TestLog.segments(log));
        lesson.expect("the log end", 36L, log.logEndOffset());

        lesson.step("look into the files of the first segment");
        lesson.expect(
                "its batches",
                "0-2 3-5 6-8 9-11 12-14 15-17 18-20 21-23 24-26 27-29",
                TestBatch.offsets(disk.bytes(0, ".log")));
        byte[] offsets = TestIndex.offsets(0, 11, 300, 20, 600, 29, 900);
        TestIndex.expectOffsets(lesson, "its offset index", 0, offsets, disk.bytes(0, ".index"));
        byte[] times =
                TestIndex.times(
                        0, NOW_MS + 180_000, 11, NOW_MS + 300_000, 17, NOW_MS + 540_000, 29);
        TestIndex.expectTimes(lesson, "its time index", 0, times, disk.bytes(0, ".timeindex"));

        lesson.step("roll by hand, append one more, and close the log");
        log.roll(NOW_MS);
        log.appendAsLeader(TestBatch.ofSize(0, 100), TestLog.asLeader());
        log.close();
        lesson.expect(
                "the files",
                "[0.index, 0.log, 0.timeindex, 30.index, 30.log, 30.timeindex, 36.index, 36.log,"
                        + " 36.timeindex]",
                disk.names().toString());
        expectNewestHaveOnlyATime(lesson);
    }

    /**
     * Segments too small for an offset entry: the greatest timestamp has its entry all the same.
     */
    private void expectNewestHaveOnlyATime(Lesson lesson) {
        lesson.step("look into the indexes of the two small segments");
        TestIndex.expectOffsets(
                lesson, "offset index of 30", 30, new byte[0], disk.bytes(30, ".index"));
        TestIndex.expectTimes(
                lesson,
                "time index of 30",
                30,
                TestIndex.times(30, NOW_MS + 660_000, 35),
                disk.bytes(30, ".timeindex"));
        TestIndex.expectTimes(
                lesson,
                "time index of 36",
                36,
                TestIndex.times(36, NOW_MS, 36),
                disk.bytes(36, ".timeindex"));
    }
}
