package strata.transactions;

import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.6", concept = "the last stable offset", code = "TXN-506")
final class StableOffsetTest {
    private final TestPartition partition = TestPartition.begun();

    private void expectStable(Lesson lesson, long highWatermark, long stable) {
        partition.highWatermarkIs(highWatermark);
        lesson.expect(
                "the last stable offset at high watermark " + highWatermark,
                stable,
                partition.stable());
    }

    @Claim(
            value = "Readers of committed records stop where the first open transaction begins",
            rules = {"R5.6-a"})
    void readersStopAtTheFirstOpenTransaction(Lesson lesson) {
        lesson.step("10 records of nobody");
        partition.plain(10);
        expectStable(lesson, 4, 4);
        expectStable(lesson, 10, 10);
        lesson.step("8 opens a transaction at 10");
        partition.open(8, 0, 0);
        expectStable(lesson, 10, 10);
        expectStable(lesson, 11, 10);
        lesson.step("7 opens another at 11, more records follow");
        partition.open(7, 0, 0);
        partition.plain(8);
        expectStable(lesson, 20, 10);
        lesson.step("8 writes more: its transaction still begins at 10");
        partition.open(8, 0, 1);
        expectStable(lesson, 21, 10);
        lesson.expect("where the first is open", 10L, partition.states.firstOpenOffset());
    }

    @Claim(
            value = "A transaction has ended when its marker is committed, not when it is written",
            rules = {"R5.6-a", "R5.6-b", "R5.6-h"})
    void aMarkerCountsOnceItIsCommitted(Lesson lesson) {
        lesson.step("7 begins at 0, 8 at 1, 9 at 2; 7 commits at 3, 8 aborts at 4");
        partition.open(7, 0, 0);
        partition.open(8, 0, 0);
        partition.open(9, 0, 0);
        partition.mark(7, 0, true);
        partition.mark(8, 0, false);
        expectStable(lesson, 3, 0);
        expectStable(lesson, 4, 1);
        expectStable(lesson, 5, 2);
        lesson.step("9 commits at 5; 7 begins anew at 6 and commits at 7");
        partition.mark(9, 0, true);
        partition.open(7, 0, 1);
        partition.mark(7, 0, true);
        expectStable(lesson, 5, 2);
        expectStable(lesson, 6, 6);
        expectStable(lesson, 7, 6);
        expectStable(lesson, 8, 8);
        lesson.step("records of nobody follow");
        partition.plain(5);
        expectStable(lesson, 13, 13);
    }

    @Claim(
            value = "After a restart it is known which markers were not committed",
            rules = {"R5.6-a", "R5.6-b", "R5.3-d"})
    void afterARestartItIsKnownWhichMarkersWereNotCommitted(Lesson lesson) {
        lesson.step("7 begins at 0 and aborts at 1; the high watermark is 1");
        partition.open(7, 0, 0);
        expectStable(lesson, 1, 0);
        partition.mark(7, 0, false);
        partition.plain(3);
        lesson.step("it stops in good order, and begins again");
        partition.restart();
        expectStable(lesson, 1, 0);
        expectStable(lesson, 5, 5);
        lesson.expect("what was aborted", "7: 0-1 (LSO 2)", partition.aborted(0, 5));
    }
}
