package strata.transactions;

import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.7", concept = "zombies and timeouts", code = "TXN-507")
final class FencingTest {
    private static final String FENCED = "PRODUCER_FENCED";
    private static final String CONCURRENT = "CONCURRENT_TRANSACTIONS";
    private static final String STATE = "INVALID_TXN_STATE";

    private final TestCoordinator desk = new TestCoordinator();

    /** Billing, 1000/0, has a transaction of orders-0; all is committed at once. */
    private void begin() {
        desk.commits = true;
        desk.init("billing");
        desk.add("billing", 1_000, 0, "orders-0");
    }

    @Claim(
            value = "A transaction whose time is up is aborted in the next epoch, in every version",
            rules = {"R5.7-f", "R5.7-h", "R5.7-m"})
    void whoseTimeIsUpIsAbortedInTheNextEpoch(Lesson lesson) {
        for (TransactionVersion version : TransactionVersion.values()) {
            lesson.step("the cluster is of version %s; billing's transaction begins", version);
            TestCoordinator one = new TestCoordinator();
            one.version = version;
            one.commits = true;
            one.init("billing");
            one.add("billing", 1_000, 0, version, "orders-0");
            one.sleep(TestCoordinator.TIMEOUT_MS - 1_000);
            one.add("billing", 1_000, 0, version, "orders-1");
            one.sleep(999);
            lesson.expect(
                    "it after 4999 ms",
                    "Ongoing 1000/0 [orders-0, orders-1]",
                    one.shown("billing"));
            one.sleep(1);
            lesson.expect(
                    "it after 5000 ms",
                    "PrepareAbort 1000/1 [orders-0, orders-1]",
                    one.shown("billing"));
            lesson.expect("the markers", "abort 1000/1 to [orders-0, orders-1]", one.sent());
            lesson.expect(
                    "its version",
                    version.bumpsEpochs() ? TransactionVersion.V2 : TransactionVersion.V0,
                    one.value("billing").clientVersion());
            lesson.expect("when it was stamped", one.wallMs, one.value("billing").updatedMs());
            one.deliver(ErrorCode.NONE);
            lesson.expect("who comes late", FENCED, one.add("billing", 1_000, 0, "orders-0"));
        }
    }

    @Claim(
            value =
                    "A second producer of a name has the first one's transaction aborted, and"
                            + " fences it",
            rules = {"R5.7-h", "R5.7-k"})
    void aSecondProducerFencesTheFirst(Lesson lesson) {
        begin();
        lesson.step("somebody with another producer id asks: it is no affair of theirs");
        lesson.expect("they are told", FENCED, desk.init("billing", 999, 0));
        lesson.expect("billing", "Ongoing 1000/0 [orders-0]", desk.shown("billing"));
        lesson.step("a new process asks");
        lesson.expect("it is told", CONCURRENT, desk.init("billing"));
        lesson.expect("billing", "PrepareAbort 1000/1 [orders-0]", desk.shown("billing"));
        lesson.expect("the first one ends", CONCURRENT, desk.end2("billing", 1_000, 0, true));
        desk.deliver(ErrorCode.NONE);
        lesson.step("the abort is complete: it comes again");
        lesson.expect("it is told", "1000/2", desk.init("billing"));
        lesson.expect("the first one adds", FENCED, desk.add("billing", 1_000, 0, "orders-0"));
        lesson.expect("the first one ends", FENCED, desk.end2("billing", 1_000, 0, false));
        lesson.expect("the first one goes on", FENCED, desk.init("billing", 1_000, 0));
    }

    @Claim(
            value =
                    "Under V2 each end bumps the epoch, and tells the next one; so does an abort of"
                            + " nothing",
            rules = {"R5.7-e", "R5.7-i"})
    void underV2EachEndBumpsTheEpoch(Lesson lesson) {
        begin();
        long beganMs = desk.value("billing").startedMs();
        desk.sleep(10);
        lesson.step("billing commits in epoch 0");
        lesson.expect("the answer", "1000/1", desk.end2("billing", 1_000, 0, true));
        lesson.expect("billing", "PrepareCommit 1000/1 [orders-0]", desk.shown("billing"));
        lesson.expect("when it began", beganMs, desk.value("billing").startedMs());
        lesson.expect("its version", TransactionVersion.V2, desk.value("billing").clientVersion());
        lesson.expect("the markers", "commit 1000/1 to [orders-0]", desk.sent());
        desk.deliver(ErrorCode.NONE);
        lesson.expect("billing", "CompleteCommit 1000/1 []", desk.shown("billing"));
        lesson.step("epoch 1 has nothing yet, commits, and aborts");
        lesson.expect("to commit nothing", STATE, desk.end2("billing", 1_000, 1, true));
        lesson.expect("to abort nothing", "1000/2", desk.end2("billing", 1_000, 1, false));
        desk.settle();
        lesson.expect("billing", "CompleteAbort 1000/2 []", desk.shown("billing"));
        lesson.expect("when that began", desk.wallMs, desk.value("billing").startedMs());
        lesson.expect("in the next epoch", "NONE", desk.add("billing", 1_000, 2, "orders-0"));
        lesson.expect(
                "by another id", "INVALID_PRODUCER_ID_MAPPING", desk.end2("billing", 5, 2, true));
    }

