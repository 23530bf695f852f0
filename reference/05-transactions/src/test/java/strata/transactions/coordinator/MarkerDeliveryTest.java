package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.transactions.coordinator.CoordinatorWorld.tp;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionMarker;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;
import strata.transactions.coordinator.CoordinatorWorld.Sent;

/** How every partition comes to hear of a decision. */
class MarkerDeliveryTest {
    private final CoordinatorWorld world = new CoordinatorWorld();

    @Test
    void noMarkerLeavesBeforeTheDecisionIsCommitted() {
        begin();
        world.held = true;
        commitLater();
        world.sleep(1_000);
        assertThat(world.sent).isEmpty();

        world.commit(world.log.size() - 1);
        assertThat(world.sent).isEmpty();
        world.commit();

        assertThat(world.sent)
                .containsExactly(new Sent(marker(true), List.of(tp("s", 1), tp("t", 0))));
    }

    @Test
    void aDecisionThatIsCommittedAtOnceIsToldToo() {
        begin();
        // With one replica the high watermark is ahead of what is applied.
        world.shard.committed(100);
        world.held = true;

        commitLater();

        assertThat(world.sent).hasSize(1);
    }

    @Test
    void itIsCompleteWhenEveryPartitionHasItsMarker() {
        begin();
        world.commit("a", 1_000L, 0);

        world.answer(marker(true), ErrorCode.NONE, List.of(tp("s", 1)));
        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_COMMIT);
        assertThat(world.view("a").unmarked()).containsExactly(tp("t", 0));
        world.answer(marker(true), ErrorCode.NONE, List.of(tp("t", 0)));

        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(world.view("a").unmarked()).isEmpty();
    }

    @Test
    void goneTopicsNeedNoMarker() {
        for (ErrorCode error :
                List.of(
                        ErrorCode.UNKNOWN_TOPIC_ID,
                        ErrorCode.UNSUPPORTED_FOR_MESSAGE_FORMAT,
                        ErrorCode.UNSUPPORTED_VERSION)) {
            CoordinatorWorld each = new CoordinatorWorld();
            each.init("a");
            each.add("a", 1_000L, 0, tp("t", 0));
            each.commit("a", 1_000L, 0);

            each.deliver(error);

            assertThat(each.state("a")).as("%s", error).isEqualTo(TransactionState.COMPLETE_COMMIT);
        }
    }

    @Test
    void onlyThosePartitionsAreToldAgainThatHaveNotConfirmed() {
        begin();
        world.commit("a", 1_000L, 0);
        world.sent.clear();
        world.answer(marker(true), ErrorCode.NONE, List.of(tp("s", 1)));
        world.answer(marker(true), ErrorCode.NOT_LEADER_OR_FOLLOWER, List.of(tp("t", 0)));

        world.sleep(99);
        assertThat(world.sent).isEmpty();
        world.sleep(1);

        assertThat(world.sent).containsExactly(new Sent(marker(true), List.of(tp("t", 0))));
        world.deliver(ErrorCode.NONE);
        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    @Test
    void whatIsUnderWayIsNotSentAgain() {
        begin();
        world.commit("a", 1_000L, 0);
        world.sent.clear();
        world.answer(marker(true), ErrorCode.REQUEST_TIMED_OUT, List.of(tp("t", 0)));

        world.sleep(100);
        assertThat(world.sent).containsExactly(new Sent(marker(true), List.of(tp("t", 0))));
        world.sleep(10_000);

        assertThat(world.sent).hasSize(1);
        world.answer(marker(true), ErrorCode.NONE, List.of(tp("s", 1), tp("t", 0)));
        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    @Test
    void anotherCoordinatorsWorkIsLeftToIt() {
        for (ErrorCode error :
                List.of(
                        ErrorCode.INVALID_PRODUCER_EPOCH,
                        ErrorCode.TRANSACTION_COORDINATOR_FENCED)) {
            CoordinatorWorld each = new CoordinatorWorld();
            each.init("a");
            each.add("a", 1_000L, 0, tp("s", 1), tp("t", 0));
            each.commit("a", 1_000L, 0);
            each.sent.clear();

            each.answer(marker(true), error, List.of(tp("t", 0)));
            each.answer(marker(true), ErrorCode.NOT_LEADER_OR_FOLLOWER, List.of(tp("s", 1)));
            each.sleep(10_000);

            assertThat(each.sent).as("%s", error).isEmpty();
            assertThat(each.state("a")).isEqualTo(TransactionState.PREPARE_COMMIT);
        }
    }

    @Test
    void answersToAnotherMarkerAreOfNoConcern() {
        begin();
        world.answer(marker(true), ErrorCode.NONE, List.of(tp("s", 1), tp("t", 0)));
        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
        world.abort("a", 1_000L, 0);

        world.answer(marker(true), ErrorCode.NONE, List.of(tp("s", 1), tp("t", 0)));

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);
        assertThat(world.view("a").unmarked()).containsExactly(tp("s", 1), tp("t", 0));
    }

    @Test
    void partitionsThatWereNotAskedDoNotCount() {
        begin();
        world.held = true;
        commitLater();

        world.answer(marker(true), ErrorCode.NONE, List.of(tp("s", 1), tp("t", 0)));

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_COMMIT);
        assertThat(world.view("a").unmarked()).containsExactly(tp("s", 1), tp("t", 0));
    }

    @Test
    void afterAFailoverMarkersAreSentAgain() {
        begin();
        world.commit("a", 1_000L, 0);
        world.answer(marker(true), ErrorCode.NONE, List.of(tp("s", 1)));

        world.failOver();

        assertThat(world.sent)
                .containsExactly(new Sent(marker(true), List.of(tp("s", 1), tp("t", 0))));
        world.deliver(ErrorCode.NONE);
        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    @Test
    void afterAFailoverTheDecisionHasToBeCommittedFirst() {
        begin();
        world.commit("a", 1_000L, 0);
        List<Sent> told = new ArrayList<>();
        var next = world.empty((marker, partitions) -> told.add(new Sent(marker, partitions)));
        for (int at = 0; at < world.log.size(); at++) {
            next.apply(at, world.log.get(at));
        }

        next.loaded(world.nowMs);
        next.committed(world.log.size() - 1);
        assertThat(told).isEmpty();
        next.committed(world.log.size());

        assertThat(told).hasSize(1);
    }

    @Test
    void aDecisionWithoutPartitionsIsCompleteOnceItIsCommitted() {
        world.init("a");
        world.held = true;
        world.askLater(CoordinatorWorld.endOf("a", 1_000L, 0, false, TransactionVersion.V2));
        world.settle();
        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);

        world.commit();
        world.settle();

        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_ABORT);
    }

    @Test
    void thatItIsCompleteIsStoredAgainUntilItIsAppended() {
        begin();
        world.commit("a", 1_000L, 0);
        world.appends = ErrorCode.NOT_ENOUGH_REPLICAS;
        world.deliver(ErrorCode.NONE);
        world.sleep(500);
        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_COMMIT);
        world.appends = ErrorCode.NONE;

        world.sleep(100);

        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(world.value("a").updatedMs()).isEqualTo(world.wallMs);
    }

    @Test
    void markersTellTheVersionOfWhoEndedIt() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.version = TransactionVersion.V1;

        world.commit("a", 1_000L, 0);

        assertThat(world.sent.get(0).marker())
                .isEqualTo(
                        new TransactionMarker("a", 1_000L, (short) 0, true, TransactionVersion.V0));
    }

    private void begin() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0), tp("s", 1));
    }

    private void commitLater() {
        world.askLater(CoordinatorWorld.endOf("a", 1_000L, 0, true, TransactionVersion.V2));
    }

    private static TransactionMarker marker(boolean committed) {
        return new TransactionMarker("a", 1_000L, (short) 1, committed, TransactionVersion.V2);
    }
}
