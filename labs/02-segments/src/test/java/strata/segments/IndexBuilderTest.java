package strata.segments;

import java.nio.ByteBuffer;
import strata.kernel.log.BatchHeader;
import strata.kernel.storage.StorageFile;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;
import strata.lessons.segments.TestDisk;

@Step(value = "2.2", concept = "the sparse index", code = "SEG-202")
final class IndexBuilderTest {
    private static final long BASE = 412;
    private static final int INTERVAL_BYTES = 1_000;

    private final TestDisk disk = new TestDisk();
    private final IndexBuilder builder = new IndexBuilder(BASE);

    @Claim(
            value = "A batch gets an entry when it starts more than the interval behind the last",
            rules = {"R2.2-g", "R2.2-h", "R2.2-j"})
    void aBatchFarEnoughBehindTheLastEntryGetsOne(Lesson lesson) {
        lesson.step("note batches at byte 0, 1000, 1100, 1200, 2099 and 3101 of a segment's file");
        note(lesson, TestBatch.at(BASE).records(2).putOfSize(1_000));
        note(lesson, TestBatch.at(415).putOfSize(100));
        note(lesson, TestBatch.at(416).records(3).putOfSize(100));
        note(lesson, TestBatch.at(420).putOfSize(899));
        note(lesson, TestBatch.at(430).records(1).putOfSize(1_002));
        note(lesson, TestBatch.at(440).records(1).putOfSize(5_000));
        lesson.expect("covered up to byte", 8_101L, builder.coveredPosition());
        lesson.expect("covered up to offset", 442L, builder.coveredOffset());

        byte[] expected = TestIndex.offsets(BASE, 419, 1_100, 441, 3_101);
        expectOffsets(lesson, "with an interval of 1000 bytes", expected);

        lesson.step("note one more, 5000 bytes further on: of one record");
        note(lesson, TestBatch.at(442).putOfSize(100));
        expected = TestIndex.offsets(BASE, 419, 1_100, 441, 3_101, 442, 8_101);
        expectOffsets(lesson, "with an interval of 1000 bytes", expected);
    }

    @Claim(
            value = "The time index has the greatest timestamp so far, and the first batch with it",
            rules = {"R2.2-g", "R2.2-i", "R2.2-k"})
    void theTimeIndexHasTheGreatestTimestampSoFar(Lesson lesson) {
        lesson.step("note batches of 1100 bytes, so that each but the first gets an offset entry");
        long[] timesMs = {50, 20, 70, 60, 70, 90};
        for (int i = 0; i < timesMs.length; i++) {
            note(lesson, TestBatch.at(BASE + 10L * i).atTime(timesMs[i]).putOfSize(1_100));
        }
        byte[] expected = TestIndex.times(BASE, 50, 412, 70, 432, 90, 462);
        expectTimes(lesson, "their greatest times are 50, 20, 70, 60, 70, 90", expected);

        lesson.step("note a small batch of time 95 and one of 80: too close for an entry");
        note(lesson, TestBatch.at(472).atTime(10).records(1).atTime(95).putOfSize(120));
        note(lesson, TestBatch.at(474).atTime(80).putOfSize(100));
        note(lesson, TestBatch.at(475).atTime(95).putOfSize(100));
        note(lesson, TestBatch.at(476).atTime(-1).putOfSize(100));
        // They start 1100, 1220 and more behind the last entry's batch.
        expected = TestIndex.times(BASE, 50, 412, 70, 432, 90, 462, 95, 473);
        builder.finish();
        expectTimes(lesson, "the greatest time is 95, and the segment is closed", expected);

        lesson.step("close it once more");
        builder.finish();
        expectTimes(lesson, "the greatest time has its entry", expected);
    }

    private void note(Lesson lesson, TestBatch made) {
        ByteBuffer bytes = made.bytes();
        BatchHeader batch = BatchHeader.at(bytes, 0);
        lesson.now(
                "the batch of offsets %s-%s, %s bytes, at byte %s",
                batch.baseOffset(),
                batch.lastOffset(),
                batch.sizeInBytes(),
                builder.coveredPosition());
        builder.note(batch, INTERVAL_BYTES);
    }

    private void expectOffsets(Lesson lesson, String what, byte[] expected) {
        StorageFile file = disk.storage().open(TestDisk.fileName(BASE, SegmentFiles.INDEX));
        builder.offsets().writeTo(file);
        byte[] got = disk.bytes(BASE, SegmentFiles.INDEX);
        TestIndex.expectOffsets(lesson, "the offset index, " + what, BASE, expected, got);
    }

    private void expectTimes(Lesson lesson, String what, byte[] expected) {
        StorageFile file = disk.storage().open(TestDisk.fileName(BASE, SegmentFiles.TIME_INDEX));
        builder.times().writeTo(file);
        byte[] got = disk.bytes(BASE, SegmentFiles.TIME_INDEX);
        TestIndex.expectTimes(lesson, "the time index: " + what, BASE, expected, got);
    }
}
