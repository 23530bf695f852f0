package strata.transactions;

import java.util.List;
import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;
import strata.lessons.Claim;
import strata.lessons.Lesson;
import strata.lessons.Step;

@Step(value = "5.5", concept = "markers", code = "TXN-505")
final class MarkerDeliveryTest {
    private static final String BOTH = "[bills-2, orders-0]";

    private final TestCoordinator desk = new TestCoordinator();

    /** A transaction of orders-0 and bills-2 is decided; its decision is the log's last record. */
    private void decide(String name, boolean committed) {
        desk.init(name);
        long producerId = desk.value(name).producerId();
        desk.add(name, producerId, 0, TransactionVersion.V0, "orders-0", "bills-2");
        desk.end(name, producerId, 0, committed);
    }

    private static TransactionMarker marker(boolean committed) {
        return new TransactionMarker("billing", 1_000, (short) 0, committed, TransactionVersion.V0);
    }

    @Claim(
            value = "No marker leaves before its decision is committed, and then each does",
            rules = {"R5.5-e", "R5.5-f"})
    void noMarkerLeavesBeforeItsDecisionIsCommitted(Lesson lesson) {
        decide("billing", true);
        decide("parcels", false);
        lesson.step("billing's decision is at offset 2, parcels' at 5");
        lesson.expect("the markers", "none", desk.sent());
        desk.commitTo(2);
        lesson.expect("the markers, with 2 as the high watermark", "none", desk.sent());
        desk.commitTo(3);
        lesson.expect("the markers, with 3", "commit 1000/0 to " + BOTH, desk.sent());
        desk.commitTo(5);
        lesson.expect("the markers, with 5", "commit 1000/0 to " + BOTH, desk.sent());
        desk.commitTo(6);
        lesson.expect(
                "the markers, with 6",
                "commit 1000/0 to " + BOTH + ", abort 1001/0 to " + BOTH,
                desk.sent());
        lesson.expect("the first one", marker(true), desk.sent.get(0).marker());
        desk.commitTo(7);
        lesson.expect("how many there are in the end", 2, desk.sent.size());
    }

    @Claim(
            value = "When every partition has confirmed the transaction is complete, not before",
            rules = {"R5.5-g", "R5.5-j"})
    void whenAllHaveConfirmedItIsComplete(Lesson lesson) {
        decide("billing", false);
        desk.commits = true;
        desk.commitTo(3);
        lesson.step("orders-0 has the marker");
        desk.wallMs += 9;
        desk.answer(marker(false), ErrorCode.NONE, "orders-0");
        lesson.expect("billing", "PrepareAbort 1000/0 " + BOTH, desk.shown("billing"));
        lesson.expect("who has not confirmed", "[bills-2]", desk.unmarked("billing"));
        lesson.step("it says so once more");
        desk.answer(marker(false), ErrorCode.NONE, "orders-0");
        lesson.expect("who has not confirmed", "[bills-2]", desk.unmarked("billing"));
        lesson.step("bills-2 has it, too");
        desk.answer(marker(false), ErrorCode.NONE, "bills-2");
        lesson.expect("billing", "CompleteAbort 1000/0 []", desk.shown("billing"));
        lesson.expect("when that became true", desk.wallMs, desk.value("billing").updatedMs());
        lesson.expect("how much is stored", 4, desk.log.size());
        lesson.expect(
                "what is told of the next", "NONE", desk.add("billing", 1_000, 0, "orders-1"));
    }

    @Claim(
            value = "Who could not take the marker is told again after a while, alone",
            rules = {"R5.5-g", "R5.5-i"})
    void whoCouldNotTakeItIsToldAgainAlone(Lesson lesson) {
        decide("billing", true);
        desk.commitTo(3);
        desk.sent.clear();
        lesson.step("orders-0 has no leader now; bills-2 has not answered yet");
        desk.answer(marker(true), ErrorCode.NOT_LEADER_OR_FOLLOWER, "orders-0");
        desk.sleep(TestCoordinator.RETRY_MS - 1);
        lesson.expect("the markers after 99 ms", "none", desk.sent());
        desk.sleep(1);
        lesson.expect("the markers after 100 ms", "commit 1000/0 to [orders-0]", desk.sent());
        lesson.step("nothing is heard for ten seconds: both have it under way");
        desk.sleep(10_000);
        lesson.expect("how many markers there are", 1, desk.sent.size());
        lesson.step("bills-2 fails, then orders-0 a little later: one time to try again");
        desk.sent.clear();
        desk.answer(marker(true), ErrorCode.REQUEST_TIMED_OUT, "bills-2");
        desk.sleep(60);
        desk.answer(marker(true), ErrorCode.NOT_ENOUGH_REPLICAS, "orders-0");
        desk.sleep(40);
        lesson.expect("the markers", "commit 1000/0 to " + BOTH, desk.sent());
        desk.deliver(ErrorCode.NONE);
        lesson.expect("billing", "CompleteCommit 1000/0 []", desk.shown("billing"));
    }

