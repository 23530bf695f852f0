package strata.transactions.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.transactions.coordinator.CoordinatorWorld.tp;

import java.util.List;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;

/** What becomes part of a transaction. */
class AdditionsTest {
    private final CoordinatorWorld world = new CoordinatorWorld();

    @Test
    void theFirstPartitionsBeginTheTransaction() {
        world.init("a");
        world.wallMs += 40;

        assertThat(world.add("a", 1_000L, 0, tp("t", 1), tp("s", 0))).isEqualTo(ErrorCode.NONE);

        assertThat(world.state("a")).isEqualTo(TransactionState.ONGOING);
        assertThat(world.value("a").partitions()).containsExactly(tp("s", 0), tp("t", 1));
        assertThat(world.value("a").startedMs()).isEqualTo(world.wallMs);
        assertThat(world.value("a").clientVersion()).isEqualTo(TransactionVersion.V2);
    }

    @Test
    void othersJoinIt() {
        world.init("a");
        long startedMs = world.wallMs;
        world.add("a", 1_000L, 0, tp("t", 1));
        world.wallMs += 40;

        world.add("a", 1_000L, 0, tp("t", 0), tp("t", 1));

        assertThat(world.value("a").partitions()).containsExactly(tp("t", 0), tp("t", 1));
        assertThat(world.value("a").startedMs()).isEqualTo(startedMs);
        assertThat(world.value("a").updatedMs()).isEqualTo(world.wallMs);
    }

    @Test
    void whatItHasAlreadyNeedsNoRecord() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0), tp("t", 1));
        int records = world.log.size();

        assertThat(world.add("a", 1_000L, 0, tp("t", 1))).isEqualTo(ErrorCode.NONE);

        assertThat(world.log).hasSize(records);
    }

    @Test
    void nothingBeginsNothing() {
        world.init("a");

        world.ask(CoordinatorWorld.additionOf("a", 1_000L, 0, TransactionVersion.V0));

        assertThat(world.state("a")).isEqualTo(TransactionState.EMPTY);
    }

    @Test
    void onlyThePresentProducerAdds() {
        world.init("a");
        world.init("a");
        TopicPartition partition = tp("t", 0);

        assertThat(world.add("", 1_000L, 1, partition)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(world.add("b", 1_000L, 1, partition))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        assertThat(world.add("a", 999L, 1, partition))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        assertThat(world.add("a", 1_000L, 0, partition)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(world.add("a", 1_000L, 2, partition)).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(world.state("a")).isEqualTo(TransactionState.EMPTY);
    }

    @Test
    void theNextTransactionWaitsForTheOneBefore() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 0));
        world.commit("a", 1_000L, 0);

        assertThat(world.add("a", 1_000L, 1, tp("t", 1)))
                .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(world.add("a", 999L, 1, tp("t", 1)))
                .isEqualTo(ErrorCode.CONCURRENT_TRANSACTIONS);
        world.deliver(ErrorCode.NONE);

        assertThat(world.add("a", 1_000L, 1, tp("t", 1))).isEqualTo(ErrorCode.NONE);
        assertThat(world.value("a").partitions()).containsExactly(tp("t", 1));
    }

    @Test
    void verifyingTellsOfEachPartitionAndAddsNone() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 1));
        int records = world.log.size();

        assertThat(verify("a", 1_000L, 0, tp("t", 2), tp("t", 1)))
                .containsExactly(
                        new AddPartitionsToTxn.PartitionResult(
                                tp("t", 2), ErrorCode.TRANSACTION_ABORTABLE),
                        new AddPartitionsToTxn.PartitionResult(tp("t", 1), ErrorCode.NONE));
        assertThat(world.log).hasSize(records);
    }

    @Test
    void whatIsCompleteHasNoPartitions() {
        world.init("a");
        world.add("a", 1_000L, 0, tp("t", 1));
        world.commit("a", 1_000L, 0);

        assertThat(verify("a", 1_000L, 1, tp("t", 1)))
                .extracting(AddPartitionsToTxn.PartitionResult::error)
                .containsExactly(ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(verify("a", 1_000L, 0, tp("t", 1)))
                .extracting(AddPartitionsToTxn.PartitionResult::error)
                .containsExactly(ErrorCode.PRODUCER_FENCED);
        world.deliver(ErrorCode.NONE);

        assertThat(verify("a", 1_000L, 1, tp("t", 1)))
                .extracting(AddPartitionsToTxn.PartitionResult::error)
                .containsExactly(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(verify("a", 1_000L, 0, tp("t", 1)))
                .extracting(AddPartitionsToTxn.PartitionResult::error)
                .containsExactly(ErrorCode.PRODUCER_FENCED);
    }

    private List<AddPartitionsToTxn.PartitionResult> verify(
            String name, long producerId, int epoch, TopicPartition... partitions) {
        AddPartitionsToTxn.Transaction transaction =
                new AddPartitionsToTxn.Transaction(
                        name,
                        producerId,
                        (short) epoch,
                        true,
                        TransactionVersion.V0,
                        List.of(partitions));
        return ((AddPartitionsToTxn.Response)
                        world.ask(new AddPartitionsToTxn.Request(List.of(transaction))))
                .results()
                .get(0)
                .partitions();
    }
}
