package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import strata.kernel.ErrorCode;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.ProducerStamp;
import strata.kernel.request.AddOffsetsToTxn;
import strata.kernel.request.AddPartitionsToTxn;
import strata.kernel.request.EndTxn;
import strata.kernel.request.FindCoordinator;
import strata.kernel.request.InitProducerId;
import strata.kernel.request.OffsetCommit;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.TxnOffsetCommit;
import strata.kernel.transactions.TransactionVersion;

/**
 * A transactional producer of a {@link Cluster}: tries again what may be tried again, for a while.
 */
final class ClusterProducer {
    private static final long MOST_MS = 10_000;
    private static final long RETRY_MS = 20;

    final String transactionalId;
    final TransactionVersion version;
    long producerId = -1;
    short epoch = -1;
    // Whom it asks where coordinators and leaders are.
    int bootstrap = 1;
    private final Cluster cluster;
    private final Map<String, Integer> sequences = new LinkedHashMap<>();
    private int timeoutMs = 60_000;

    ClusterProducer(Cluster cluster, String transactionalId, TransactionVersion version) {
        this.cluster = cluster;
        this.transactionalId = transactionalId;
        this.version = version;
    }

    ClusterProducer timeoutMs(int ms) {
        timeoutMs = ms;
        return this;
    }

    /** What this producer's process does not know when it begins. */
    ErrorCode init() {
        return until(
                () -> {
                    InitProducerId.Response response =
                            ask(
                                    InitProducerId.Response.class,
                                    coordinator(),
                                    new InitProducerId.Request(
                                            transactionalId, timeoutMs, -1L, (short) -1));
                    if (response.error() == ErrorCode.NONE) {
                        is(response.producerId(), response.producerEpoch());
                    }
                    return response.error();
                });
    }

    private void is(long id, short newEpoch) {
        if (id != producerId || newEpoch != epoch) {
            sequences.clear();
        }
        producerId = id;
        epoch = newEpoch;
    }

    /** Adds a topic's partition, as clients of older versions do. */
    ErrorCode add(String topic) {
        AddPartitionsToTxn.Transaction transaction =
                new AddPartitionsToTxn.Transaction(
                        transactionalId,
                        producerId,
                        epoch,
                        false,
                        TransactionVersion.V0,
                        List.of(new TopicPartition(topic, 0)));
        return until(
                () ->
                        ask(
                                        AddPartitionsToTxn.Response.class,
                                        coordinator(),
                                        new AddPartitionsToTxn.Request(List.of(transaction)))
                                .results()
                                .get(0)
                                .partitions()
                                .get(0)
                                .error());
    }

    /** Writes a record in the present transaction; a client of an older version adds it before. */
    ErrorCode send(String topic, String value) {
        if (version != TransactionVersion.V2) {
            ErrorCode added = add(topic);
            if (added != ErrorCode.NONE) {
                return added;
            }
        }
        return sendUnadded(topic, value);
    }

    ErrorCode sendUnadded(String topic, String value) {
        int sequence = sequences.getOrDefault(topic, 0);
        ErrorCode error = until(() -> produce(topic, value, sequence));
        if (error == ErrorCode.NONE) {
            sequences.put(topic, sequence + 1);
        }
        return error;
    }

    /** One try, to the leader as it is known now. */
    ErrorCode produce(String topic, String value, int sequence) {
        int leader = cluster.leader(bootstrap, topic);
        if (leader < 0 || !cluster.world.node(leader).alive) {
            return ErrorCode.NOT_LEADER_OR_FOLLOWER;
        }
        ByteBuffer batch = batch(value, sequence);
        return ask(
                        Produce.Response.class,
                        leader,
                        new Produce.Request(
                                (short) -1,
                                1000,
                                transactionalId,
                                support(),
                                List.of(
                                        new Produce.TopicData(
                                                TopicRef.named(topic),
                                                List.of(new Produce.PartitionData(0, batch))))))
                .topics()
                .get(0)
                .partitions()
                .get(0)
                .error();
    }

    private TransactionSupport support() {
        return version == TransactionVersion.V2
                ? TransactionSupport.ADDS_PARTITIONS
                : TransactionSupport.ABORTABLE;
    }