    @Claim(
            value =
                    "What a partition answers decides whether it is done, told again, or left"
                            + " alone",
            rules = {"R5.5-h"})
    void whatAnAnswerMeans(Lesson lesson) {
        lesson.step("a marker for one partition, and each answer that may come");
        for (ErrorCode error : ErrorCode.values()) {
            lesson.now("the answer is %s", error);
            TestCoordinator one = new TestCoordinator();
            one.init("billing");
            one.add("billing", 1_000, 0, TransactionVersion.V0, "orders-0");
            one.end("billing", 1_000, 0, true);
            one.commitTo(3);
            one.sent.clear();
            one.answer(marker(true), error, "orders-0");
            boolean done = !one.shown("billing").startsWith("Prepare");
            one.sleep(10_000);
            String fate = done ? "done" : one.sent.isEmpty() ? "left alone" : "told again";
            lesson.expect("what becomes of it", expected(error), fate);
        }
    }

    private static String expected(ErrorCode error) {
        return switch (error) {
            case NONE, UNKNOWN_TOPIC_ID, UNSUPPORTED_FOR_MESSAGE_FORMAT, UNSUPPORTED_VERSION ->
                    "done";
            case INVALID_PRODUCER_EPOCH, TRANSACTION_COORDINATOR_FENCED -> "left alone";
            default -> "told again";
        };
    }

    @Claim(
            value = "Answers to another marker, or that nobody waits for, concern nobody",
            rules = {"R5.5-g"})
    void answersToAnotherMarkerConcernNobody(Lesson lesson) {
        decide("billing", true);
        lesson.step("answers come before any marker has left");
        desk.answer(marker(true), ErrorCode.NONE, "orders-0");
        lesson.expect("who has not confirmed", BOTH, desk.unmarked("billing"));
        desk.commits = true;
        desk.commitTo(3);
        lesson.step("answers come to an abort, to a commit of epoch 1, and of another partition");
        desk.answer(marker(false), ErrorCode.NONE, "orders-0");
        TransactionMarker other =
                new TransactionMarker("billing", 1_000, (short) 1, true, TransactionVersion.V0);
        desk.answer(other, ErrorCode.NONE, "orders-0");
        desk.answer(marker(true), ErrorCode.NONE, "orders-7");
        desk.answer(marker(false), ErrorCode.INVALID_PRODUCER_EPOCH, "orders-0");
        lesson.expect("who has not confirmed", BOTH, desk.unmarked("billing"));
        lesson.expect("how many markers there are", 1, desk.sent.size());
        desk.deliver(ErrorCode.NONE);
        lesson.expect("billing", "CompleteCommit 1000/0 []", desk.shown("billing"));
    }

    @Claim(
            value =
                    "After a failover markers go to all partitions again; what is complete gets"
                            + " none",
            rules = {"R5.5-i", "R5.5-j", "R5.5-k"})
    void afterAFailoverMarkersGoOutAgain(Lesson lesson) {
        decide("billing", true);
        decide("parcels", true);
        desk.commitTo(6);
        lesson.step("parcels is complete; of billing orders-0 has its marker");
        desk.commits = true;
        TransactionMarker parcels = desk.sent.get(1).marker();
        desk.answer(parcels, ErrorCode.NONE, "orders-0");
        desk.answer(parcels, ErrorCode.NONE, "bills-2");
        desk.answer(marker(true), ErrorCode.NONE, "orders-0");
        desk.commits = false;
        desk.takeOver();
        lesson.step("another coordinator has applied the log, and knows that 2 is committed");
        desk.commitTo(2);
        lesson.expect("the markers", "none", desk.sent());
        desk.commitTo(7);
        lesson.expect("the markers, with 7", "commit 1000/0 to " + BOTH, desk.sent());

        lesson.step("a decision of a transaction without partitions, that changes the producer id");
        desk.plant("empty", 7, 2_000, Short.MAX_VALUE, TransactionState.PREPARE_ABORT);
        desk.commitTo(7);
        lesson.expect("it", "PrepareAbort 7/32767 []", desk.shown("empty"));
        desk.commitTo(8);
        lesson.expect("it, once it is committed", "CompleteAbort 2000/0 []", desk.shown("empty"));
        lesson.expect(
                "the ids before and after",
                List.of(7L, -1L),
                List.of(
                        desk.value("empty").previousProducerId(),
                        desk.value("empty").nextProducerId()));
    }
}
