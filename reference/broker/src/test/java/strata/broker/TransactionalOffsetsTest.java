package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.request.AddOffsetsToTxn;
import strata.kernel.request.EndTxn;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.OffsetFetch;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;
import strata.kernel.transactions.TransactionVersion;

/** One broker: a producer commits a group's offsets in its transaction (KIP-98, KIP-447). */
@Tag("layer")
class TransactionalOffsetsTest {
    private static final String ID = "txn";

    private BrokerWorld world = new BrokerWorld(new LinkedHashMap<>());
    private long producerId;
    private short epoch;

    @BeforeEach
    void aProducer() {
        world.create("t", 2);
        world.ask(FindCoordinator.Response.class, GroupRequests.find("g"));
        world.ask(
                FindCoordinator.Response.class,
                new FindCoordinator.Request(FindCoordinator.TRANSACTION, List.of(ID)));
        world.passes(100);
        init();
    }

    private void init() {
        InitProducerId.Response response;
        do {
            response =
                    asked(
                            InitProducerId.Response.class,
                            new InitProducerId.Request(ID, 60_000, -1L, (short) -1));
        } while (response.error() == ErrorCode.COORDINATOR_LOAD_IN_PROGRESS
                || response.error() == ErrorCode.CONCURRENT_TRANSACTIONS);
        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        producerId = response.producerId();
        epoch = response.producerEpoch();
    }

    /** Asks; a moment later it is answered. */
    private <R extends Response> R asked(Class<R> type, Request request) {
        RequestId id = world.send(request);
        world.passes(200);
        return world.answer(type, id);
    }

    private ErrorCode commit(TransactionSupport support, int partition, long offset) {
        TxnOffsetCommit.Request request =
                new TxnOffsetCommit.Request(
                        new TxnOffsetCommit.Transaction(ID, producerId, epoch, support),
                        "g",
                        -1,
                        "",
                        null,
                        List.of(
                                new OffsetCommit.Topic(
                                        TopicRef.named("t"),
                                        List.of(
                                                new OffsetCommit.Partition(
                                                        partition, offset, -1, null)))));
        return asked(TxnOffsetCommit.Response.class, request)
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    private ErrorCode addOffsets() {
        return asked(
                        AddOffsetsToTxn.Response.class,
                        new AddOffsetsToTxn.Request(ID, producerId, epoch, "g"))
                .error();
    }

    private void end(boolean committed, TransactionVersion version) {
        EndTxn.Response response =
                asked(
                        EndTxn.Response.class,
                        new EndTxn.Request(ID, producerId, epoch, committed, version));
        assertThat(response.error()).isEqualTo(ErrorCode.NONE);
        if (version.bumpsEpochs()) {
            producerId = response.producerId();
            epoch = response.producerEpoch();
        }
        world.passes(500);
    }

    /** The offset of a partition as who asks for a stable one is told, or an error. */
    private Object fetch(int partition) {
        OffsetFetch.Topic topic = new OffsetFetch.Topic(TopicRef.named("t"), List.of(partition));
        OffsetFetch.PartitionResult found =
                asked(
                                OffsetFetch.Response.class,
                                new OffsetFetch.Request(
                                        List.of(
                                                new OffsetFetch.Group(
                                                        "g", null, -1, List.of(topic))),
                                        true))
                        .groups()
                        .get(0)
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0);
        return found.error() == ErrorCode.NONE ? found.offset() : found.error();
    }

    @Test
    void offsetsThatWereAnnouncedCountOnceTheTransactionIsCommitted() {
        assertThat(addOffsets()).isEqualTo(ErrorCode.NONE);
        assertThat(commit(TransactionSupport.OLD, 0, 7L)).isEqualTo(ErrorCode.NONE);
        assertThat(fetch(0)).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
        assertThat(fetch(1)).isEqualTo(-1L);

        end(true, TransactionVersion.V0);

        assertThat(fetch(0)).isEqualTo(7L);
    }

    @Test
    void offsetsOfAnAbortedTransactionNeverCount() {
        addOffsets();
        commit(TransactionSupport.OLD, 0, 7L);

        end(false, TransactionVersion.V0);

        assertThat(fetch(0)).isEqualTo(-1L);
    }

    @Test
    void ofTheSecondVersionTheCoordinatorOfTheGroupAnnouncesThem() {
        assertThat(commit(TransactionSupport.ADDS_PARTITIONS, 0, 7L)).isEqualTo(ErrorCode.NONE);
        assertThat(commit(TransactionSupport.ADDS_PARTITIONS, 1, 8L)).isEqualTo(ErrorCode.NONE);
        end(true, TransactionVersion.V2);
        assertThat(commit(TransactionSupport.ADDS_PARTITIONS, 0, 9L)).isEqualTo(ErrorCode.NONE);

        assertThat(fetch(0)).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
        assertThat(fetch(1)).isEqualTo(8L);
        end(true, TransactionVersion.V2);
        assertThat(fetch(0)).isEqualTo(9L);
    }

    @Test
    void offsetsThatNobodyHasAnnouncedAreRefused() {
        assertThat(commit(TransactionSupport.ABORTABLE, 0, 7L))
                .isEqualTo(ErrorCode.TRANSACTION_ABORTABLE);
        assertThat(commit(TransactionSupport.OLD, 0, 7L)).isEqualTo(ErrorCode.INVALID_TXN_STATE);

        assertThat(fetch(0)).isEqualTo(-1L);
    }

    @Test
    void aProducerThatIsFencedCommitsNoOffsets() {
        addOffsets();
        commit(TransactionSupport.OLD, 0, 7L);
        short fenced = epoch;
        init();
        assertThat(epoch).isGreaterThan(fenced);
        addOffsets();
        commit(TransactionSupport.OLD, 0, 8L);
        end(true, TransactionVersion.V0);
        assertThat(fetch(0)).isEqualTo(8L);

        epoch = fenced;
        assertThat(commit(TransactionSupport.OLD, 0, 9L))
                .isIn(ErrorCode.INVALID_PRODUCER_EPOCH, ErrorCode.INVALID_TXN_STATE);
        assertThat(fetch(0)).isEqualTo(8L);
    }

    @Test
    void aCoordinatorThatTakesOverHasWhatIsPending() {
        addOffsets();
        commit(TransactionSupport.OLD, 0, 7L);

        world = world.restarted();
        world.passes(1_000);
        assertThat(fetch(0)).isEqualTo(ErrorCode.UNSTABLE_OFFSET_COMMIT);
        assertThat(commit(TransactionSupport.OLD, 1, 8L)).isEqualTo(ErrorCode.NONE);

        end(true, TransactionVersion.V0);
        assertThat(fetch(0)).isEqualTo(7L);
        assertThat(fetch(1)).isEqualTo(8L);
        world = world.restarted();
        world.passes(1_000);
        assertThat(fetch(0)).isEqualTo(7L);
        assertThat(fetch(1)).isEqualTo(8L);
    }

    @Test
    void aGroupWithoutANameHasNoOffsetsInTransactions() {
        TxnOffsetCommit.Request request =
                new TxnOffsetCommit.Request(
                        new TxnOffsetCommit.Transaction(
                                ID, producerId, epoch, TransactionSupport.OLD),
                        "",
                        -1,
                        "",
                        null,
                        List.of(
                                new OffsetCommit.Topic(
                                        TopicRef.named("t"),
                                        List.of(new OffsetCommit.Partition(0, 7L, -1, null)))));

        assertThat(asked(TxnOffsetCommit.Response.class, request))
                .isEqualTo(TxnOffsetCommit.failed(request, ErrorCode.INVALID_GROUP_ID));
    }
}
