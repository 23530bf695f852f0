package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.transactions.coordinator.CoordinatorWorld.LAST_EPOCH;
import static strata.transactions.coordinator.CoordinatorWorld.TIMEOUT_MS;
import static strata.transactions.coordinator.CoordinatorWorld.tp;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.request.InitProducerId;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;

/** Who gets which producer id and epoch. */
class InitialisationTest {
    private final CoordinatorWorld world = new CoordinatorWorld();

    @Test
    void aNewIdGetsAProducerIdAndEpoch0WhateverItsProducerSays() {
        assertThat(world.init("a")).isEqualTo(is(1_000L, 0));
        assertThat(world.init("b", 77L, 5)).isEqualTo(is(1_001L, 0));

        assertThat(world.log)
                .extracting(each -> each.value())
                .containsExactly(first(1_000L, world.wallMs), first(1_001L, world.wallMs));
        assertThat(world.log).extracting(each -> each.recordVersion()).containsOnly((short) 1);
    }

    private static TransactionValue first(long producerId, long wallMs) {
        return new TransactionValue(
                producerId,
                producerId,
                -1L,
                (short) 0,
                TIMEOUT_MS,
                TransactionState.EMPTY,
                List.of(),
                wallMs,
                -1L,
                TransactionVersion.V0);
    }

    @Test
    void recordsAreOfTheClustersVersion() {
        world.version = TransactionVersion.V0;

        world.init("a");

        assertThat(world.log.get(0).recordVersion()).isZero();
    }

