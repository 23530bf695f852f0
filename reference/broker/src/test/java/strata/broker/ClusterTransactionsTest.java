package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import strata.kernel.ErrorCode;
import strata.kernel.Lane;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.request.DescribeTransactions;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.ListTransactions;
import strata.kernel.request.Metadata;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Produce;
import strata.kernel.request.TxnOffsetCommit;
import strata.kernel.transactions.TransactionVersion;

/** Three whole nodes and the transactions of layer 5. */
@Tag("layer")
class ClusterTransactionsTest {
    private static final long MOST_MS = 10_000;

    private final Cluster cluster = new Cluster();
    private final ClusterWorld world = cluster.world;
    private final CommittedReader reader = new CommittedReader(cluster);

    @BeforeEach
    void topicsAreThere() {
        cluster.create("t");
        cluster.create("u");
    }

    private ClusterProducer producer(String transactionalId, TransactionVersion version) {
        ClusterProducer producer = new ClusterProducer(cluster, transactionalId, version);
        assertThat(producer.init()).isEqualTo(ErrorCode.NONE);
        return producer;
    }

    /** Until every marker is where it belongs, and known to be committed. */
    private void settles() {
        world.passes(1_000);
    }

    @ParameterizedTest
    @EnumSource(names = {"V0", "V2"})
    void aCommittedTransactionIsSeenWholeAndNotBefore(TransactionVersion version) {
        ClusterProducer producer = producer("a", version);
        assertThat(producer.send("t", "one")).isEqualTo(ErrorCode.NONE);
        assertThat(producer.send("u", "two")).isEqualTo(ErrorCode.NONE);
        settles();

        assertThat(reader.values(1, "t")).isEmpty();
        assertThat(reader.values(1, "u")).isEmpty();
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        settles();

        assertThat(reader.values(1, "t")).containsExactly("one");
        assertThat(reader.values(1, "u")).containsExactly("two");
    }

    @ParameterizedTest
    @EnumSource(names = {"V0", "V2"})
    void anAbortedTransactionIsNeverSeen(TransactionVersion version) {
        ClusterProducer producer = producer("a", version);
        producer.send("t", "gone");
        assertThat(producer.abort()).isEqualTo(ErrorCode.NONE);
        assertThat(producer.send("t", "stays")).isEqualTo(ErrorCode.NONE);
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        settles();

        assertThat(reader.values(1, "t")).containsExactly("stays");
    }

    @ParameterizedTest
    @EnumSource(names = {"V0", "V2"})
    void offsetsAreCommittedWithTheTransaction(TransactionVersion version) {
        ClusterProducer producer = producer("a", version);
        assertThat(producer.sendOffset("g", 7)).isEqualTo(ErrorCode.NONE);
        producer.send("u", "of seven");
        settles();

        assertThat(offset("g")).isEmpty();
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        settles();

        assertThat(offset("g")).containsExactly(7L);
        producer.sendOffset("g", 8);
        assertThat(producer.abort()).isEqualTo(ErrorCode.NONE);
        settles();
        assertThat(offset("g")).containsExactly(7L);
    }

