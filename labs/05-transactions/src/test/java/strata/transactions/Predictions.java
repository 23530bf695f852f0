package strata.transactions;

import strata.kernel.ErrorCode;
import strata.kernel.TopicId;
import strata.kernel.groups.GroupKey;
import strata.kernel.groups.GroupValue;
import strata.kernel.groups.PendingOffsets;
import strata.kernel.transactions.ProducerIdBlock;
import strata.kernel.transactions.ProducerIdSupply;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verification;
import strata.lessons.Predict;

/**
 * Questions to answer before you run the code that answers them: {@code ./strata predict 5.1}. Your
 * own code gives the answer, so fill the step first.
 */
final class Predictions {
    private Predictions() {}

    @Predict(
            step = "5.1",
            question =
                    "A broker has the block 0 to 999, and gives out one id after the other. Which"
                            + " id does it give last before it asks for the next block?",
            choices = {"0", "899", "989", "998", "999"},
            because =
                    "Then 100 are left, a tenth, and the next block has time to come. Who asks when"
                            + " nothing is left lets a producer wait for the controller.")
    static String whenTheNextBlockIsAskedFor() {
        ProducerIdSupply ids = new KafkaTransactionsLayer().newProducerIds();
        ids.received(new ProducerIdBlock(0, 1_000));
        long last = -1;
        while (!ids.wantsBlock()) {
            last = ids.take();
        }
        return "" + last;
    }

    @Predict(
            step = "5.2",
            question =
                    "A producer has written its batches 0, 1, 2, 3, 4, 5, one record each. The"
                            + " first of them comes again. What is it told?",
            choices = {"duplicate of 0-0", "OUT_OF_ORDER_SEQUENCE_NUMBER", "appended"},
            because =
                    "Five batches are remembered, and this was the sixth from the end. A producer"
                            + " has at most five under way, so no honest one asks this. Written"
                            + " twice it is not, in any case.")
    static String theSixthBatchFromTheEnd() {
        TestPartition partition = TestPartition.withoutLog();
        for (int sequence = 0; sequence < 6; sequence++) {
            partition.send(7, 0, sequence);
        }
        return partition.send(7, 0, 0);
    }

    @Predict(
            step = "5.2",
            question =
                    "A producer has written up to sequence 41 in epoch 3. Its next batch has epoch"
                            + " 4 and sequence 42. What is it told?",
            choices = {"appended", "OUT_OF_ORDER_SEQUENCE_NUMBER", "INVALID_PRODUCER_EPOCH"},
            because =
                    "An epoch is a new life, and counts from 0. Sequence 42 means that 42 records"
                            + " of this life are missing.")
    static String aNewEpochThatGoesOn() {
        TestPartition partition = TestPartition.withoutLog();
        partition.send(TestPartition.batch(7, 3, 0, 42));
        return partition.send(7, 4, 42);
    }

    @Predict(
            step = "5.3",
            question =
                    "A producer has written 0, 1 and 2. The broker stops in good order and starts"
                            + " again, and batch 1 comes once more. What is the producer told?",
            choices = {"duplicate of 1-1", "OUT_OF_ORDER_SEQUENCE_NUMBER", "appended"},
            because =
                    "A snapshot has one batch of each producer, the last. That 1 was written is not"
                            + " known any more; that it is not the next one is.")
    static String aDuplicateAfterARestart() {
        TestPartition partition = TestPartition.begun();
        for (int sequence = 0; sequence < 3; sequence++) {
            partition.send(7, 0, sequence);
        }
        partition.commitAll();
        partition.restart();
        return partition.send(7, 0, 1);
    }

    @Predict(
            step = "5.3",
            question =
                    "The same, but the broker is killed instead: there is no snapshot, only the"
                            + " log. What is the producer told now?",
            choices = {"duplicate of 1-1", "OUT_OF_ORDER_SEQUENCE_NUMBER", "appended"},
            because =
                    "The log has all batches, so out of it come five of each producer. A clean stop"
                            + " knows less than a kill: the price of not reading the log.")
    static String aDuplicateAfterAKill() {
        TestPartition partition = TestPartition.begun();
        for (int sequence = 0; sequence < 3; sequence++) {
            partition.send(7, 0, sequence);
        }
        partition.commitAll();
        partition.kill();
        return partition.send(7, 0, 1);
    }

    @Predict(
            step = "5.4",
            question =
                    "billing is 1000/0. It asks InitProducerId as 1000/0 and does not hear the"
                            + " answer, so it asks the same again. What is it told?",
            choices = {"1000/1", "1000/2", "PRODUCER_FENCED"},
            because =
                    "Epoch 0 is not the present one any more, but the present one was bumped for"
                            + " whoever had epoch 0. It is the same producer, and gets the answer"
                            + " that it has missed.")
    static String theAnswerThatWasMissed() {
        TestCoordinator desk = new TestCoordinator();
        desk.init("billing");
        desk.init("billing", 1_000, 0);
        return desk.init("billing", 1_000, 0);
    }

    @Predict(
            step = "5.4",
            question =
                    "billing is 1000/0. A second process takes the name. Then the first one asks"
                            + " InitProducerId as 1000/0. What is it told?",
            choices = {"1000/1", "1000/2", "PRODUCER_FENCED"},
            because =
                    "The epoch was bumped for another one, so this is a zombie. The request is word"
                            + " for word that of an honest producer; the difference is in what the"
                            + " coordinator remembers.")
    static String theOneThatWasReplaced() {
        TestCoordinator desk = new TestCoordinator();
        desk.init("billing");
        desk.init("billing");
        return desk.init("billing", 1_000, 0);
    }

