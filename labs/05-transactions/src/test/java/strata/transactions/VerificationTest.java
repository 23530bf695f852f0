package strata.transactions;

import static strata.transactions.TestPartition.batch;
import static strata.transactions.TestPartition.inTransaction;

import strata.kernel.Nullable;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verification;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.7", concept = "zombies and timeouts", code = "TXN-507")
final class VerificationTest {
    private static final String STATE = "INVALID_TXN_STATE";
    private static final String OUT_OF_ORDER = "OUT_OF_ORDER_SEQUENCE_NUMBER";

    private final TestPartition partition = TestPartition.begun(TestPartition.VERIFYING);

    private @Nullable Verification asked(int epoch, int sequence, TransactionVersion version) {
        return partition.states.verification(7, (short) epoch, sequence, version);
    }

    @Claim(
            value =
                    "Only the token of this very verification lets a transaction begin, and only"
                            + " once",
            rules = {"R5.2-f", "R5.7-a", "R5.7-b", "R5.7-c"})
    void onlyTheTokenLetsATransactionBegin(Lesson lesson) {
        lesson.step("7 sends the first batch of a transaction, and nobody has asked");
        lesson.expect("without a token", STATE, partition.send(inTransaction(7, 0, 0, 1)));
        Verification token = asked(0, 0, TransactionVersion.V2);
        lesson.step("it is asked");
        lesson.expect("without a token", STATE, partition.send(inTransaction(7, 0, 0, 1)));
        lesson.expect(
                "with another one",
                STATE,
                partition.send(inTransaction(7, 0, 0, 1), new Verification()));
        lesson.expect(
                "of another producer", STATE, partition.send(inTransaction(8, 0, 0, 1), token));
        lesson.expect(
                "with the token", "appended", partition.send(inTransaction(7, 0, 0, 1), token));
        lesson.step("the transaction is open here now");
        lesson.expect("the next question", null, asked(0, 1, TransactionVersion.V2));
        lesson.expect("the next batch", "appended", partition.send(inTransaction(7, 0, 1, 1)));
        lesson.expect(
                "whether a new epoch is asked for",
                true,
                asked(1, 0, TransactionVersion.V2) != null);

        lesson.step("a marker ends it; below V2 the next one is asked for, and ends meanwhile");
        partition.mark(7, 0, true);
        Verification second = asked(0, 2, TransactionVersion.V1);
        partition.mark(7, 0, false);
        lesson.expect("what is late", STATE, partition.send(inTransaction(7, 0, 2, 1), second));
        lesson.expect("a duplicate of it", "duplicate of 1-1", partition.send(batch(7, 0, 1, 1)));
        Verification third = asked(0, 2, TransactionVersion.V1);
        lesson.expect(
                "with a new token", "appended", partition.send(inTransaction(7, 0, 2, 1), third));
    }

    @Claim(
            value =
                    "A later batch waits for the one before, and of V2 who is unknown begins with"
                            + " 0",
            rules = {"R5.7-b", "R5.7-d"})
    void aLaterBatchWaitsForTheOneBefore(Lesson lesson) {
        lesson.step("below V2, 7 sends 5-5 and 3-4; one is asked for both");
        Verification token = asked(0, 5, TransactionVersion.V1);
        lesson.expect("whether it is one", true, asked(0, 3, TransactionVersion.V1) == token);
        lesson.expect("whether it is one", true, asked(0, 7, TransactionVersion.V1) == token);
        lesson.expect("5 first", OUT_OF_ORDER, partition.send(inTransaction(7, 0, 5, 1), token));
        lesson.expect("3 first", "appended", partition.send(inTransaction(7, 0, 3, 2), token));
        lesson.expect("5 then", "appended", partition.send(inTransaction(7, 0, 5, 1), token));
        lesson.step("a later epoch's lowest counts, not the lower one of the epoch before");
        partition.mark(7, 0, true);
        Verification next = asked(1, 2, TransactionVersion.V1);
        asked(2, 9, TransactionVersion.V1);
        asked(2, 8, TransactionVersion.V1);
        lesson.expect(
                "9 of epoch 2", OUT_OF_ORDER, partition.send(inTransaction(7, 2, 9, 1), next));
        lesson.expect("0 of epoch 2", "appended", partition.send(inTransaction(7, 2, 0, 1), next));

        lesson.expect("of an old epoch", null, asked(1, 0, TransactionVersion.V2));
        lesson.step("of V2: nothing of the producer is known in its epoch");
        partition.mark(7, 3, true);
        Verification last = asked(3, 4, TransactionVersion.V2);
        lesson.expect("4", OUT_OF_ORDER, partition.send(inTransaction(7, 3, 4, 1), last));
        lesson.expect("0", "appended", partition.send(inTransaction(7, 3, 0, 1), last));
        lesson.step("of V2: nothing of the producer is known at all");
        TestPartition other = TestPartition.begun(TestPartition.VERIFYING);
        last = other.states.verification(7, (short) 0, 4, TransactionVersion.V2);
        lesson.expect("4", OUT_OF_ORDER, other.send(inTransaction(7, 0, 4, 1), last));
        lesson.expect("0", "appended", other.send(inTransaction(7, 0, 0, 1), last));
    }
}
