package strata.transactions;

import java.nio.ByteBuffer;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.6", concept = "the last stable offset", code = "TXN-506")
final class AbortedTransactionsTest {
    private static final int ENTRY_BYTES = 34;

    private final TestPartition partition = TestPartition.begun();

    /** 7 at 0 to 4, 8 at 1 to 3, 9 at 2 to 8, 7 at 6 to 7; segments begin at 0, 4 and 7. */
    private void four() {
        partition.open(7, 0, 0);
        partition.open(8, 0, 0);
        partition.open(9, 0, 0);
        partition.mark(8, 0, false);
        partition.roll();
        partition.mark(7, 0, false);
        partition.plain(1);
        partition.open(7, 0, 1);
        partition.roll();
        partition.mark(7, 0, false);
        partition.mark(9, 0, false);
        partition.plain(1);
        partition.commitAll();
    }

    private static byte[] entries(long... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length / 4 * ENTRY_BYTES);
        for (int i = 0; i < values.length; i++) {
            if (i % 4 == 0) {
                bytes.putShort((short) 0);
            }
            bytes.putLong(values[i]);
        }
        return bytes.array();
    }

    @Claim(
            value =
                    "A reader is told of the aborted transactions that concern it, and of no"
                            + " others",
            rules = {"R5.6-d", "R5.6-e"})
    void aReaderIsToldOfWhatConcernsIt(Lesson lesson) {
        lesson.step("aborted are: 8 at 1-3, 7 at 0-4, 7 at 6-7, 9 at 2-8; 6 commits at 10-11");
        four();
        partition.open(6, 0, 0);
        partition.mark(6, 0, true);
        partition.commitAll();
        String first = "8: 1-3 (LSO 0)";
        String others = "7: 0-4 (LSO 2), 7: 6-7 (LSO 2), 9: 2-8 (LSO 9)";
        lesson.expect("who reads 0 to 12", first + ", " + others, partition.aborted(0, 12));
        lesson.expect("who reads 4 to 12", others, partition.aborted(4, 12));
        lesson.expect("who reads 8 to 12", "9: 2-8 (LSO 9)", partition.aborted(8, 12));
        lesson.expect("who reads 9 to 12", "none", partition.aborted(9, 12));
        lesson.expect("who reads 0 to 1", "7: 0-4 (LSO 2)", partition.aborted(0, 1));
        lesson.expect("who reads 5 to 6", "9: 2-8 (LSO 9)", partition.aborted(5, 6));
        lesson.expect(
                "who reads 3 to 4",
                "8: 1-3 (LSO 0), 7: 0-4 (LSO 2), 9: 2-8 (LSO 9)",
                partition.aborted(3, 4));
    }

    @Claim(
            value = "Each entry says how far the log was stable after it, in its marker's segment",
            rules = {"R5.5-d", "R5.6-c", "R5.6-d"})
    void eachEntrySaysHowFarTheLogWasStable(Lesson lesson) {
        lesson.step("segments begin at 0, 4 and 7; markers are at 3, 4, 7 and 8");
        four();
        partition.plain(1);
        lesson.expect(
                "the index files",
                "0.txnindex 4.txnindex 7.txnindex",
                partition.files(".txnindex"));
        lesson.expectBytes(
                "the file of segment 0", entries(8, 1, 3, 0), partition.disk.bytes(0, ".txnindex"));
        lesson.expectBytes(
                "the file of segment 4", entries(7, 0, 4, 2), partition.disk.bytes(4, ".txnindex"));
        lesson.expectBytes(
                "the file of segment 7",
                entries(7, 6, 7, 2, 9, 2, 8, 9),
                partition.disk.bytes(7, ".txnindex"));
    }

    @Claim(
            value = "A replay adds nothing twice, and what was not durable once more",
            rules = {"R5.6-d"})
    void aReplayAddsNothingTwice(Lesson lesson) {
        four();
        String all = partition.aborted(0, 100);
        lesson.step("it is killed: nothing was flushed");
        partition.kill();
        lesson.expect("what was aborted", all, partition.aborted(0, 100));
        lesson.step("all is flushed, and it is killed again; then it stops in good order");
        partition.commitAll();
        partition.flush();
        partition.kill();
        lesson.expect("what was aborted", all, partition.aborted(0, 100));
        partition.restart();
        lesson.expect("what was aborted", all, partition.aborted(0, 100));
        lesson.expectBytes(
                "the file of segment 7",
                entries(7, 6, 7, 2, 9, 2, 8, 9),
                partition.disk.bytes(7, ".txnindex"));
    }

    @Claim(
            value = "A truncation takes the entries of markers that are gone, and no others",
            rules = {"R5.6-f"})
    void aTruncationTakesTheEntriesOfMarkersThatAreGone(Lesson lesson) {
        four();
        lesson.step("the log is cut at 8: 9's marker is gone, its transaction is open again");
        partition.truncateTo(8);
        String left = "8: 1-3 (LSO 0), 7: 0-4 (LSO 2), 7: 6-7 (LSO 2)";
        lesson.expect("what was aborted", left, partition.aborted(0, 100));
        lesson.expect("the last stable offset", 2L, partition.stable());
        lesson.step("9 commits instead");
        partition.mark(9, 0, true);
        partition.commitAll();
        lesson.expect("what was aborted", left, partition.aborted(0, 100));
        lesson.expect("the last stable offset", 9L, partition.stable());
        lesson.step("the log is cut at 4");
        partition.truncateTo(4);
        lesson.expect("what was aborted", "8: 1-3 (LSO 0)", partition.aborted(0, 100));
        lesson.expect("the index files", "0.txnindex", partition.files(".txnindex"));
    }

    @Claim(
            value = "When segments are deleted their entries go with them, and only theirs",
            rules = {"R5.6-g"})
    void entriesGoWithTheirSegments(Lesson lesson) {
        four();
        lesson.step("all is committed; the log begins at 5 now: the first segment goes");
        partition.deleteBelow(5);
        lesson.expect("the index files", "4.txnindex 7.txnindex", partition.files(".txnindex"));
        lesson.expect(
                "what was aborted",
                "7: 0-4 (LSO 2), 7: 6-7 (LSO 2), 9: 2-8 (LSO 9)",
                partition.aborted(0, 100));
        lesson.step("it stops, and begins again");
        partition.restart();
        lesson.expect(
                "what was aborted", "7: 6-7 (LSO 2), 9: 2-8 (LSO 9)", partition.aborted(5, 100));
    }
}
