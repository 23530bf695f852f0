package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static strata.broker.ReplicaWorld.ALL;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.broker.coordinator.PartitionListener;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.RequestId;
import strata.kernel.metadata.MetadataRecord.BrokerChanged;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.request.Fetch;
import strata.kernel.request.WriteTxnMarkers;

/** Producers of one partition on three brokers; the metadata is dictated. */
@Tag("layer")
class ReplicatedProducersTest {
    private final ReplicaWorld replicas =
            new ReplicaWorld(
                    "transaction.partition.verification.enable",
                    "false",
                    "replica.fetch.response.max.bytes",
                    "1",
                    "replica.fetch.backoff.ms",
                    "10");
    private final ClusterWorld world = replicas.world;

    private RequestId send(int node, int sequence, String... values) {
        return world.send(
                node,
                Requests.produce(
                        -1, "t", 0, Producing.idempotent(replicas.layers, 7, sequence, values)));
    }

    private RequestId write(int node, int sequence, String... values) {
        return world.send(
                node,
                Producing.inTransaction(
                        "t", Producing.transactional(replicas.layers, 7, sequence, values)));
    }

    private RequestId end(int node, boolean committed) {
        return world.send(node, Producing.end("t", 7, committed));
    }

    private ErrorCode ended(int node, RequestId id) {
        return world.answer(WriteTxnMarkers.Response.class, node, id)
                .markers()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    private Fetch.PartitionResult fetched(int node) {
        return world.ask(Fetch.Response.class, node, Producing.fetch("t", 0, 0))
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    @Test
    void whatIsSentAgainWaitsForTheReplicasAsTheFirstOneDoes() {
        replicas.create(ALL);
        world.cutOff(3);
        RequestId first = send(1, 0, "a");

        RequestId again = send(1, 0, "a");

        assertThat(replicas.isAnswered(1, first)).isFalse();
        assertThat(replicas.isAnswered(1, again)).isFalse();
        replicas.heal();
        world.passes(500);
        assertThat(replicas.produced(1, first).baseOffset()).isZero();
        assertThat(replicas.produced(1, again).error()).isEqualTo(ErrorCode.NONE);
        assertThat(replicas.produced(1, again).baseOffset()).isZero();
        assertThat(replicas.read(1, 0)).containsExactly("a");
    }

    @Test
    void whatIsSentAgainDoesNotWaitForWhatWasSentAfterIt() {
        replicas.create(ALL);
        world.cutOff(3);
        RequestId first = send(1, 0, "a");
        RequestId second = send(1, 1, "b");
        RequestId again = send(1, 0, "a");

        replicas.heal();
        world.passes(500);

        List<RequestId> answered = new ArrayList<>(world.node(1).replies.keySet());
        answered.retainAll(List.of(first, second, again));
        assertThat(answered).containsExactly(first, again, second);
    }

    @Test
    void aFollowerThatBeginsToLeadKnowsWhatWasAppended() {
        replicas.create(ALL);
        send(1, 0, "a");
        send(1, 1, "b");
        world.kill(1);
        replicas.elect(2, 2, 3);

        RequestId again = send(2, 1, "b");
        RequestId next = send(2, 2, "c");
        world.passes(100);

        assertThat(replicas.produced(2, again).baseOffset()).isEqualTo(1);
        assertThat(replicas.produced(2, next).baseOffset()).isEqualTo(2);
    }

    @Test
    void whatWasCutIsNotKnownAnyMore() {
        replicas.create(ALL);
        send(1, 0, "a");
        world.passes(100);
        world.cutOff(1);
        send(1, 1, "lost");
        replicas.elect(2, 2, 3);
        RequestId other = send(2, 1, "b");
        replicas.heal();
        world.passes(2_000);

        assertThat(replicas.produced(2, other).baseOffset()).isEqualTo(1);
        assertThat(replicas.partition(1).producers().producers())
                .isEqualTo(replicas.partition(2).producers().producers());
        assertThat(replicas.partition(1).producers().endOffset()).isEqualTo(2);
    }

    @Test
    void whereTooFewReplicasAreInSyncAGapIsNotToldAsFatal() {
        replicas.create(ALL, "min.insync.replicas", "2");
        replicas.commit(
                new BrokerChanged(new NodeId(2), 0, true, false),
                new BrokerChanged(new NodeId(3), 0, true, false));
        replicas.change(ReplicatedProducersTest::withOnlyTheFirst);

        RequestId id = send(1, 0, "a");
        RequestId ahead = send(1, 5, "b");

        assertThat(replicas.produced(1, id).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(replicas.produced(1, ahead).error()).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
        RequestId marker = end(1, true);
        assertThat(ended(1, marker)).isEqualTo(ErrorCode.NOT_ENOUGH_REPLICAS);
    }

    private static PartitionChanged withOnlyTheFirst(PartitionChanged now) {
        return new PartitionChanged(
                now.topicId(),
                now.partition(),
                now.replicas(),
                List.of(new NodeId(1)),
                now.leader(),
                now.leaderEpoch(),
                now.partitionEpoch() + 1);
    }

    @Test
    void aMarkerThatIsNotOnAllReplicasMakesNothingReadable() {
        replicas.create(ALL);
        write(1, 0, "a");
        world.cutOff(3);

        RequestId marker = end(1, true);

        assertThat(replicas.isAnswered(1, marker)).isFalse();
        assertThat(fetched(1).lastStableOffset()).isZero();
        replicas.heal();
        world.passes(500);
        assertThat(ended(1, marker)).isEqualTo(ErrorCode.NONE);
        assertThat(fetched(1).lastStableOffset()).isEqualTo(2);
    }

    @Test
    void whoeverLeadsNextKnowsTheOpenAndTheAbortedTransactions() {
        replicas.create(ALL);
        write(1, 0, "a");
        end(1, false);
        write(1, 1, "b");
        world.passes(100);
        world.kill(1);
        replicas.elect(3, 2, 3);
        world.passes(100);

        assertThat(fetched(3).lastStableOffset()).isEqualTo(2);
        assertThat(fetched(3).abortedTransactions())
                .containsExactly(new Fetch.AbortedTransaction(7, 0));
        RequestId marker = end(3, true);
        world.passes(100);
        assertThat(ended(3, marker)).isEqualTo(ErrorCode.NONE);
        assertThat(fetched(3).lastStableOffset()).isEqualTo(4);
    }

    @Test
    void aMarkerWhoseLeaderIsDeposedIsToldSo() {
        replicas.create(ALL);
        write(1, 0, "a");
        world.cutOff(3);
        RequestId marker = end(1, true);

        replicas.elect(2, 1, 2);

        assertThat(ended(1, marker)).isEqualTo(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }

    @Test
    void whoeverRunsOnThePartitionHearsOfAMarkerBeforeItIsCommitted() {
        replicas.create(List.of(ALL.get(0)));
        write(1, 0, "a");
        List<String> heard = new ArrayList<>();
        replicas.partition(1)
                .listen(
                        new PartitionListener() {
                            @Override
                            public void highWatermarkMoved() {
                                heard.add("committed");
                            }

                            @Override
                            public void leadershipLost() {}

                            @Override
                            public void transactionEnded(
                                    long offset, long producerId, boolean committed) {
                                heard.add(offset + ": " + producerId + " " + committed);
                            }
                        });

        end(1, false);

        assertThat(heard).containsExactly("1: 7 false", "committed");
    }
}
