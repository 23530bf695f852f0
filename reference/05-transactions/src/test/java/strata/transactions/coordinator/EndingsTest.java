package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.transactions.coordinator.CoordinatorWorld.LAST_EPOCH;
import static strata.transactions.coordinator.CoordinatorWorld.tp;

import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.request.EndTxn;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;

/** How transactions are decided, by clients of either protocol. */
class EndingsTest {
    private final CoordinatorWorld world = new CoordinatorWorld();

    // ---- below V2 -------------------------------------------------------------------------------

    @Test
    void belowV2AnEndKeepsTheEpoch() {
        begin(TransactionVersion.V1);

        assertThat(world.commit("a", 1_000L, 0)).isEqualTo(is(1_000L, 0));

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_COMMIT);
        assertThat(world.value("a").partitions()).containsExactly(tp("t", 0));
        assertThat(world.value("a").clientVersion()).isEqualTo(TransactionVersion.V0);
        world.deliver(ErrorCode.NONE);
        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(world.value("a").producerEpoch()).isZero();
        assertThat(world.value("a").partitions()).isEmpty();
    }

    @Test
    void belowV2TheSameEndAgainIsAnsweredAndAnotherIsNot() {
        begin(TransactionVersion.V1);
        world.abort("a", 1_000L, 0);

        assertThat(world.abort("a", 1_000L, 0).error())
                .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(world.commit("a", 1_000L, 0).error())
                .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(world.commit("a", 1_000L, 1).error()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        world.deliver(ErrorCode.NONE);

        assertThat(world.abort("a", 1_000L, 0)).isEqualTo(is(1_000L, 0));
        assertThat(world.commit("a", 1_000L, 0).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_ABORT);
    }

    @Test
    void belowV2NothingCannotBeEnded() {
        world.version = TransactionVersion.V1;
        world.init("a");

        assertThat(world.abort("a", 1_000L, 0).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.commit("a", 1_000L, 0).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
    }

    @Test
    void inEitherProtocolOnlyThePresentProducerEnds() {
        for (TransactionVersion version :
                new TransactionVersion[] {TransactionVersion.V0, TransactionVersion.V2}) {
            CoordinatorWorld each = new CoordinatorWorld();
            each.version = version;
            each.init("a");
            each.init("a");
            each.add("a", 1_000L, 1, tp("t", 0));

            assertThat(each.commit("", 1_000L, 1).error()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(each.commit("b", 1_000L, 1).error())
                    .isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
            assertThat(each.commit("a", 999L, 1).error())
                    .isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
            assertThat(each.commit("a", 1_000L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
            assertThat(each.commit("a", 1_000L, 2).error()).isEqualTo(ErrorCode.PRODUCER_FENCED);
            assertThat(each.state("a")).isEqualTo(TransactionState.ONGOING);
        }
    }

    // ---- V2 -------------------------------------------------------------------------------------

    @Test
    void anEndBumpsTheEpochAndTellsIt() {
        begin(TransactionVersion.V2);

        assertThat(world.commit("a", 1_000L, 0)).isEqualTo(is(1_000L, 1));

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_COMMIT);
        assertThat(world.value("a").producerEpoch()).isEqualTo((short) 1);
        assertThat(world.value("a").clientVersion()).isEqualTo(TransactionVersion.V2);
        assertThat(world.sent.get(0).marker().producerEpoch()).isEqualTo((short) 1);
        world.deliver(ErrorCode.NONE);
        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_COMMIT);
        assertThat(world.value("a").producerEpoch()).isEqualTo((short) 1);
    }

    @Test
    void theEpochBeforeIsARepetition() {
        begin(TransactionVersion.V2);
        world.commit("a", 1_000L, 0);

        assertThat(world.commit("a", 1_000L, 0).error())
                .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(world.abort("a", 1_000L, 0).error())
                .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        world.deliver(ErrorCode.NONE);

        assertThat(world.commit("a", 1_000L, 0)).isEqualTo(is(1_000L, 1));
        assertThat(world.abort("a", 1_000L, 0).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_COMMIT);
    }

    @Test
    void whoIsAheadOfTheMarkersComesAgain() {
        begin(TransactionVersion.V2);
        world.commit("a", 1_000L, 0);

        assertThat(world.abort("a", 1_000L, 1).error())
                .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        world.deliver(ErrorCode.NONE);

        assertThat(world.abort("a", 1_000L, 1)).isEqualTo(is(1_000L, 2));
    }

    @Test
    void aLateEndNeverEndsTheNextTransaction() {
        begin(TransactionVersion.V2);
        world.commit("a", 1_000L, 0);
        world.deliver(ErrorCode.NONE);
        world.add("a", 1_000L, 1, tp("t", 3));

        assertThat(world.commit("a", 1_000L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));

        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
    }

    @Test
    void nothingCanBeAbortedButNotCommitted() {
        world.init("a");
        world.wallMs += 9;

        assertThat(world.commit("a", 1_000L, 0).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.abort("a", 1_000L, 0)).isEqualTo(is(1_000L, 1));
        assertThat(world.value("a").startedMs()).isEqualTo(world.wallMs);
        world.settle();

        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_ABORT);
        assertThat(world.sent).isEmpty();
        // Again: the repetition, and the next one.
        assertThat(world.abort("a", 1_000L, 0)).isEqualTo(is(1_000L, 1));
        assertThat(world.commit("a", 1_000L, 1).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.abort("a", 1_000L, 1)).isEqualTo(is(1_000L, 2));
    }

    @Test
    void afterACommitToo() {
        begin(TransactionVersion.V2);
        world.commit("a", 1_000L, 0);
        world.deliver(ErrorCode.NONE);

        assertThat(world.abort("a", 1_000L, 1)).isEqualTo(is(1_000L, 2));
        world.settle();

        assertThat(world.state("a")).isEqualTo(TransactionState.COMPLETE_ABORT);
    }

    @Test
    void theLastEpochEndsWithANewProducerId() {
        world.plant("a", 7L, LAST_EPOCH, TransactionState.EMPTY);
        world.add("a", 7L, LAST_EPOCH, tp("t", 0));

        assertThat(world.commit("a", 7L, LAST_EPOCH)).isEqualTo(is(1_000L, 0));

        assertThat(world.value("a").producerId()).isEqualTo(7L);
        assertThat(world.value("a").nextProducerId()).isEqualTo(1_000L);
        assertThat(world.sent.get(0).marker().producerId()).isEqualTo(7L);
        assertThat(world.sent.get(0).marker().producerEpoch()).isEqualTo(Short.MAX_VALUE);
        assertThat(world.commit("a", 7L, LAST_EPOCH).error())
                .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        world.failOver();
        world.deliver(ErrorCode.NONE);
        assertThat(world.value("a").producerId()).isEqualTo(1_000L);
        assertThat(world.value("a").producerEpoch()).isZero();
        assertThat(world.value("a").previousProducerId()).isEqualTo(7L);
        assertThat(world.value("a").nextProducerId()).isEqualTo(-1L);
        assertThat(world.commit("a", 7L, LAST_EPOCH)).isEqualTo(is(1_000L, 0));
        assertThat(world.abort("a", 7L, LAST_EPOCH).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.add("a", 1_000L, 0, tp("t", 0))).isEqualTo(ErrorCode.NONE);
        assertThat(world.commit("a", 7L, LAST_EPOCH).error())
                .isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
    }

    @Test
    void theLastEpochWaitsForAProducerId() {
        world.plant("a", 7L, LAST_EPOCH, TransactionState.EMPTY);
        world.add("a", 7L, LAST_EPOCH, tp("t", 0));
        world.producerIds.left = 0;

        assertThat(world.commit("a", 7L, LAST_EPOCH).error())
                .isEqualTo(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);

        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
    }

    @Test
    void whatWasNotAppendedIsNotDecided() {
        begin(TransactionVersion.V2);
        world.appends = ErrorCode.NOT_ENOUGH_REPLICAS;
        world.askLater(CoordinatorWorld.endOf("a", 1_000L, 0, true, TransactionVersion.V2));
        world.appends = ErrorCode.NONE;

        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
        assertThat(world.abort("a", 1_000L, 0)).isEqualTo(is(1_000L, 1));
        assertThat(world.sent.get(0).marker().committed()).isFalse();
    }

    private void begin(TransactionVersion version) {
        world.version = version;
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
    }

    private static EndTxn.Response is(long producerId, int epoch) {
        return new EndTxn.Response(ErrorCode.NONE, producerId, (short) epoch);
    }

    private static EndTxn.Response failed(ErrorCode error) {
        return EndTxn.Response.failed(error);
    }
}