    @Test
    void whoSaysNothingIsTheNextOneAndFencesTheOneBefore() {
        world.init("a");

        assertThat(world.init("a")).isEqualTo(is(1_000L, 1));

        assertThat(world.init("a", 1_000L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
    }

    @Test
    void whoSaysThePresentEpochGoesOnInTheNext() {
        world.init("a");

        assertThat(world.init("a", 1_000L, 0)).isEqualTo(is(1_000L, 1));
    }

    @Test
    void whoHasMissedTheAnswerGetsItAgain() {
        world.init("a");
        world.init("a", 1_000L, 0);

        assertThat(world.init("a", 1_000L, 0)).isEqualTo(is(1_000L, 1));
        assertThat(world.init("a", 1_000L, 0)).isEqualTo(is(1_000L, 1));
        assertThat(world.init("a", 1_000L, 1)).isEqualTo(is(1_000L, 2));
    }

    @Test
    void theAnswerIsNotRepeatedAfterAFailover() {
        world.init("a");
        world.init("a", 1_000L, 0);

        world.failOver();

        assertThat(world.init("a", 1_000L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
    }

    @Test
    void anEndOfV2IsAnAnswerTooUntilAFailover() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.commit("a", 1_000L, 0);
        world.deliver(ErrorCode.NONE);
        world.failOver();
        assertThat(world.init("a", 1_000L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
        world.add("a", 1_000L, 1, tp("t", 0));
        world.commit("a", 1_000L, 1);
        world.deliver(ErrorCode.NONE);

        assertThat(world.init("a", 1_000L, 1)).isEqualTo(is(1_000L, 2));
    }

    @Test
    void whatWasNotAppendedDoesNotCount() {
        world.init("a");
        world.appends = ErrorCode.NOT_ENOUGH_REPLICAS;
        world.askLater(CoordinatorWorld.initOf("a", 1_000L, 0));
        world.appends = ErrorCode.NONE;

        // Another one takes over; had the refused bump left a trace, epoch 0 would be let in.
        assertThat(world.init("a")).isEqualTo(is(1_000L, 1));
        assertThat(world.init("a", 1_000L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
    }

    @Test
    void anotherProducerIdIsFenced() {
        world.init("a");

        assertThat(world.init("a", 999L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
        assertThat(world.init("a", 1_000L, 7)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
        assertThat(world.log).hasSize(1);
    }

    @Test
    void exhaustedEpochsBringANewProducerId() {
        world.plant("a", 7L, LAST_EPOCH, TransactionState.EMPTY);

        assertThat(world.init("a")).isEqualTo(is(1_000L, 0));
        assertThat(world.value("a").previousProducerId()).isEqualTo(7L);
        assertThat(world.commit("a", 7L, LAST_EPOCH).error()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(world.init("a", 7L, LAST_EPOCH)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
    }

    @Test
    void whoHasMissedItsNewProducerIdGetsItAgain() {
        world.plant("a", 7L, LAST_EPOCH, TransactionState.EMPTY);

        assertThat(world.init("a", 7L, LAST_EPOCH)).isEqualTo(is(1_000L, 0));
        assertThat(world.init("a", 7L, LAST_EPOCH)).isEqualTo(is(1_000L, 0));
        // Epoch 0 is the present one, but not of the producer id before.
        assertThat(world.init("a", 7L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
    }

    @Test
    void theLastEpochIsGivenAgainToWhomItWasGiven() {
        world.plant("a", 7L, LAST_EPOCH - 1, TransactionState.EMPTY);

        assertThat(world.init("a", 7L, LAST_EPOCH - 1)).isEqualTo(is(7L, LAST_EPOCH));
        assertThat(world.init("a", 7L, LAST_EPOCH - 1)).isEqualTo(is(7L, LAST_EPOCH));
    }

    @Test
    void withoutProducerIdsTheyComeAgain() {
        world.plant("a", 7L, LAST_EPOCH, TransactionState.EMPTY);
        world.producerIds.left = 0;

        assertThat(world.init("a")).isEqualTo(failed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
        assertThat(world.init("b")).isEqualTo(failed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
        assertThat(world.log).hasSize(1);
    }

    @Test
    void theTimeoutHasItsBounds() {
        int most = CoordinatorWorld.SETTINGS.maxTimeoutMs();

        assertThat(withTimeout(0)).isEqualTo(failed(ErrorCode.INVALID_TRANSACTION_TIMEOUT));
        assertThat(withTimeout(-1)).isEqualTo(failed(ErrorCode.INVALID_TRANSACTION_TIMEOUT));
        assertThat(withTimeout(most + 1)).isEqualTo(failed(ErrorCode.INVALID_TRANSACTION_TIMEOUT));
        assertThat(withTimeout(most)).isEqualTo(is(1_000L, 0));
        assertThat(world.value("a").timeoutMs()).isEqualTo(most);
        assertThat(withTimeout(1)).isEqualTo(is(1_000L, 1));
        assertThat(world.value("a").timeoutMs()).isEqualTo(1);
    }

    private InitProducerId.Response withTimeout(int ms) {
        return (InitProducerId.Response)
                world.ask(new InitProducerId.Request("a", ms, -1L, (short) -1));
    }

    @Test
    void halfAProducerIsNone() {
        assertThat(world.init("", -1L, -1)).isEqualTo(failed(ErrorCode.INVALID_REQUEST));
        assertThat(world.init("a", 5L, -1)).isEqualTo(failed(ErrorCode.INVALID_REQUEST));
        assertThat(world.init("a", -1L, 5)).isEqualTo(failed(ErrorCode.INVALID_REQUEST));
        assertThat(world.log).isEmpty();
    }

    @Test
    void whatIsDecidedIsCompletedFirst() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.commit("a", 1_000L, 0);

        assertThat(world.init("a")).isEqualTo(failed(ErrorCode.CONCURRENT_TRANSACTIONS));
        assertThat(world.init("a", 999L, 0)).isEqualTo(failed(ErrorCode.CONCURRENT_TRANSACTIONS));
        world.deliver(ErrorCode.NONE);

        assertThat(world.init("a")).isEqualTo(is(1_000L, 2));
        assertThat(world.value("a").startedMs()).isEqualTo(-1L);
    }

    @Test
    void answersAreCommitted() {
        world.held = true;

        world.askLater(CoordinatorWorld.initOf("a", -1L, -1));
        assertThat(world.answered).isEmpty();
        world.commit();

        assertThat(world.answered.values()).containsExactly(is(1_000L, 0));
    }

    // ---- an ongoing transaction -----------------------------------------------------------------

    @Test
    void anOngoingTransactionIsAbortedUnderABumpedEpochInEveryVersion() {
        for (TransactionVersion version : TransactionVersion.values()) {
            CoordinatorWorld each = new CoordinatorWorld();
            each.version = version;
            each.init("a");
            each.add("a", 1_000L, 0, tp("t", 0));

            assertThat(each.init("a")).isEqualTo(failed(ErrorCode.CONCURRENT_TRANSACTIONS));

            assertThat(each.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);
            assertThat(each.sent.get(0).marker().producerEpoch()).isEqualTo((short) 1);
            assertThat(each.sent.get(0).marker().committed()).isFalse();
            each.deliver(ErrorCode.NONE);
            assertThat(each.commit("a", 1_000L, 0).error())
                    .isEqualTo(
                            version.bumpsEpochs()
                                    ? ErrorCode.INVALID_TXN_STATE
                                    : ErrorCode.PRODUCER_FENCED);
            assertThat(each.init("a")).isEqualTo(is(1_000L, 2));
        }
    }

    @Test
    void belowV2AFencedProducerCannotGoOn() {
        world.version = TransactionVersion.V1;
        world.init("a");
        world.init("a", 1_000L, 0);
        world.add("a", 1_000L, 1, tp("t", 0));
        world.init("a");
        world.deliver(ErrorCode.NONE);

        assertThat(world.init("a", 1_000L, 1)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
    }

    @Test
    void anotherProducersTransactionIsNotAborted() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));

        assertThat(world.init("a", 999L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));

        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
    }

    /** It was asked twice, and the second one was answered long ago. */
    @Test
    void aQuestionThatComesLateEndsNoTransaction() {
        for (TransactionVersion version : TransactionVersion.values()) {
            CoordinatorWorld each = new CoordinatorWorld();
            each.version = version;
            each.init("a");
            each.init("a", 1_000L, 0);
            each.add("a", 1_000L, 1, tp("t", 0));

            assertThat(each.init("a", 1_000L, 0)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));

            assertThat(each.state("a")).isEqualTo(TransactionState.ONGOING);
            assertThat(each.value("a").producerEpoch()).isEqualTo((short) 1);
            assertThat(each.commit("a", 1_000L, 1).error()).isEqualTo(ErrorCode.NONE);
        }
    }

    @Test
    void fencingTheLastEpochBringsANewProducerId() {
        world.plant("a", 7L, LAST_EPOCH, TransactionState.EMPTY);
        world.add("a", 7L, LAST_EPOCH, tp("t", 0));
        world.producerIds.left = 0;

        assertThat(world.init("a")).isEqualTo(failed(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS));
        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
        world.producerIds.left = 1;
        assertThat(world.init("a")).isEqualTo(failed(ErrorCode.CONCURRENT_TRANSACTIONS));
        assertThat(world.sent.get(0).marker().producerEpoch()).isEqualTo(Short.MAX_VALUE);
        assertThat(world.sent.get(0).marker().producerId()).isEqualTo(7L);
        world.deliver(ErrorCode.NONE);

        assertThat(world.init("a")).isEqualTo(is(1_000L, 1));
    }

    @Test
    void belowV2TheNewProducerIdComesWithTheNextProducer() {
        world.version = TransactionVersion.V1;
        world.plant("a", 7L, LAST_EPOCH, TransactionState.EMPTY);
        world.add("a", 7L, LAST_EPOCH, tp("t", 0));

        world.init("a");
        world.deliver(ErrorCode.NONE);

        assertThat(world.value("a").producerEpoch()).isEqualTo(Short.MAX_VALUE);
        assertThat(world.init("a", 7L, LAST_EPOCH)).isEqualTo(failed(ErrorCode.PRODUCER_FENCED));
        assertThat(world.init("a")).isEqualTo(is(1_000L, 0));
    }

    private static InitProducerId.Response is(long producerId, int epoch) {
        return new InitProducerId.Response(ErrorCode.NONE, producerId, (short) epoch);
    }

    private static InitProducerId.Response failed(ErrorCode error) {
        return InitProducerId.Response.failed(error);
    }
}
