package strata.transactions;

import strata.kernel.transactions.ProducerView;
import strata.kernel.transactions.TransactionVersion;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;
import strata.lessons.segments.TestBatch;

@Step(value = "5.5", concept = "markers", code = "TXN-505")
final class MarkerInPartitionTest {
    private static final String OLD = "INVALID_PRODUCER_EPOCH";
    private static final String FENCED = "TRANSACTION_COORDINATOR_FENCED";

    private final TestPartition partition = TestPartition.begun();

    @Claim(
            value = "A marker ends its producer's transaction, and its epoch counts from then on",
            rules = {"R5.5-a", "R5.5-b", "R5.5-c"})
    void aMarkerEndsItsProducersTransaction(Lesson lesson) {
        lesson.step("7 and 8 have a transaction open, 7 in epoch 4");
        partition.open(7, 4, 0);
        partition.open(8, 0, 0);
        expectMarkers(lesson, TransactionVersion.V0, "3", OLD, "4", "NONE", "5", "NONE");
        expectMarkers(lesson, TransactionVersion.V2, "3", OLD, "4", OLD, "5", "NONE");
        lesson.expect("of 99", "NONE", partition.judgeMarker(99, 0, 0, TransactionVersion.V2));
        lesson.step("a commit of 7 comes in epoch 5, by coordinator epoch 9");
        partition.append(TestPartition.marker(7, 5, true, 9));
        lesson.expect(
                "7",
                new ProducerView(7, (short) 5, -1, TestBatch.NOW_MS, 9, -1),
                partition.states.producers().get(0));
        lesson.expect("where a transaction is open", 1L, partition.states.firstOpenOffset());
        lesson.step("the same marker comes again, and others");
        expectMarkers(lesson, TransactionVersion.V2, "4", OLD, "5", "NONE", "6", "NONE");
        expectMarkers(lesson, TransactionVersion.V0, "4", OLD, "5", "NONE", "6", "NONE");
        lesson.expect(
                "by coordinator epoch 8",
                FENCED,
                partition.judgeMarker(7, 5, 8, TransactionVersion.V0));
        lesson.expect(
                "by it, in an old epoch",
                OLD,
                partition.judgeMarker(7, 4, 8, TransactionVersion.V0));
        lesson.step("7 goes on in epoch 5, with sequence 0");
        lesson.expect("1 in epoch 4", OLD, partition.send(7, 4, 1));
        lesson.expect("0 in epoch 5", "appended", partition.send(7, 5, 0));
        lesson.step("a marker of 99, of whom nothing is known");
        partition.mark(99, 3, false);
        lesson.expect(
                "what is known",
                "7 epoch 5 up to 0; 8 epoch 0 up to 0, open since 1; 99 epoch 3 up to -1",
                partition.known());
        lesson.expect("the index files", "none", partition.files(".txnindex"));
    }

    /** By coordinator epoch 9, in three epochs. */
    private void expectMarkers(Lesson lesson, TransactionVersion version, String... epochsAndWhat) {
        for (int i = 0; i < epochsAndWhat.length; i += 2) {
            lesson.expect(
                    "a marker of " + version + " in epoch " + epochsAndWhat[i],
                    epochsAndWhat[i + 1],
                    partition.judgeMarker(7, Integer.parseInt(epochsAndWhat[i]), 9, version));
        }
    }

    @Claim(
            value =
                    "In the same epoch the sequences go on behind a marker; the last epoch stays"
                            + " open",
            rules = {"R5.5-a", "R5.5-c"})
    void inTheSameEpochTheSequencesGoOn(Lesson lesson) {
        lesson.step("below V2: 7 commits in its epoch, and writes the next transaction");
        partition.open(7, 4, 0);
        partition.mark(7, 4, true);
        lesson.expect("0 again", "duplicate of 0-0", partition.send(7, 4, 0));
        lesson.expect("0 in a transaction", "duplicate of 0-0", again(0));
        lesson.expect("1 in a transaction", "appended", again(1));
        lesson.expect("where it is open", 2L, partition.states.firstOpenOffset());
        lesson.step("of V2, the highest epoch: it cannot be bumped");
        partition.open(8, Short.MAX_VALUE, 0);
        lesson.expect(
                "a marker in it",
                "NONE",
                partition.judgeMarker(8, Short.MAX_VALUE, 0, TransactionVersion.V2));
    }

    private String again(int sequence) {
        return partition.send(TestPartition.inTransaction(7, 4, sequence, 1));
    }
}
