package strata.transactions;

import static strata.transactions.HiddenTestPartition.inTransaction;

import java.util.SplittableRandom;
import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.Verification;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.7", concept = "zombies and timeouts", code = "TXN-507")
final class Hidden57ZombiesTest {
    private static final String FENCED = "PRODUCER_FENCED";
    private static final String STATE = "INVALID_TXN_STATE";
    private static final int LAST = HiddenTestCoordinator.EXHAUSTED;

    @Claim(
            value =
                    "Each transaction has its own time, from its first partition, and anew after a"
                            + " failover",
            rules = {"R5.7-m"})
    void eachTransactionHasItsOwnTime(Lesson lesson) {
        SplittableRandom random = lesson.random("times");
        for (int life = 0; life < 10; life++) {
            lesson.step("history %s", life + 1);
            HiddenTestCoordinator desk = new HiddenTestCoordinator();
            desk.commits = true;
            long[] dueMs = new long[5];
            for (int i = 0; i < dueMs.length; i++) {
                int timeoutMs = random.nextInt(1_000, 9_000);
                desk.init("n" + i, timeoutMs, -1, -1);
                desk.add("n" + i, 1_000 + i, 0, "t-0");
                dueMs[i] = desk.nowMs + timeoutMs;
                desk.sleep(random.nextInt(150));
            }
            if (random.nextBoolean()) {
                desk.sleep(random.nextInt(500));
                desk.takeOver();
                for (int i = 0; i < dueMs.length; i++) {
                    dueMs[i] = desk.nowMs + desk.value("n" + i).timeoutMs();
                }
            }
            for (int step = 0; step < 40; step++) {
                desk.sleep(random.nextInt(500));
                for (int i = 0; i < dueMs.length; i++) {
                    lesson.now("n%s at %s, due at %s", i, desk.nowMs, dueMs[i]);
                    lesson.expect(
                            "it",
                            desk.nowMs >= dueMs[i]
                                    ? "PrepareAbort " + (1_000 + i) + "/1 [t-0]"
                                    : "Ongoing " + (1_000 + i) + "/0 [t-0]",
                            desk.shown("n" + i));
                }
            }
        }
    }

    @Claim(
            value = "What cannot be aborted at its time is tried again until it can",
            rules = {"R5.7-g", "R5.7-h", "R5.7-k", "R5.7-m"})
    void whatCannotBeAbortedIsTriedAgain(Lesson lesson) {
        HiddenTestCoordinator desk = new HiddenTestCoordinator();
        desk.commits = true;
        desk.plant("x", 7, LAST, TransactionState.EMPTY);
        desk.add("x", 7, LAST, "t-0");
        lesson.step("7/%s has no epoch left, and there is no producer id", LAST);
        desk.producerIds.left = 0;
        lesson.expect("who asks is told", "COORDINATOR_LOAD_IN_PROGRESS", desk.init("x"));
        desk.sleep(HiddenTestCoordinator.TIMEOUT_MS);
        desk.sleep(250);
        lesson.expect("it", "Ongoing 7/" + LAST + " [t-0]", desk.shown("x"));
        lesson.step("there is one, but the record cannot be appended");
        desk.producerIds.left = 50;
        desk.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
        desk.sleep(300);
        lesson.expect("it", "Ongoing 7/" + LAST + " [t-0]", desk.shown("x"));
        desk.refusal = null;
        desk.sleep(HiddenTestCoordinator.RETRY_MS);
        lesson.expect("it", "PrepareAbort 7/32767 [t-0]", desk.shown("x"));
        desk.deliver(ErrorCode.NONE);
        lesson.expect(
                "it", "CompleteAbort " + (999 + desk.producerIds.taken) + "/0 []", desk.shown("x"));

        lesson.step("below V2 the highest epoch fences, and no id is taken for it");
        HiddenTestCoordinator old = new HiddenTestCoordinator();
        old.version = TransactionVersion.V1;
        old.commits = true;
        old.plant("x", 7, LAST, TransactionState.EMPTY);
        old.add("x", 7, LAST, "t-0");
        lesson.expect("who asks is told", "CONCURRENT_TRANSACTIONS", old.init("x"));
        lesson.expect("it", "PrepareAbort 7/32767 [t-0]", old.shown("x"));
        lesson.expect("how many ids were taken", 0, old.producerIds.taken);
        old.deliver(ErrorCode.NONE);
        lesson.expect("who asks is told then", "1000/0", old.init("x"));
    }

    @Claim(
            value = "Through many transactions of V2 each EndTxn ends the one that it means",
            rules = {"R5.7-e", "R5.7-i", "R5.7-j"})
    void eachEndTxnEndsTheOneThatItMeans(Lesson lesson) {
        SplittableRandom random = lesson.random("ends");
        HiddenTestCoordinator desk = new HiddenTestCoordinator();
        desk.commits = true;
        desk.init("x");
        int epoch = 0;
        Boolean lastCommitted = null;
        lesson.step("80 transactions, some of nothing, and delayed ends in between");
        for (int i = 0; i < 80; i++) {
            boolean committed = random.nextBoolean();
            boolean ofNothing = random.nextInt(4) == 0;
            lesson.now("transaction %s, epoch %s", i, epoch);
            if (lastCommitted != null) {
                lesson.expect(
                        "the last end once more",
                        "1000/" + epoch,
                        desk.end2("x", 1_000, epoch - 1, lastCommitted));
                lesson.expect(
                        "the other way", STATE, desk.end2("x", 1_000, epoch - 1, !lastCommitted));
            }
            if (!ofNothing) {
                desk.add("x", 1_000, epoch, "t-" + random.nextInt(3));
                if (epoch > 0) {
                    lesson.expect(
                            "a delayed end", FENCED, desk.end2("x", 1_000, epoch - 1, committed));
                }
            } else if (committed) {
                lesson.expect("to commit nothing", STATE, desk.end2("x", 1_000, epoch, true));
                committed = false;
            }
            lesson.expect("an end of the future", FENCED, desk.end2("x", 1_000, epoch + 1, true));
            lesson.expect(
                    "the end", "1000/" + (epoch + 1), desk.end2("x", 1_000, epoch, committed));
            epoch++;
            desk.deliver(ErrorCode.NONE);
            desk.settle();
            lastCommitted = committed;
            lesson.expect(
                    "x",
                    (committed ? "CompleteCommit" : "CompleteAbort") + " 1000/" + epoch + " []",
                    desk.shown("x"));
        }
    }

