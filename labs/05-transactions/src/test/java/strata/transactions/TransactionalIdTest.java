package strata.transactions;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionRecord;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.4", concept = "the coordinator's state machine", code = "TXN-504")
final class TransactionalIdTest {
    private static final String FENCED = "PRODUCER_FENCED";

    private final TestCoordinator desk = new TestCoordinator();

    @Claim(
            value = "A name that is not known gets a producer id of its own, and epoch 0",
            rules = {"R5.4-f", "R5.4-h"})
    void aNewNameGetsAProducerIdOfItsOwn(Lesson lesson) {
        lesson.step("billing asks, and says nothing; parcels says that it was 77/5");
        lesson.expect("billing is told", "1000/0", desk.init("billing"));
        lesson.expect("parcels is told", "1001/0", desk.init("parcels", 77, 5));
        TransactionValue first =
                new TransactionValue(
                        1_000,
                        1_000,
                        -1,
                        (short) 0,
                        TestCoordinator.TIMEOUT_MS,
                        TransactionState.EMPTY,
                        List.of(),
                        desk.wallMs,
                        -1,
                        TransactionVersion.V0);
        lesson.expect(
                "billing's record",
                new TransactionRecord("billing", first, (short) 1),
                desk.log.get(0));
        lesson.step("the supply has no producer id left");
        desk.producerIds.left = 0;
        lesson.expect("a third one is told", "COORDINATOR_LOAD_IN_PROGRESS", desk.init("x"));
        lesson.expect("how much is stored", 2, desk.log.size());
    }

    @Claim(
            value = "What is wrong with a request is told before anything else",
            rules = {"R5.4-f"})
    void whatIsWrongWithARequestIsToldFirst(Lesson lesson) {
        desk.init("billing");
        desk.add("billing", 1_000, 0, "orders-0");
        desk.end("billing", 1_000, 0, true);
        lesson.step("billing's transaction is decided and not complete");
        lesson.expect("without a name", "INVALID_REQUEST", desk.init(""));
        lesson.expect("without an epoch", "INVALID_REQUEST", desk.init("billing", 1_000, -1));
        lesson.expect("without a producer id", "INVALID_REQUEST", desk.init("billing", -1, 0));
        for (int timeoutMs : new int[] {-1, 0, 60_001}) {
            lesson.expect(
                    "with a timeout of " + timeoutMs,
                    "INVALID_TRANSACTION_TIMEOUT",
                    desk.init("billing", timeoutMs, -1, -1));
        }
        String again = "CONCURRENT_TRANSACTIONS";
        lesson.expect("who says nothing", again, desk.init("billing", 60_000, -1, -1));
        lesson.expect("who says another's id", again, desk.init("billing", 999, 0));
        lesson.expect("how much is stored", 3, desk.log.size());
        lesson.step("of a name that is not known only the request is looked at");
        lesson.expect(
                "with a timeout of 0", "INVALID_TRANSACTION_TIMEOUT", desk.init("x", 0, -1, -1));
        lesson.expect("with the longest timeout", "1001/0", desk.init("x", 60_000, 999, 7));
    }

    @Claim(
            value = "Who says nothing gets the next epoch, and who had the one before is fenced",
            rules = {"R5.4-g", "R5.4-i", "R5.4-j"})
    void whoSaysNothingGetsTheNextEpoch(Lesson lesson) {
        lesson.step("billing asks, and asks again: three processes, one after the other");
        desk.init("billing");
        lesson.expect("the second is told", "1000/1", desk.init("billing"));
        lesson.expect("the third is told", "1000/2", desk.init("billing", 40_000, -1, -1));
        lesson.expect("its record", "Empty 1000/2 []", desk.shown("billing"));
        lesson.expect("its timeout", 40_000, desk.value("billing").timeoutMs());
        lesson.step("the others say who they are");
        lesson.expect("the second is told", FENCED, desk.init("billing", 1_000, 1));
        lesson.expect("the first is told", FENCED, desk.init("billing", 1_000, 0));
        lesson.expect("one from the future is told", FENCED, desk.init("billing", 1_000, 3));
        lesson.expect("one with another id is told", FENCED, desk.init("billing", 999, 2));
        lesson.expect("how much is stored", 3, desk.log.size());
    }