    @Claim(
            value = "A repeated end is answered again, and a delayed one ends no later transaction",
            rules = {"R5.7-i", "R5.7-j"})
    void aDelayedEndEndsNoLaterTransaction(Lesson lesson) {
        begin();
        desk.end2("billing", 1_000, 0, true);
        lesson.step("billing commits in epoch 0, hears nothing, and asks again");
        lesson.expect("while it is not complete", CONCURRENT, desk.end2("billing", 1_000, 0, true));
        desk.deliver(ErrorCode.NONE);
        lesson.expect("when it is complete", "1000/1", desk.end2("billing", 1_000, 0, true));
        lesson.expect("to abort it instead", STATE, desk.end2("billing", 1_000, 0, false));
        lesson.step("epoch 1 has begun a transaction when it comes a third time");
        desk.add("billing", 1_000, 1, "orders-0");
        int stored = desk.log.size();
        lesson.expect("to commit in epoch 0", FENCED, desk.end2("billing", 1_000, 0, true));
        lesson.expect("to abort in epoch 0", FENCED, desk.end2("billing", 1_000, 0, false));
        lesson.expect("in epoch 2", FENCED, desk.end2("billing", 1_000, 2, true));
        lesson.expect("billing", "Ongoing 1000/1 [orders-0]", desk.shown("billing"));
        lesson.expect("how much is stored by that", 0, desk.log.size() - stored);
    }

    @Claim(
            value = "An end that exhausts the epochs changes the producer id, once it is complete",
            rules = {"R5.7-e", "R5.7-g", "R5.7-i", "R5.7-j"})
    void anEndThatExhaustsTheEpochsChangesTheProducerId(Lesson lesson) {
        int last = TestCoordinator.EXHAUSTED;
        desk.commits = true;
        desk.plant("billing", 7, last - 1, TransactionState.EMPTY);
        lesson.step("billing is 7/%s, and commits", last - 1);
        desk.add("billing", 7, last - 1, "orders-0");
        lesson.expect("the answer", "7/" + last, desk.end2("billing", 7, last - 1, true));
        desk.deliver(ErrorCode.NONE);
        lesson.expect("how many ids were taken", 0, desk.producerIds.taken);
        lesson.step("the last epoch; there is no producer id just now");
        desk.add("billing", 7, last, "orders-0");
        desk.producerIds.left = 0;
        String come = "COORDINATOR_LOAD_IN_PROGRESS";
        lesson.expect("to commit", come, desk.end2("billing", 7, last, true));
        lesson.expect("billing", "Ongoing 7/" + last + " [orders-0]", desk.shown("billing"));
        lesson.step("now there is one");
        desk.producerIds.left = 9;
        lesson.expect("to commit", "1000/0", desk.end2("billing", 7, last, true));
        lesson.expect("the markers", "commit 7/32767 to [orders-0]", desk.sent());
        desk.deliver(ErrorCode.NONE);
        lesson.expect("billing", "CompleteCommit 1000/0 []", desk.shown("billing"));
        lesson.expect("to commit again", "1000/0", desk.end2("billing", 7, last, true));
        lesson.expect("to abort instead", STATE, desk.end2("billing", 7, last, false));
        lesson.step("the next one has begun");
        desk.add("billing", 1_000, 0, "orders-0");
        String mapping = "INVALID_PRODUCER_ID_MAPPING";
        lesson.expect("7 commits again", mapping, desk.end2("billing", 7, last, true));
        lesson.expect("how many ids were taken", 1, desk.producerIds.taken);
        lesson.step("a name that has changed its id without a transaction");
        desk.plant("parcels", 8, last, TransactionState.EMPTY);
        desk.init("parcels");
        lesson.expect("8 ends", FENCED, desk.end2("parcels", 8, last, false));
        lesson.expect("8 ends an older one", mapping, desk.end2("parcels", 8, last - 1, false));
    }

    @Claim(
            value = "The coordinator says of each partition whether the transaction has it",
            rules = {"R5.7-l"})
    void theCoordinatorSaysWhichPartitionsItHas(Lesson lesson) {
        begin();
        int stored = desk.log.size();
        lesson.step("billing has orders-0; somebody verifies orders-1, orders-0 and bills-0");
        lesson.expect(
                "the answer",
                "TRANSACTION_ABORTABLE NONE TRANSACTION_ABORTABLE",
                desk.verify("billing", 1_000, 0, "orders-1", "orders-0", "bills-0"));
        lesson.expect("of another epoch", FENCED, desk.verify("billing", 1_000, 1, "orders-0"));
        lesson.expect("how much is stored by that", 0, desk.log.size() - stored);
    }
}
