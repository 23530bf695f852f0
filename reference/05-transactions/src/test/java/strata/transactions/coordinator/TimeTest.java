package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.transactions.coordinator.CoordinatorWorld.LAST_EPOCH;
import static strata.transactions.coordinator.CoordinatorWorld.TIMEOUT_MS;
import static strata.transactions.coordinator.CoordinatorWorld.tp;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.transactions.TransactionCommand;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;

/** What follows from the passing of time. */
class TimeTest {
    private final CoordinatorWorld world = new CoordinatorWorld();

    @Test
    void aTransactionIsAbortedUnderABumpedEpochWhenItsTimeIsUpInEveryVersion() {
        for (TransactionVersion version : TransactionVersion.values()) {
            CoordinatorWorld each = new CoordinatorWorld();
            each.version = version;
            each.init("a");
            each.add("a", 1_000L, 0, tp("t", 0));

            each.sleep(TIMEOUT_MS - 1);
            assertThat(each.state("a")).isEqualTo(TransactionState.ONGOING);
            each.sleep(1);

            assertThat(each.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);
            assertThat(each.value("a").updatedMs()).isEqualTo(each.wallMs);
            assertThat(each.sent.get(0).marker().producerEpoch()).isEqualTo((short) 1);
            each.deliver(ErrorCode.NONE);
            assertThat(each.add("a", 1_000L, 0, tp("t", 1))).isEqualTo(ErrorCode.PRODUCER_FENCED);
            assertThat(each.state("a")).isEqualTo(TransactionState.COMPLETE_ABORT);
            assertThat(each.shard.nextDueMs()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void aProducerOfV2HearsOfItsAbortAndGoesOn() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.sleep(TIMEOUT_MS);
        world.deliver(ErrorCode.NONE);

        assertThat(world.commit("a", 1_000L, 0).error()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(world.abort("a", 1_000L, 0).producerEpoch()).isEqualTo((short) 1);
        assertThat(world.init("a", 1_000L, 0).producerEpoch()).isEqualTo((short) 1);
        assertThat(world.add("a", 1_000L, 1, tp("t", 0))).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void theTimeCountsFromTheFirstPartition() {
        world.init("a");
        world.sleep(TIMEOUT_MS);
        world.add("a", 1_000L, 0, tp("t", 0));
        world.sleep(TIMEOUT_MS - 1);
        world.add("a", 1_000L, 0, tp("t", 1));

        world.sleep(1);

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);
    }

    @Test
    void eachTransactionHasItsOwnTime() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.sleep(TIMEOUT_MS - 1);
        world.commit("a", 1_000L, 0);
        world.deliver(ErrorCode.NONE);
        world.add("a", 1_000L, 1, tp("t", 0));

        world.sleep(TIMEOUT_MS - 1);
        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
        world.sleep(1);

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);
    }

    @Test
    void afterAFailoverItCountsAnew() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.sleep(TIMEOUT_MS - 1);

        world.failOver();
        world.sleep(TIMEOUT_MS - 1);
        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
        world.sleep(1);

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);
    }

    @Test
    void anAbortThatWasNotAppendedIsTriedAgain() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.appends = ErrorCode.NOT_ENOUGH_REPLICAS;
        world.sleep(TIMEOUT_MS);
        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
        world.appends = ErrorCode.NONE;

        world.sleep(100);

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);
        assertThat(world.value("a").producerEpoch()).isEqualTo((short) 1);
    }

    @Test
    void anAbortThatNeedsAProducerIdWaitsForOne() {
        world.plant("a", 7L, LAST_EPOCH, TransactionState.EMPTY);
        world.add("a", 7L, LAST_EPOCH, tp("t", 0));
        world.producerIds.left = 0;
        world.sleep(TIMEOUT_MS);
        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
        world.producerIds.left = 1;

        world.sleep(100);

        assertThat(world.state("a")).isEqualTo(TransactionState.PREPARE_ABORT);
        assertThat(world.value("a").nextProducerId()).isEqualTo(1_000L);
    }

    @Test
    void idsThatNobodyUsesAreForgottenAndOthersAreNot() {
        world.init("old");
        world.init("ongoing");
        world.add("ongoing", 1_001L, 0, tp("t", 0));
        world.wallMs += 100_000L - 1;
        world.init("new");

        world.decide(new TransactionCommand.Expire(world.wallMs));
        assertThat(names()).containsExactly("new", "old", "ongoing");
        world.wallMs += 1;
        world.decide(new TransactionCommand.Expire(world.wallMs));

        assertThat(names()).containsExactly("new", "ongoing");
        assertThat(world.init("old").producerId()).isEqualTo(1_003L);
    }

    @Test
    void aDecidedTransactionKeepsItsId() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.commit("a", 1_000L, 0);
        world.wallMs += 200_000L;

        world.decide(new TransactionCommand.Expire(world.wallMs));
        assertThat(names()).containsExactly("a");
        world.deliver(ErrorCode.NONE);
        world.wallMs += 200_000L;
        world.decide(new TransactionCommand.Expire(world.wallMs));

        assertThat(names()).isEmpty();
    }

    @Test
    void manyIdsAreForgottenInSteps() {
        int count = 2 * Expiry.STEP_EVENTS + 7;
        for (int i = 0; i < count; i++) {
            world.init("id-" + i);
        }
        world.wallMs += 100_000L;

        world.decide(new TransactionCommand.Expire(world.wallMs));
        assertThat(names()).hasSize(count - Expiry.STEP_EVENTS);
        world.settle();

        assertThat(names()).isEmpty();
        assertThat(world.shard.nextDueMs()).isEqualTo(Long.MAX_VALUE);
    }

    private List<String> names() {
        return world.shard.transactions().stream().map(each -> each.transactionalId()).toList();
    }
}
