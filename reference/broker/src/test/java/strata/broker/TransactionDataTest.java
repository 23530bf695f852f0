package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.RequestId;
import strata.kernel.TopicPartition;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DescribeProducers;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Produce;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.ProducerView;

/** Transactions in a partition of one broker that asks no coordinator; the ends come by hand. */
@Tag("layer")
class TransactionDataTest {
    private BrokerWorld world = unverified();

    private static BrokerWorld unverified() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("transaction.partition.verification.enable", "false");
        return new BrokerWorld(properties);
    }

    @BeforeEach
    void aTopic() {
        assertThat(world.create("t", 1).error()).isEqualTo(ErrorCode.NONE);
    }

    private long write(long producerId, int sequence, String... values) {
        Produce.PartitionResult result =
                world.appended(
                        world.send(
                                Producing.inTransaction(
                                        "t",
                                        Producing.transactional(
                                                world.layers, producerId, sequence, values))));
        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        return result.baseOffset();
    }

    private ErrorCode end(WriteTxnMarkers.Request request) {
        return world.ask(WriteTxnMarkers.Response.class, request)
                .markers()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    private void end(long producerId, boolean committed) {
        assertThat(end(Producing.end("t", producerId, committed))).isEqualTo(ErrorCode.NONE);
    }

    private Fetch.PartitionResult fetched(long offset) {
        return world.fetched(world.send(Producing.fetch("t", offset, 0)));
    }

    private long latest(IsolationLevel isolation) {
        return world.ask(ListOffsets.Response.class, Producing.latest("t", isolation))
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .offset();
    }

    @Test
    void aReaderOfCommittedRecordsSeesNothingFromTheFirstOpenTransactionOn() {
        world.append("t", "before");
        write(7, 0, "open");
        world.append("t", "after");

        Fetch.PartitionResult result = fetched(0);

        assertThat(result.lastStableOffset()).isEqualTo(1);
        assertThat(result.highWatermark()).isEqualTo(3);
        assertThat(world.values(result)).containsExactly("before");
        assertThat(fetched(1).records()).isNull();
        assertThat(world.valuesFrom("t", 0)).containsExactly("before", "open", "after");
        assertThat(latest(IsolationLevel.READ_COMMITTED)).isEqualTo(1);
        assertThat(latest(IsolationLevel.READ_UNCOMMITTED)).isEqualTo(3);
    }

    @Test
    void oneThatWaitsIsAnsweredWhenTheTransactionEnds() {
        write(7, 0, "a");
        RequestId waits = world.send(Producing.fetch("t", 0, 500));
        world.append("t", "b");
        assertThat(world.replies).doesNotContainKey(waits);

        end(7, true);

        assertThat(world.fetched(waits).lastStableOffset()).isEqualTo(3);
        assertThat(world.fetched(waits).abortedTransactions()).isEmpty();
    }

    @Test
    void abortedTransactionsAreToldWithTheRecordsThatTheyConcern() {
        write(7, 0, "a");
        end(7, false);
        write(7, 1, "b");
        end(7, true);
        long third = write(8, 0, "c");
        end(8, false);

        assertThat(fetched(0).abortedTransactions())
                .containsExactly(
                        new Fetch.AbortedTransaction(7, 0), new Fetch.AbortedTransaction(8, third));
        assertThat(fetched(2).abortedTransactions())
                .containsExactly(new Fetch.AbortedTransaction(8, third));
        // The first batch alone: what is aborted behind it comes with what is behind it.
        RequestId first = world.send(Producing.fetch("t", 0, 0, 1));
        assertThat(world.fetched(first).abortedTransactions())
                .containsExactly(new Fetch.AbortedTransaction(7, 0));
        assertThat(world.fetched(world.send(Requests.fetch("t", 0, 0, 1))).abortedTransactions())
                .isNull();
    }

    @Test
    void afterACrashAndAfterACleanStopAllOfThatIsAsBefore() {
        write(7, 0, "a");
        end(7, false);
        long open = write(8, 0, "b");
        world.append("t", "after");

        for (int i = 0; i < 2; i++) {
            world = i == 0 ? world.restarted() : world.stoppedAndRestarted();

            assertThat(fetched(0).lastStableOffset()).isEqualTo(open);
            assertThat(fetched(0).abortedTransactions())
                    .containsExactly(new Fetch.AbortedTransaction(7, 0));
        }
        end(8, true);
        assertThat(latest(IsolationLevel.READ_COMMITTED)).isEqualTo(5);
    }

    @Test
    void aMarkerOfAnOldEpochOrOfAnOldCoordinatorIsRefused() {
        write(7, 0, "a");
        assertThat(end(Producing.end("t", 7, Producing.EPOCH, new EndMarker(true, 5))))
                .isEqualTo(ErrorCode.NONE);
        write(7, 1, "b");

        assertThat(
                        end(
                                Producing.end(
                                        "t",
                                        7,
                                        (short) (Producing.EPOCH - 1),
                                        new EndMarker(false, 5))))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(end(Producing.end("t", 7, Producing.EPOCH, new EndMarker(false, 4))))
                .isEqualTo(ErrorCode.TRANSACTION_COORDINATOR_FENCED);
        assertThat(latest(IsolationLevel.READ_COMMITTED)).isEqualTo(2);
    }

    @Test
    void aMarkerOfAnEpochInWhichNoCoordinatorLeadsIsRefused() {
        world.create("__transaction_state", 3);
        write(7, 0, "a");

        assertThat(end(Producing.end("t", 7, Producing.EPOCH, new EndMarker(false, 1))))
                .isEqualTo(ErrorCode.UNKNOWN_LEADER_EPOCH);
        assertThat(end(Producing.end("t", 7, Producing.EPOCH, new EndMarker(false, 0))))
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aMarkerForAPartitionThatIsNotThereIsTriedAgainLater() {
        assertThat(end(Producing.end("nowhere", 7, true)))
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
    }

    @Test
    void aMarkerIsAnsweredWhenItIsDurableWhereEveryAppendIsFlushed() {
        world.create("f", 1, new CreateTopics.Config("flush.messages", "1"));

        RequestId id = world.send(Producing.end("f", 7, true));

        assertThat(world.replies).doesNotContainKey(id);
        world.settle();
        assertThat(world.answer(WriteTxnMarkers.Response.class, id).markers()).hasSize(1);
    }

    @Test
    void aTransactionsBatchNeedsATransactionalIdAndOneProducer() {
        RequestId anonymous =
                world.send(
                        Producing.inTransaction(
                                null,
                                TransactionSupport.OLD,
                                "t",
                                Producing.transactional(world.layers, 7, 0, "a")));
        assertThat(world.appended(anonymous).error())
                .isEqualTo(ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);

        Produce.Request one =
                Producing.inTransaction("t", Producing.transactional(world.layers, 7, 0, "a"));
        Produce.Request other =
                Producing.inTransaction("t", Producing.transactional(world.layers, 8, 0, "a"));
        RequestId two =
                world.send(
                        new Produce.Request(
                                (short) -1,
                                1000,
                                "id",
                                List.of(one.topics().get(0), other.topics().get(0))));
        assertThat(world.appended(two).error()).isEqualTo(ErrorCode.INVALID_PRODUCER_ID_MAPPING);
        assertThat(world.valuesFrom("t", 0)).isEmpty();
    }

    @Test
    void whereNobodyCanBeAskedTheProducerTriesAgain() {
        RequestId first =
                world.send(
                        Producing.inTransaction(
                                "id",
                                TransactionSupport.ADDS_PARTITIONS,
                                "t",
                                Producing.transactional(world.layers, 7, 0, "a")));

        assertThat(world.appended(first).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(world.valuesFrom("t", 0)).isEmpty();
    }

    @Test
    void theProducersOfAPartitionAreDescribed() {
        long open = write(7, 0, "a", "b");

        DescribeProducers.Response response =
                world.ask(
                        DescribeProducers.Response.class,
                        new DescribeProducers.Request(
                                List.of(
                                        new TopicPartition("t", 0),
                                        new TopicPartition("nowhere", 0),
                                        new TopicPartition("no/name", 0))));

        DescribeProducers.PartitionResult there = response.partitions().get(0);
        assertThat(there.producers())
                .containsExactly(
                        new ProducerView(7, Producing.EPOCH, 1, BrokerWorld.START_MS, -1, open));
        assertThat(response.partitions().get(1).error())
                .isEqualTo(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
        assertThat(response.partitions().get(2).error())
                .isEqualTo(ErrorCode.INVALID_TOPIC_EXCEPTION);
    }

    @Test
    void anOpenTransactionIsNotCompacted() {
        world.create(
                "c",
                1,
                new CreateTopics.Config("cleanup.policy", "compact"),
                new CreateTopics.Config("internal.segment.bytes", "300"),
                new CreateTopics.Config("min.cleanable.dirty.ratio", "0.01"));
        for (int i = 0; i < 12; i++) {
            world.send(Requests.produce(1, "c", 0, world.keyed("k", "v" + i)));
            if (i == 5) {
                world.send(
                        Producing.inTransaction(
                                "c",
                                Producing.keyedInTransaction(world.layers, 7, 0, "k", "open")));
            }
        }

        world.passes(60_000);

        // Below it is compacted, by segments; from there on nothing is.
        assertThat(world.valuesFrom("c", 0))
                .doesNotContain("v0")
                .endsWith("v5", "open", "v6", "v7", "v8", "v9", "v10", "v11");
    }
}
