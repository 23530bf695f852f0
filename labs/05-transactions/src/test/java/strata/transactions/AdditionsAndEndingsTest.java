package strata.transactions;

import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.4", concept = "the coordinator's state machine", code = "TXN-504")
final class AdditionsAndEndingsTest {
    private static final String FENCED = "PRODUCER_FENCED";
    private static final String MAPPING = "INVALID_PRODUCER_ID_MAPPING";
    private static final String CONCURRENT = "CONCURRENT_TRANSACTIONS";
    private static final String STATE = "INVALID_TXN_STATE";

    private final TestCoordinator desk = new TestCoordinator();

    @Claim(
            value = "The first partition begins a transaction, and each is stored once",
            rules = {"R5.4-b", "R5.4-l"})
    void theFirstPartitionBeginsATransaction(Lesson lesson) {
        desk.init("billing");
        desk.wallMs += 10;
        long beganMs = desk.wallMs;
        lesson.step("orders-3 and bills-0 are added by a client of V2");
        lesson.expect(
                "the answer",
                "NONE NONE",
                desk.add("billing", 1_000, 0, TransactionVersion.V2, "orders-3", "bills-0"));
        lesson.expect("billing", "Ongoing 1000/0 [bills-0, orders-3]", desk.shown("billing"));
        lesson.expect("its version", TransactionVersion.V2, desk.value("billing").clientVersion());
        lesson.step("later both again, the other way round, then one of them with orders-1");
        desk.wallMs += 10;
        lesson.expect("the answer", "NONE", desk.add("billing", 1_000, 0, "orders-3"));
        lesson.expect("how much is stored", 2, desk.log.size());
        lesson.expect(
                "the answer", "NONE NONE", desk.add("billing", 1_000, 0, "orders-3", "orders-1"));
        lesson.expect(
                "billing", "Ongoing 1000/0 [bills-0, orders-1, orders-3]", desk.shown("billing"));
        lesson.expect("when it began", beganMs, desk.value("billing").startedMs());
        lesson.expect("when that became true", desk.wallMs, desk.value("billing").updatedMs());
        lesson.step("a transaction that follows a complete one begins when it begins");
        desk.plant("parcels", 7, 0, TransactionState.COMPLETE_COMMIT);
        desk.wallMs += 10;
        desk.add("parcels", 7, 0, "orders-0");
        lesson.expect("when it began", desk.wallMs, desk.value("parcels").startedMs());
    }

    @Claim(
            value = "Only the producer that has the name adds partitions, and not what is decided",
            rules = {"R5.4-k"})
    void onlyTheProducerThatHasTheNameAdds(Lesson lesson) {
        desk.init("billing");
        desk.init("billing");
        lesson.step("billing is 1000/1");
        lesson.expect("without a name", "INVALID_REQUEST", desk.add("", 1_000, 1, "orders-0"));
        lesson.expect("with another name", MAPPING, desk.add("parcels", 1_000, 1, "orders-0"));
        lesson.expect("with another id", MAPPING, desk.add("billing", 999, 0, "orders-0"));
        lesson.expect("with the epoch before", FENCED, desk.add("billing", 1_000, 0, "orders-0"));
        lesson.expect("with the next epoch", FENCED, desk.add("billing", 1_000, 2, "orders-0"));
        lesson.expect("how much is stored", 2, desk.log.size());
        lesson.step("its transaction is decided");
        desk.add("billing", 1_000, 1, "orders-0");
        desk.end("billing", 1_000, 1, true);
        lesson.expect("it adds", CONCURRENT, desk.add("billing", 1_000, 1, "orders-0"));
        lesson.expect("another id adds", CONCURRENT, desk.add("billing", 999, 1, "orders-0"));
        lesson.expect("it verifies", CONCURRENT, desk.verify("billing", 1_000, 1, "orders-0"));
        lesson.expect("another id verifies", MAPPING, desk.verify("billing", 999, 1, "orders-0"));
        lesson.expect(
                "the epoch before verifies", FENCED, desk.verify("billing", 1_000, 0, "orders-0"));
    }

    @Claim(
            value =
                    "A transaction is decided once, by its producer, and the answer may be asked"
                            + " again",
            rules = {"R5.4-c", "R5.4-m", "R5.4-n"})
    void aTransactionIsDecidedOnce(Lesson lesson) {
        desk.init("billing");
        lesson.step("there is nothing to end");
        lesson.expect("to commit it", STATE, desk.end("billing", 1_000, 0, true));
        lesson.expect("to abort it", STATE, desk.end("billing", 1_000, 0, false));
        desk.add("billing", 1_000, 0, TransactionVersion.V1, "orders-0", "bills-2");
        long beganMs = desk.value("billing").startedMs();
        lesson.step("orders-0 and bills-2 are in a transaction");
        lesson.expect("without a name", "INVALID_REQUEST", desk.end("", 1_000, 0, true));
        lesson.expect("of another name", MAPPING, desk.end("parcels", 1_000, 0, true));
        lesson.expect("by another id", MAPPING, desk.end("billing", 999, 7, true));
        lesson.expect("in another epoch", FENCED, desk.end("billing", 1_000, 1, true));
        lesson.step("it is committed");
        desk.wallMs += 5;
        lesson.expect("by its producer", "1000/0", desk.end("billing", 1_000, 0, true));
        lesson.expect("billing", "PrepareCommit 1000/0 [bills-2, orders-0]", desk.shown("billing"));
        lesson.expect("its version", TransactionVersion.V0, desk.value("billing").clientVersion());
        lesson.expect("when it began", beganMs, desk.value("billing").startedMs());
        lesson.expect("to commit it again", CONCURRENT, desk.end("billing", 1_000, 0, true));
        lesson.expect("to abort it now", CONCURRENT, desk.end("billing", 1_000, 0, false));
        lesson.expect("in another epoch", FENCED, desk.end("billing", 1_000, 1, false));

        lesson.step("one that is complete");
        desk.plant("done", 7, 3, TransactionState.COMPLETE_COMMIT);
        desk.plant("undone", 8, 4, TransactionState.COMPLETE_ABORT);
        int stored = desk.log.size();
        lesson.expect("committed, to commit it", "7/3", desk.end("done", 7, 3, true));
        lesson.expect("committed, to abort it", STATE, desk.end("done", 7, 3, false));
        lesson.expect("aborted, to abort it", "8/4", desk.end("undone", 8, 4, false));
        lesson.expect("aborted, to commit it", STATE, desk.end("undone", 8, 4, true));
        lesson.expect("how much is stored by that", 0, desk.log.size() - stored);
    }
}
