package strata.transactions;

import static strata.transactions.TestPartition.batch;
import static strata.transactions.TestPartition.inTransaction;

import java.nio.ByteBuffer;
import strata.kernel.log.BatchHeader;
import strata.kernel.transactions.BatchOrigin;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.2", concept = "sequences and duplicates", code = "TXN-502")
final class SequenceRulesTest {
    private static final String OUT_OF_ORDER = "OUT_OF_ORDER_SEQUENCE_NUMBER";
    private static final int LAST = Integer.MAX_VALUE;

    private final TestPartition partition = TestPartition.withoutLog();

    @Claim(
            value = "A gap is noticed; who is not known may begin anywhere",
            rules = {"R5.2-e", "R5.2-h"})
    void aGapIsNoticed(Lesson lesson) {
        lesson.step("producer 7, who is not known here, begins with 8119-8120");
        lesson.expect("8119-8120", "appended", partition.send(batch(7, 0, 8_119, 2)));
        lesson.expect("8122", OUT_OF_ORDER, partition.send(7, 0, 8_122));
        lesson.expect("8118", OUT_OF_ORDER, partition.send(7, 0, 8_118));
        lesson.step("8121 is judged, but not appended: it has left no trace");
        lesson.expect(
                "8121", "appended", TestPartition.text(partition.judge(batch(7, 0, 8_121, 1))));
        lesson.expect("8121 again", "appended", partition.send(7, 0, 8_121));
        lesson.expect("what is known", "7 epoch 0 up to 8121", partition.known());
    }

    @Claim(
            value = "Sequences run in a circle, and a batch may run over its end",
            rules = {"R5.2-a", "R5.2-b"})
    void sequencesRunInACircle(Lesson lesson) {
        lesson.step("producer 7 sends the last sequence there is, 2^31 - 1");
        partition.send(7, 0, LAST);
        lesson.expect("1 after it", OUT_OF_ORDER, partition.send(7, 0, 1));
        lesson.expect("0 after it", "appended", partition.send(7, 0, 0));
        lesson.step("producer 8 sends four records from 2^31 - 2 on: the last has sequence 1");
        lesson.expect("it", "appended", partition.send(batch(8, 0, LAST - 1, 4)));
        lesson.expect("what is known of 8", true, partition.known().contains("8 epoch 0 up to 1"));
        lesson.expect("it again", "duplicate of 2-5", partition.send(batch(8, 0, LAST - 1, 4)));
        lesson.expect("3 after it", OUT_OF_ORDER, partition.send(8, 0, 3));
        lesson.expect("2 after it", "appended", partition.send(8, 0, 2));
    }

    @Claim(
            value = "A new epoch begins with 0, forgets the old one, and ends it",
            points = 2,
            rules = {"R5.2-b", "R5.2-c", "R5.2-d", "R5.2-e"})
    void aNewEpochBeginsAnew(Lesson lesson) {
        lesson.step("producer 7 sends 0, 1 and 2 in epoch 4");
        for (int sequence = 0; sequence < 3; sequence++) {
            partition.send(7, 4, sequence);
        }
        lesson.step("epoch 6 begins");
        lesson.expect("3 in epoch 6", OUT_OF_ORDER, partition.send(7, 6, 3));
        lesson.expect("1 in epoch 6", OUT_OF_ORDER, partition.send(7, 6, 1));
        lesson.expect("0 in epoch 6", "appended", partition.send(7, 6, 0));
        lesson.expect("what is known", "7 epoch 6 up to 0", partition.known());
        lesson.step("what is said in epoch 4 or 5 now, is said by a zombie");
        lesson.expect("3 in epoch 4", "INVALID_PRODUCER_EPOCH", partition.send(7, 4, 3));
        lesson.expect("2 in epoch 4", "INVALID_PRODUCER_EPOCH", partition.send(7, 4, 2));
        lesson.expect("0 in epoch 5", "INVALID_PRODUCER_EPOCH", partition.send(7, 5, 0));
        lesson.step("in epoch 6 only epoch 6 is remembered");
        lesson.expect("1 in epoch 6", "appended", partition.send(7, 6, 1));
        lesson.expect("0 in epoch 6", "duplicate of 3-3", partition.send(7, 6, 0));
        lesson.expect("2 in epoch 6", "appended", partition.send(7, 6, 2));
    }

    @Claim(
            value =
                    "Of a coordinator's batch the epoch counts, and no producer leaves its"
                            + " transaction",
            rules = {"R5.2-d", "R5.2-f", "R5.2-g"})
    void ofACoordinatorTheEpochCounts(Lesson lesson) {
        lesson.step("a coordinator writes in a transaction of producer 7, epoch 3, twice the same");
        ByteBuffer batch = inTransaction(7, 3, -1, 1);
        lesson.expect("the first", "appended", judgeOfCoordinator(batch));
        partition.append(batch);
        lesson.expect("the second", "appended", judgeOfCoordinator(inTransaction(7, 3, -1, 1)));
        partition.append(inTransaction(7, 3, -1, 1));
        lesson.expect(
                "epoch 2",
                "INVALID_PRODUCER_EPOCH",
                judgeOfCoordinator(inTransaction(7, 2, -1, 1)));

        lesson.step("producer 8 opens a transaction with 0-1");
        lesson.expect("it", "appended", partition.send(inTransaction(8, 0, 0, 2)));
        lesson.expect("2 outside of it", "INVALID_TXN_STATE", partition.send(8, 0, 2));
        lesson.expect("3 outside of it", OUT_OF_ORDER, partition.send(8, 0, 3));
        lesson.expect("2 in it", "appended", partition.send(inTransaction(8, 0, 2, 1)));
        lesson.expect(
                "0-1 outside of it, again", "duplicate of 2-3", partition.send(batch(8, 0, 0, 2)));
    }

    private String judgeOfCoordinator(ByteBuffer batch) {
        return TestPartition.text(
                partition.states.judge(BatchHeader.at(batch, 0), BatchOrigin.COORDINATOR, null));
    }
}