    private List<Long> offset(String group) {
        int coordinator =
                world.await(FindCoordinator.Response.class, 1, GroupRequests.find(group), MOST_MS)
                        .coordinators()
                        .get(0)
                        .nodeId();
        return world
                .await(OffsetFetch.Response.class, coordinator, GroupRequests.fetch(group), MOST_MS)
                .groups()
                .get(0)
                .topics()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(OffsetFetch.PartitionResult::offset)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"V0", "V2"})
    void aDecidedTransactionIsCompletedByTheNextCoordinator(TransactionVersion version) {
        ClusterProducer producer = producer("a", version);
        producer.send("t", "one");
        int leader = cluster.leader(1, "t");
        int coordinator = producer.coordinator();
        producer.bootstrap = cluster.other(coordinator);

        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        world.kill(coordinator);
        world.passes(15_000);

        assertThat(reader.values(producer.bootstrap, "t")).containsExactly("one");
        assertThat(leader).isPositive();
        assertThat(producer.send("t", "two")).isEqualTo(ErrorCode.NONE);
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        settles();
        assertThat(reader.values(producer.bootstrap, "t")).containsExactly("one", "two");
    }

    @Test
    void aTransactionGoesOnWhenThePartitionsLeaderDies() {
        ClusterProducer producer = producer("a", TransactionVersion.V2);
        producer.send("t", "one");
        int leader = cluster.leader(1, "t");
        producer.bootstrap = cluster.other(leader);
        world.kill(leader);

        assertThat(producer.sendUnadded("t", "two")).isEqualTo(ErrorCode.NONE);
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        settles();

        assertThat(reader.values(producer.bootstrap, "t")).containsExactly("one", "two");
    }

    @ParameterizedTest
    @EnumSource(names = {"V0", "V2"})
    void aSecondProducerFencesTheFirstAndAbortsItsTransaction(TransactionVersion version) {
        ClusterProducer first = producer("a", version);
        first.send("t", "of the first");

        ClusterProducer second = producer("a", version);
        assertThat(second.send("t", "of the second")).isEqualTo(ErrorCode.NONE);
        assertThat(first.sendUnadded("t", "too late")).isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
        assertThat(first.commit()).isEqualTo(ErrorCode.PRODUCER_FENCED);
        assertThat(second.commit()).isEqualTo(ErrorCode.NONE);
        settles();

        assertThat(reader.values(1, "t")).containsExactly("of the second");
    }

    @Test
    void aMarkerThatComesWhileTheNextTransactionIsAskedAboutRefusesNothingOfIt() {
        ClusterProducer producer = producer("a", TransactionVersion.V2);
        producer.send("t", "one");
        producer.sendOffset("g", 1);
        world.heldUp = Lane.MARKERS;
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        int leader = cluster.leader(1, "t");
        RequestId record = producer.sending("t", "two");
        int coordinator = producer.find(FindCoordinator.GROUP, "g");
        RequestId offset = producer.sendingOffset("g", 2);
        // The coordinator is asked again and again meanwhile.
        world.passes(50);
        assertThat(world.node(leader).replies).doesNotContainKey(record);
        assertThat(world.node(coordinator).replies).doesNotContainKey(offset);

        world.heldUp = null;
        world.passes(50);

        assertThat(ClusterProducer.errorOf(world.answer(Produce.Response.class, leader, record)))
                .isEqualTo(ErrorCode.NONE);
        assertThat(
                        ClusterProducer.errorOf(
                                world.answer(TxnOffsetCommit.Response.class, coordinator, offset)))
                .isEqualTo(ErrorCode.NONE);
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        settles();
        assertThat(reader.values(1, "t")).containsExactly("one", "two");
        assertThat(offset("g")).containsExactly(2L);
    }

    @Test
    void theNextTransactionBeginsInTheMomentInWhichTheOneBeforeIsComplete() {
        ClusterProducer producer = producer("a", TransactionVersion.V2);
        producer.send("t", "one");
        world.heldUp = Lane.MARKERS;
        assertThat(producer.commit()).isEqualTo(ErrorCode.NONE);
        int leader = cluster.leader(1, "u");
        RequestId record = producer.sending("u", "two");
        world.passes(5);
        assertThat(world.node(leader).replies).doesNotContainKey(record);

        world.heldUp = null;
        // No time goes by.
        world.settle();

        assertThat(ClusterProducer.errorOf(world.answer(Produce.Response.class, leader, record)))
                .isEqualTo(ErrorCode.NONE);
    }

    @Test
    void aTransactionWhoseTimeIsUpIsAborted() {
        ClusterProducer producer =
                new ClusterProducer(cluster, "a", TransactionVersion.V2).timeoutMs(5_000);
        producer.init();
        producer.send("t", "left alone");
        settles();
        assertThat(reader.stableOffset(1, "t")).isZero();

        world.passes(5_000);

        assertThat(reader.stableOffset(1, "t")).isEqualTo(2);
        assertThat(reader.values(1, "t")).isEmpty();
        assertThat(producer.commit()).isEqualTo(ErrorCode.INVALID_TXN_STATE);
        assertThat(producer.sendUnadded("t", "too late"))
                .isEqualTo(ErrorCode.INVALID_PRODUCER_EPOCH);
    }

    @Test
    void whatWasNotAddedIsNotWrittenByAClientThatWouldHaveToAddIt() {
        ClusterProducer producer = producer("a", TransactionVersion.V0);

        assertThat(producer.sendUnadded("t", "unheard of"))
                .isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
    }

    @Test
    void idempotentProducersGetIdsOfEveryBrokerAndNeverOneTwice() {
        Set<Long> given = new LinkedHashSet<>();
        for (int i = 0; i < 30; i++) {
            InitProducerId.Response response =
                    world.await(
                            InitProducerId.Response.class,
                            1 + i % 3,
                            new InitProducerId.Request(null, 0, -1L, (short) -1),
                            MOST_MS);
            assertThat(response.error()).isEqualTo(ErrorCode.NONE);
            assertThat(response.producerEpoch()).isZero();
            given.add(response.producerId());
        }

        assertThat(given).hasSize(30);
    }

    @Test
    void aRestartedBrokerGivesNoIdAgain() {
        InitProducerId.Request any = new InitProducerId.Request(null, 0, -1L, (short) -1);
        long before = world.await(InitProducerId.Response.class, 2, any, MOST_MS).producerId();
        world.kill(2);
        world.restart(2);
        world.passes(10_000);

        long after = world.await(InitProducerId.Response.class, 2, any, MOST_MS).producerId();

        assertThat(after).isGreaterThan(before);
    }

    @Test
    void theTopicHasAReplicaOnEveryBrokerAndNeedsTwoOfThem() {
        producer("a", TransactionVersion.V2);

        List<Metadata.PartitionDescription> partitions =
                world.ask(
                                Metadata.Response.class,
                                2,
                                new Metadata.Request(
                                        List.of(TopicRef.named("__transaction_state")), false))
                        .topics()
                        .get(0)
                        .partitions();

        assertThat(partitions).hasSize(50).allMatch(one -> one.isr().size() == 3);
    }

    @Test
    void transactionsAreDescribedByTheirCoordinatorsAndListedByAll() {
        for (int i = 0; i < 6; i++) {
            ClusterProducer producer = producer("id-" + i, TransactionVersion.V2);
            if (i % 2 == 0) {
                producer.send("t", "open");
            }
        }
        ClusterProducer open = new ClusterProducer(cluster, "id-0", TransactionVersion.V2);

        DescribeTransactions.Transaction described =
                world.ask(
                                DescribeTransactions.Response.class,
                                open.coordinator(),
                                new DescribeTransactions.Request(List.of("id-0", "")))
                        .transactions()
                        .get(0);
        List<String> listed = new ArrayList<>();
        for (int node = 1; node <= 3; node++) {
            ListTransactions.Response response =
                    world.ask(
                            ListTransactions.Response.class,
                            node,
                            new ListTransactions.Request(
                                    List.of("Ongoing", "Nonsense"), List.of(), -1, null));
            assertThat(response.error()).isEqualTo(ErrorCode.NONE);
            assertThat(response.unknownStates()).containsExactly("Nonsense");
            response.transactions().forEach(one -> listed.add(one.transactionalId()));
        }

        assertThat(described.state()).isEqualTo("Ongoing");
        assertThat(described.partitions()).hasToString("[t-0]");
        assertThat(listed).containsExactlyInAnyOrder("id-0", "id-2", "id-4");
    }

    @Test
    void nothingIsLeftOpenAfterManyTransactionsOfManyProducers() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ClusterProducer producer =
                    producer(
                            "id-" + i % 5,
                            i % 3 == 0 ? TransactionVersion.V0 : TransactionVersion.V2);
            assertThat(producer.send("t", "value " + i)).isEqualTo(ErrorCode.NONE);
            ErrorCode ended = i % 4 == 0 ? producer.abort() : producer.commit();
            assertThat(ended).isEqualTo(ErrorCode.NONE);
            if (i % 4 != 0) {
                expected.add("value " + i);
            }
        }
        settles();

        assertThat(reader.values(1, "t")).containsExactlyElementsOf(expected);
    }
}