    private ByteBuffer batch(String value, int sequence) {
        ProducerStamp stamp = new ProducerStamp(producerId, epoch, sequence, true);
        return cluster.layers()
                .log()
                .recordFormat()
                .newBatch(BatchSpec.at(0).withProducer(stamp), Compression.UNSUPPORTED)
                .add(
                        ClusterWorld.START_MS,
                        null,
                        ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)),
                        List.of())
                .build();
    }

    /** Commits where a group goes on reading {@code t-0}, with the transaction. */
    ErrorCode sendOffset(String group, long offset) {
        if (version != TransactionVersion.V2) {
            ErrorCode added =
                    until(
                            () ->
                                    ask(
                                                    AddOffsetsToTxn.Response.class,
                                                    coordinator(),
                                                    new AddOffsetsToTxn.Request(
                                                            transactionalId,
                                                            producerId,
                                                            epoch,
                                                            group))
                                            .error());
            if (added != ErrorCode.NONE) {
                return added;
            }
        }
        TxnOffsetCommit.Request commit =
                new TxnOffsetCommit.Request(
                        new TxnOffsetCommit.Transaction(
                                transactionalId, producerId, epoch, support()),
                        group,
                        -1,
                        "",
                        null,
                        List.of(
                                new OffsetCommit.Topic(
                                        TopicRef.named("t"),
                                        List.of(new OffsetCommit.Partition(0, offset, -1, null)))));
        return until(
                () ->
                        ask(
                                        TxnOffsetCommit.Response.class,
                                        find(FindCoordinator.GROUP, group),
                                        commit)
                                .topics()
                                .get(0)
                                .partitions()
                                .get(0)
                                .error());
    }

    ErrorCode commit() {
        return until(() -> tryToEnd(true));
    }

    ErrorCode abort() {
        return until(() -> tryToEnd(false));
    }

    private ErrorCode tryToEnd(boolean committed) {
        EndTxn.Response response =
                ask(
                        EndTxn.Response.class,
                        coordinator(),
                        new EndTxn.Request(transactionalId, producerId, epoch, committed, version));
        if (response.error() == ErrorCode.NONE && version == TransactionVersion.V2) {
            is(response.producerId(), response.producerEpoch());
        }
        return response.error();
    }

    /** The node that coordinates its transactional id. */
    int coordinator() {
        return find(FindCoordinator.TRANSACTION, transactionalId);
    }

    private int find(byte type, String key) {
        FindCoordinator.Coordinator[] found = new FindCoordinator.Coordinator[1];
        until(
                () -> {
                    found[0] =
                            ask(
                                            FindCoordinator.Response.class,
                                            bootstrap,
                                            new FindCoordinator.Request(type, List.of(key)))
                                    .coordinators()
                                    .get(0);
                    boolean dead =
                            found[0].nodeId() > 0 && !cluster.world.node(found[0].nodeId()).alive;
                    return dead ? ErrorCode.COORDINATOR_NOT_AVAILABLE : found[0].error();
                });
        if (found[0].error() != ErrorCode.NONE) {
            throw new AssertionError("no coordinator: " + found[0]);
        }
        return found[0].nodeId();
    }

    private <R extends Response> R ask(Class<R> type, int node, Request request) {
        return cluster.world.await(type, node, request, MOST_MS);
    }

    /** Tries until it is done, or is refused for good, or for too long. */
    private ErrorCode until(Supplier<ErrorCode> one) {
        long untilMs = cluster.world.nowMs + MOST_MS;
        while (true) {
            ErrorCode error = one.get();
            if (!isPassing(error) || cluster.world.nowMs >= untilMs) {
                return error;
            }
            cluster.world.passes(RETRY_MS);
        }
    }

    private static boolean isPassing(ErrorCode error) {
        return switch (error) {
            case CONCURRENT_TRANSACTIONS,
                    COORDINATOR_LOAD_IN_PROGRESS,
                    COORDINATOR_NOT_AVAILABLE,
                    NOT_COORDINATOR,
                    NOT_ENOUGH_REPLICAS,
                    NOT_ENOUGH_REPLICAS_AFTER_APPEND,
                    NOT_LEADER_OR_FOLLOWER,
                    REQUEST_TIMED_OUT,
                    UNKNOWN_TOPIC_OR_PARTITION ->
                    true;
            default -> false;
        };
    }
}
