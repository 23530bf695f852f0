package strata.replication;

import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochEntry;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "3.1", concept = "leader epochs", code = "REP-301")
final class EpochListTest {
    @Claim(
            value = "An epoch is entered once, where it begins; what wrote nothing gives way to it",
            rules = {"R3.1-a", "R3.1-b"})
    void anEpochIsEnteredWhereItBegins(Lesson lesson) {
        lesson.step("epochs 1 from 0, 2 from 10, 5 from 30");
        EpochList epochs = threeEpochs();
        lesson.expect("the entries", "1 from 0, 2 from 10, 5 from 30", text(epochs));

        lesson.step("the latest again, and an older one");
        expectAssigned(lesson, epochs, 5, 40, false, "1 from 0, 2 from 10, 5 from 30");
        expectAssigned(lesson, epochs, 3, 50, false, "1 from 0, 2 from 10, 5 from 30");

        lesson.step("a later one from 30: the leader of epoch 5 wrote nothing");
        expectAssigned(lesson, epochs, 6, 30, true, "1 from 0, 2 from 10, 6 from 30");

        lesson.step("a later one from 5: two entries begin above that");
        expectAssigned(lesson, epochs, 7, 5, true, "1 from 0, 7 from 5");
        expectAssigned(lesson, epochs, 8, 0, true, "8 from 0");
    }

    private static void expectAssigned(
            Lesson lesson, EpochList epochs, int epoch, long from, boolean changed, String after) {
        lesson.now("epoch %s from %s", epoch, from);
        lesson.expect("whether anything changed", changed, epochs.assign(epoch, from));
        lesson.expect("the entries", after, text(epochs));
    }

    @Claim(
            value = "An epoch ends where the next one begins, and the latest at the log end",
            rules = {"R3.1-c"})
    void anEpochEndsWhereTheNextOneBegins(Lesson lesson) {
        lesson.step("epochs 1 from 0, 2 from 10, 5 from 30; the log ends at 44");
        EpochList epochs = threeEpochs();
        expectEnd(lesson, epochs, 1, new EpochEnd(1, 10));
        expectEnd(lesson, epochs, 2, new EpochEnd(2, 30));
        expectEnd(lesson, epochs, 5, new EpochEnd(5, 44));

        lesson.step("epochs that nobody led in, as far as this log knows");
        expectEnd(lesson, epochs, 3, new EpochEnd(2, 30));
        expectEnd(lesson, epochs, 4, new EpochEnd(2, 30));
        expectEnd(lesson, epochs, 0, new EpochEnd(0, 0));
        expectEnd(lesson, epochs, 6, EpochEnd.UNKNOWN);
        expectEnd(lesson, epochs, -1, EpochEnd.UNKNOWN);

        lesson.step("a log without epochs");
        expectEnd(lesson, new EpochList(), 0, EpochEnd.UNKNOWN);
        expectEnd(lesson, new EpochList(), -1, EpochEnd.UNKNOWN);
    }

    private static void expectEnd(Lesson lesson, EpochList epochs, int epoch, EpochEnd expected) {
        lesson.now("where does epoch %s end?", epoch);
        lesson.expect("its end", expected, epochs.endOf(epoch, 44));
    }

    @Claim(
            value = "A log that is cut keeps the epochs of which it still has records",
            rules = {"R3.1-d", "R3.1-e", "R3.1-f"})
    void aCutLogKeepsTheEpochsOfItsRecords(Lesson lesson) {
        lesson.step("epochs 1 from 0, 2 from 10, 5 from 30; the log is cut at its end");
        for (long end : new long[] {44, 31}) {
            expectCutAtEnd(lesson, end, false, "1 from 0, 2 from 10, 5 from 30");
        }
        expectCutAtEnd(lesson, 30, true, "1 from 0, 2 from 10");
        expectCutAtEnd(lesson, 11, true, "1 from 0, 2 from 10");
        expectCutAtEnd(lesson, 10, true, "1 from 0");
        expectCutAtEnd(lesson, 0, true, "none");

        lesson.step("its beginning is deleted");
        expectCutAtStart(lesson, 0, false, "1 from 0, 2 from 10, 5 from 30");
        expectCutAtStart(lesson, 7, true, "1 from 7, 2 from 10, 5 from 30");
        expectCutAtStart(lesson, 10, true, "2 from 10, 5 from 30");
        expectCutAtStart(lesson, 29, true, "2 from 29, 5 from 30");
        expectCutAtStart(lesson, 99, true, "5 from 99");

        lesson.step("whose is a record?");
        long[] offsets = {0, 9, 10, 29, 30, 1_000};
        int[] owners = {1, 1, 2, 2, 5, 5};
        for (int i = 0; i < offsets.length; i++) {
            lesson.now("the record at offset %s", offsets[i]);
            lesson.expect("its epoch", owners[i], threeEpochs().epochAt(offsets[i]));
        }
        EpochList deleted = threeEpochs();
        deleted.truncateFromStart(12);
        lesson.now("the record at offset 11, when 12 is the first");
        lesson.expect("its epoch", -1, deleted.epochAt(11));
    }

    private static void expectCutAtEnd(Lesson lesson, long end, boolean changed, String after) {
        EpochList epochs = threeEpochs();
        lesson.now("it ends at %s", end);
        lesson.expect("whether anything changed", changed, epochs.truncateFromEnd(end));
        lesson.expect("the entries", after, text(epochs));
    }

    private static void expectCutAtStart(Lesson lesson, long start, boolean changed, String after) {
        EpochList epochs = threeEpochs();
        lesson.now("it starts at %s", start);
        lesson.expect("whether anything changed", changed, epochs.truncateFromStart(start));
        lesson.expect("the entries", after, text(epochs));
    }

    private static EpochList threeEpochs() {
        EpochList epochs = new EpochList();
        epochs.assign(1, 0);
        epochs.assign(2, 10);
        epochs.assign(5, 30);
        return epochs;
    }

    private static String text(EpochList epochs) {
        StringBuilder text = new StringBuilder();
        for (EpochEntry entry : epochs.all()) {
            text.append(text.isEmpty() ? "" : ", ");
            text.append(entry.epoch()).append(" from ").append(entry.startOffset());
        }
        return text.isEmpty() ? "none" : text.toString();
    }
}
