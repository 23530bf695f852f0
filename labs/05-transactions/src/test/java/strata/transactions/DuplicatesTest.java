package strata.transactions;

import static strata.transactions.TestPartition.batch;

import strata.kernel.transactions.Verdict;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;

@Step(value = "5.2", concept = "sequences and duplicates", code = "TXN-502")
final class DuplicatesTest {
    private static final String OUT_OF_ORDER = "OUT_OF_ORDER_SEQUENCE_NUMBER";

    private final TestPartition partition = TestPartition.withoutLog();

    @Claim(
            value = "A batch that is sent again is answered as it was, and not written again",
            points = 2,
            rules = {"R5.2-b", "R5.2-c", "R5.2-f"})
    void aBatchThatIsSentAgainIsAnsweredAsItWas(Lesson lesson) {
        partition.plain(10);
        lesson.step("producer 7 sends 0-3, then 4-4, and both again");
        lesson.expect("the first", "appended", partition.send(batch(7, 0, 0, 4)));
        lesson.expect("the second", "appended", partition.send(batch(7, 0, 4, 1)));
        lesson.expect("the first again", "duplicate of 10-13", partition.send(batch(7, 0, 0, 4)));
        lesson.expect("the second again", "duplicate of 14-14", partition.send(batch(7, 0, 4, 1)));
        lesson.step("it goes on, and so does another producer with the same sequences");
        lesson.expect("the third", "appended", partition.send(batch(7, 0, 5, 2)));
        lesson.expect("of producer 8", "appended", partition.send(batch(8, 0, 0, 4)));
        lesson.expect("where the log ends", 21L, partition.end());
        lesson.expect("the first again", "duplicate of 10-13", partition.send(batch(7, 0, 0, 4)));
        lesson.expect(
                "what else is told of a duplicate",
                new Verdict.Duplicate(17, 20, TestBatch.NOW_MS),
                partition.judge(batch(8, 0, 0, 4)));
    }

    @Claim(
            value = "Five batches of a producer are remembered, not six, not four",
            rules = {"R5.2-c"})
    void fiveBatchesAreRemembered(Lesson lesson) {
        lesson.step("producer 7 sends 0, 1, 2, 3, 4, 5, one by one");
        for (int sequence = 0; sequence < 6; sequence++) {
            lesson.expect("sequence " + sequence, "appended", partition.send(7, 0, sequence));
        }
        lesson.step("and all of them again");
        for (int sequence = 5; sequence > 0; sequence--) {
            lesson.expect(
                    "sequence " + sequence,
                    "duplicate of " + sequence + "-" + sequence,
                    partition.send(7, 0, sequence));
        }
        lesson.expect("sequence 0, the sixth", OUT_OF_ORDER, partition.send(7, 0, 0));
    }

    @Claim(
            value = "Two batches are the same if they begin and end with the same sequence",
            rules = {"R5.2-b"})
    void aBatchIsTheSameByBothItsEnds(Lesson lesson) {
        lesson.step("producer 7 sends 0-1, then 2-5");
        partition.send(batch(7, 0, 0, 2));
        partition.send(batch(7, 0, 2, 4));
        lesson.expect("2-4", OUT_OF_ORDER, partition.send(batch(7, 0, 2, 3)));
        lesson.expect("3-5", OUT_OF_ORDER, partition.send(batch(7, 0, 3, 3)));
        lesson.expect("0-5", OUT_OF_ORDER, partition.send(batch(7, 0, 0, 6)));
        lesson.expect("2-6", OUT_OF_ORDER, partition.send(batch(7, 0, 2, 5)));
        lesson.expect("2-5", "duplicate of 2-5", partition.send(batch(7, 0, 2, 4)));
        lesson.expect("where the log ends", 6L, partition.end());
    }
}