    @Claim(
            value = "Who says who it is goes on in the next epoch, and may miss the answer",
            points = 2,
            rules = {"R5-a", "R5.4-d", "R5.4-e", "R5.4-j"})
    void whoSaysWhoItIsMayMissTheAnswer(Lesson lesson) {
        desk.init("billing");
        lesson.step("1000/0 wants to go on, and does not hear the answer, twice");
        lesson.expect("it is told", "1000/1", desk.init("billing", 1_000, 0));
        desk.wallMs += 7;
        lesson.expect("it is told again", "1000/1", desk.init("billing", 1_000, 0));
        lesson.expect("and again", "1000/1", desk.init("billing", 1_000, 0));
        lesson.expect("how much is stored", 4, desk.log.size());
        lesson.expect("when it was stored", desk.wallMs, desk.value("billing").updatedMs());
        lesson.step("now it has heard it, and goes on once more");
        lesson.expect("1000/1 is told", "1000/2", desk.init("billing", 1_000, 1));
        lesson.expect("1000/0 is told", FENCED, desk.init("billing", 1_000, 0));

        lesson.step("1000/2 wants to go on, but the record cannot be appended");
        desk.refusal = ErrorCode.NOT_ENOUGH_REPLICAS;
        desk.init("billing", 1_000, 2);
        desk.refusal = null;
        lesson.step("another one takes the name: it was not bumped for 1000/2");
        lesson.expect("the other one is told", "1000/3", desk.init("billing"));
        lesson.expect("1000/2 is told", FENCED, desk.init("billing", 1_000, 2));
        lesson.step("a failover: what no record tells is not known any more");
        lesson.expect("1000/3 is told", "1000/4", desk.init("billing", 1_000, 3));
        desk.takeOver();
        lesson.expect("1000/3 is told again", FENCED, desk.init("billing", 1_000, 3));
    }

    @Claim(
            value = "When the epochs are exhausted a new producer id takes over, in epoch 0",
            rules = {"R5.4-g", "R5.4-i", "R5.4-j"})
    void exhaustedEpochsBringANewProducerId(Lesson lesson) {
        int last = TestCoordinator.EXHAUSTED;
        desk.plant("billing", 7, last - 1, TransactionState.EMPTY);
        lesson.step("billing is 7/%s: one epoch is left", last - 1);
        lesson.expect("who says nothing is told", "7/" + last, desk.init("billing"));
        desk.producerIds.left = 0;
        lesson.step("there is none left, and no producer id either");
        lesson.expect("it is told", "COORDINATOR_LOAD_IN_PROGRESS", desk.init("billing", 7, last));
        desk.producerIds.left = 5;
        lesson.step("there is one; 7/%s misses the answer", last);
        lesson.expect("it is told", "1000/0", desk.init("billing", 7, last));
        lesson.expect("it is told again", "1000/0", desk.init("billing", 7, last));
        lesson.expect("the id before", 7L, desk.log.get(2).value().previousProducerId());
        lesson.expect("who says 7/0 is told", FENCED, desk.init("billing", 7, 0));
        lesson.expect("who says 7/1 is told", FENCED, desk.init("billing", 7, 1));
        lesson.expect("how many ids were taken", 1, desk.producerIds.taken);
    }

    @Claim(
            value = "What a coordinator knows comes out of its records, whoever applies them",
            rules = {"R5-d", "R5.4-a", "R5.4-b", "R5.4-c", "R5.4-d"})
    void whatItKnowsComesOutOfItsRecords(Lesson lesson) {
        lesson.step("two names live for a while");
        desk.init("billing");
        desk.init("parcels");
        desk.init("billing", 1_000, 0);
        desk.wallMs += 10;
        desk.add("billing", 1_000, 1, "orders-0");
        desk.add("parcels", 1_001, 0, "orders-0", "bills-1");
        desk.wallMs += 10;
        desk.end("billing", 1_000, 1, false);
        lesson.expect("billing", "PrepareAbort 1000/1 [orders-0]", desk.shown("billing"));
        lesson.step("another node applies the log");
        lesson.expect(
                "what it knows",
                TestCoordinator.values(desk.coordinator),
                TestCoordinator.values(desk.replayed()));
        lesson.step("parcels is not known any more");
        desk.append(TransactionRecord.tombstone("parcels"));
        lesson.expect(
                "what it knows",
                TestCoordinator.values(desk.coordinator),
                TestCoordinator.values(desk.replayed()));
        lesson.expect("the next one of parcels is told", "1002/0", desk.init("parcels"));
    }
}