    @Predict(
            step = "5.5",
            question =
                    "The decision is the record at offset 2. The high watermark is 2. How many"
                            + " markers are under way, if the transaction has two partitions?",
            choices = {"0", "1", "2"},
            because =
                    "The high watermark is the offset after what is committed. The record at 2 is"
                            + " not, so nobody may hear of it yet.")
    static String markersAtTheDecision() {
        TestCoordinator desk = new TestCoordinator();
        desk.init("billing");
        desk.add("billing", 1_000, 0, TransactionVersion.V0, "orders-0", "bills-2");
        desk.end("billing", 1_000, 0, true);
        desk.commitTo(2);
        return "" + desk.sent.stream().mapToInt(each -> each.partitions().size()).sum();
    }

    @Predict(
            step = "5.5",
            question =
                    "One of two partitions has confirmed its marker when the coordinator dies. How"
                            + " many does the next coordinator send?",
            choices = {"0", "1", "2"},
            because =
                    "Who has confirmed stands in no record. A marker that comes twice ends nothing"
                            + " the second time, so telling all is cheaper than writing down each"
                            + " nod.")
    static String markersAfterAFailover() {
        TestCoordinator desk = new TestCoordinator();
        desk.init("billing");
        desk.add("billing", 1_000, 0, TransactionVersion.V0, "orders-0", "bills-2");
        desk.end("billing", 1_000, 0, true);
        desk.commitTo(3);
        desk.answer(desk.sent.get(0).marker(), ErrorCode.NONE, "orders-0");
        desk.takeOver();
        desk.commitTo(3);
        return "" + desk.sent.stream().mapToInt(each -> each.partitions().size()).sum();
    }

    @Predict(
            step = "5.6",
            question =
                    "7 begins a transaction at offset 0 and has its marker at 3; 8 begins one at 1,"
                            + " and has none. The high watermark is 3. Up to where may a reader of"
                            + " committed records read?",
            choices = {"0", "1", "3", "4"},
            because =
                    "The marker at 3 is not below the high watermark: a new leader may not have it,"
                            + " and decide otherwise. So 7's transaction counts as open.")
    static String aMarkerThatIsNotCommitted() {
        TestPartition partition = TestPartition.begun();
        partition.open(7, 0, 0);
        partition.open(8, 0, 0);
        partition.plain(1);
        partition.mark(7, 0, true);
        partition.highWatermarkIs(3);
        return "" + partition.stable();
    }

    @Predict(
            step = "5.6",
            question =
                    "An aborted transaction has records at 0 and 2, and its marker at 4. A reader"
                            + " of committed records asks from offset 3 on. Is it told of it?",
            choices = {"yes", "no"},
            because =
                    "Its marker lies behind 3, and it may have records between the two: the index"
                            + " knows only where a transaction begins and ends here.")
    static String aTransactionThatOverlaps() {
        TestPartition partition = TestPartition.begun();
        partition.open(7, 0, 0);
        partition.plain(1);
        partition.open(7, 0, 1);
        partition.plain(1);
        partition.mark(7, 0, false);
        partition.commitAll();
        return partition.aborted(3, 5).equals("none") ? "no" : "yes";
    }

    @Predict(
            step = "5.7",
            question =
                    "Under V2 billing commits in epoch 0, and begins its next transaction. Then a"
                            + " copy of the first EndTxn arrives, late. What does it get?",
            choices = {"1000/1", "1000/2", "INVALID_TXN_STATE", "PRODUCER_FENCED"},
            because =
                    "The epoch says which transaction it means, and that one is over. Below V2 both"
                            + " transactions have the same epoch, and it ends the second one"
                            + " (KAFKA-17754).")
    static String aDelayedEnd() {
        TestCoordinator desk = new TestCoordinator();
        desk.commits = true;
        desk.init("billing");
        desk.add("billing", 1_000, 0, "orders-0");
        desk.end2("billing", 1_000, 0, true);
        desk.deliver(ErrorCode.NONE);
        desk.add("billing", 1_000, 1, "orders-0");
        return desk.end2("billing", 1_000, 0, true);
    }

    @Predict(
            step = "5.7",
            question =
                    "A partition asks whether it belongs to 7's transaction. Before the answer"
                        + " comes, that transaction's marker does. The answer is yes. What becomes"
                        + " of the batch?",
            choices = {"appended", "INVALID_TXN_STATE", "INVALID_PRODUCER_EPOCH"},
            because =
                    "The answer is about a transaction that is over. Had the batch been let in, it"
                            + " would have opened one that nobody ends. The marker made the token"
                            + " worthless.")
    static String anAnswerThatIsTooOld() {
        TestPartition partition = TestPartition.begun(TestPartition.VERIFYING);
        Verification token = partition.states.verification(7, (short) 0, 0, TransactionVersion.V1);
        partition.mark(7, 0, false);
        return partition.send(TestPartition.inTransaction(7, 0, 0, 1), token);
    }

    @Predict(
            step = "5.8",
            question =
                    "4007 and 4008 both have an offset of orders-2 pending. 4007's transaction is"
                            + " aborted. Is orders-2 still unstable?",
            choices = {"yes", "no"},
            because =
                    "4008's may still be committed, so nobody can say yet where the group goes on."
                            + " An end is that of one producer.")
    static String twoAtOnce() {
        PendingOffsets offsets = new KafkaTransactionsLayer().newPendingOffsets();
        GroupKey.Offset key = new GroupKey.Offset("kitchen", "orders", 2);
        GroupValue.Offset value = new GroupValue.Offset(1_207, -1, "", 1_000, -1, TopicId.ZERO);
        offsets.add(4_007, new PendingOffsets.Pending(40, key, value));
        offsets.add(4_008, new PendingOffsets.Pending(41, key, value));
        offsets.ended(4_007, false);
        return offsets.has("kitchen", "orders", 2) ? "yes" : "no";
    }
}