    @Claim(
            value = "After an end of V2 a producer may go on by InitProducerId, a zombie may not",
            rules = {"R5.4-e", "R5.7-e", "R5.7-h", "R5.7-k"})
    void afterAnEndAProducerMayGoOn(Lesson lesson) {
        HiddenTestCoordinator desk = new HiddenTestCoordinator();
        desk.commits = true;
        desk.init("x");
        desk.add("x", 1_000, 0, "t-0");
        desk.end2("x", 1_000, 0, false);
        desk.deliver(ErrorCode.NONE);
        lesson.step("x has ended epoch 0, and has not heard that it is 1000/1");
        lesson.expect("1000/0 goes on", "1000/1", desk.init("x", 1_000, 0));
        lesson.expect("1000/1 goes on", "1000/2", desk.init("x", 1_000, 1));
        lesson.step("a cluster of V1: x is fenced in its transaction by another process");
        HiddenTestCoordinator old = new HiddenTestCoordinator();
        old.version = TransactionVersion.V1;
        old.commits = true;
        old.init("x");
        old.init("x", 1_000, 0);
        old.add("x", 1_000, 1, "t-0");
        old.init("x");
        old.deliver(ErrorCode.NONE);
        lesson.expect("x", "CompleteAbort 1000/2 []", old.shown("x"));
        lesson.expect("1000/1 goes on", FENCED, old.init("x", 1_000, 1));
        lesson.expect("1000/1 adds", FENCED, old.add("x", 1_000, 1, "t-0"));
        lesson.expect("1000/1 ends", FENCED, old.end("x", 1_000, 1, false));
    }

    @Claim(
            value =
                    "Whatever comes in between, a token is good for the transaction it was given"
                            + " for",
            rules = {"R5.7-a", "R5.7-b", "R5.7-c"})
    void aTokenIsGoodForItsTransaction(Lesson lesson) {
        SplittableRandom random = lesson.random("tokens");
        HiddenTestPartition partition = HiddenTestPartition.begun(HiddenTestPartition.VERIFYING);
        Verification token = null;
        boolean open = false;
        boolean good = false;
        int sequence = 0;
        lesson.step("200 questions, batches and markers of producer 7, in any order");
        for (int step = 0; step < 200; step++) {
            switch (random.nextInt(4)) {
                case 0 -> {
                    Verification asked =
                            partition.states.verification(
                                    7, (short) 0, sequence, TransactionVersion.V1);
                    lesson.now("step %s: it is asked", step);
                    lesson.expect("whether there is a token", !open, asked != null);
                    lesson.expect(
                            "whether it is the same",
                            good && !open,
                            asked != null && asked == token);
                    token = open ? token : asked;
                    good = !open;
                }
                case 1, 2 -> {
                    lesson.now("step %s: a batch comes with the last token", step);
                    String told = partition.send(inTransaction(7, 0, sequence, 1), token);
                    lesson.expect("what it is told", open || good ? "appended" : STATE, told);
                    sequence += open || good ? 1 : 0;
                    open |= good;
                    good = false;
                }
                default -> {
                    partition.mark(7, 0, true);
                    open = false;
                    good = false;
                }
            }
        }
    }

    @Claim(
            value =
                    "Where nobody verifies no token is needed; the coordinator knows each"
                            + " partition",
            rules = {"R5.7-a", "R5.7-l"})
    void whereNobodyVerifies(Lesson lesson) {
        HiddenTestPartition partition = HiddenTestPartition.begun();
        lesson.step("verification is off");
        lesson.expect(
                "the question of V1",
                null,
                partition.states.verification(7, (short) 0, 0, TransactionVersion.V1));
        lesson.expect(
                "whether of V2 it is asked for all the same",
                true,
                partition.states.verification(7, (short) 0, 0, TransactionVersion.V2) != null);
        lesson.expect("a batch", "appended", partition.send(inTransaction(7, 0, 0, 1)));
        SplittableRandom random = lesson.random("partitions");
        HiddenTestCoordinator desk = new HiddenTestCoordinator();
        desk.init("x");
        boolean[] added = new boolean[20];
        lesson.step("partitions are added and verified");
        for (int step = 0; step < 80; step++) {
            int which = random.nextInt(added.length);
            if (random.nextInt(4) == 0) {
                desk.add("x", 1_000, 0, "t-" + which);
                added[which] = true;
            } else {
                int stored = desk.log.size();
                lesson.expect(
                        "whether t-" + which + " is part of it",
                        added[which] ? "NONE" : "TRANSACTION_ABORTABLE",
                        desk.verify("x", 1_000, 0, "t-" + which));
                lesson.expect("how much is stored", stored, desk.log.size());
            }
        }
    }
}
