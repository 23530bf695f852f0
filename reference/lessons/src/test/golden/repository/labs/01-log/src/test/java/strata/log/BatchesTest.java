package strata.log;

import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "1.2", concept = "encode a batch", code = "LOG-102")
final class BatchesTest {
    @Claim("A batch says how far its last offset is from its first")
    void fieldOfABatch(Lesson lesson) {
        lesson.step("write a batch of %d records", 2);
        expect(lesson, Batches.Bug.COUNTS_ONE_MORE);
    }

    @Claim("The checksum is over everything behind it, from attributes to the last record")
    void checksum(Lesson lesson) {
        lesson.step("write a batch of %d records", 2);
        expect(lesson, Batches.Bug.CRC_OVER_TOO_MUCH);
    }

    @Claim("A record ends with its headers, if only to say that there are none")
    void recordCutOff(Lesson lesson) {
        lesson.step("write a batch of %d records", 2);
        expect(lesson, Batches.Bug.RECORD_WITHOUT_ITS_END);
    }

    private static void expect(Lesson lesson, Batches.Bug bug) {
        lesson.expectBatch(
                "the bytes of the batch", Batches.batch(Batches.Bug.NONE), Batches.batch(bug));
    }
}
