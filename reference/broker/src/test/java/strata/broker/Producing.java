package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.TopicRef;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.ProducerStamp;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Produce;
import strata.kernel.request.TransactionSupport;
import strata.kernel.request.WriteTxnMarkers;
import strata.kernel.transactions.EndMarker;
import strata.kernel.transactions.TransactionVersion;

/** What producers with an id send of partition 0 of a topic, and who reads only what is certain. */
final class Producing {
    static final short EPOCH = 3;

    private Producing() {}

    /** An idempotent producer's batch, in epoch {@link #EPOCH}. */
    static ByteBuffer idempotent(Layers layers, long producerId, int sequence, String... values) {
        return batch(layers, new ProducerStamp(producerId, EPOCH, sequence, false), values);
    }

    /** A batch of a transaction, in epoch {@link #EPOCH}. */
    static ByteBuffer transactional(
            Layers layers, long producerId, int sequence, String... values) {
        return batch(layers, new ProducerStamp(producerId, EPOCH, sequence, true), values);
    }

    static ByteBuffer batch(Layers layers, ProducerStamp stamp, String... values) {
        BatchBuilder batch =
                layers.log()
                        .recordFormat()
                        .newBatch(BatchSpec.at(0).withProducer(stamp), Compression.UNSUPPORTED);
        for (String value : values) {
            batch.add(BrokerWorld.START_MS, null, utf8(value), List.of());
        }
        return batch.build();
    }

    /** A batch of a transaction, of one record with a key. */
    static ByteBuffer keyedInTransaction(
            Layers layers, long producerId, int sequence, String key, String value) {
        ProducerStamp stamp = new ProducerStamp(producerId, EPOCH, sequence, true);
        return layers.log()
                .recordFormat()
                .newBatch(BatchSpec.at(0).withProducer(stamp), Compression.UNSUPPORTED)
                .add(BrokerWorld.START_MS, utf8(key), utf8(value), List.of())
                .build();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A request of the transactional id {@code id}, by a client that adds partitions itself. */
    static Produce.Request inTransaction(String topic, ByteBuffer batch) {
        return inTransaction("id", TransactionSupport.OLD, topic, batch);
    }

    static Produce.Request inTransaction(
            @Nullable String transactionalId,
            TransactionSupport support,
            String topic,
            ByteBuffer batch) {
        return new Produce.Request(
                (short) -1,
                1000,
                transactionalId,
                support,
                List.of(
                        new Produce.TopicData(
                                TopicRef.named(topic),
                                List.of(new Produce.PartitionData(0, batch)))));
    }

    /** The end of a producer's transaction in epoch {@link #EPOCH}, as by version 1. */
    static WriteTxnMarkers.Request end(String topic, long producerId, boolean committed) {
        return end(topic, producerId, EPOCH, new EndMarker(committed, 0));
    }

    static WriteTxnMarkers.Request end(
            String topic, long producerId, short epoch, EndMarker marker) {
        return new WriteTxnMarkers.Request(
                List.of(
                        new WriteTxnMarkers.Marker(
                                producerId,
                                epoch,
                                marker,
                                TransactionVersion.V0,
                                List.of(new TopicPartition(topic, 0)))));
    }

    /** A fetch by a reader of committed records. */
    static Fetch.Request fetch(String topic, long offset, int maxWaitMs) {
        return fetch(topic, offset, maxWaitMs, 1 << 20);
    }

    static Fetch.Request fetch(String topic, long offset, int maxWaitMs, int maxBytes) {
        return new Fetch.Request(
                -1,
                maxWaitMs,
                1,
                maxBytes,
                IsolationLevel.READ_COMMITTED,
                0,
                0,
                List.of(
                        new Fetch.TopicFetch(
                                TopicRef.named(topic),
                                List.of(
                                        new Fetch.PartitionFetch(
                                                0, -1, offset, -1, -1, 1 << 20)))));
    }

    static ListOffsets.Request latest(String topic, IsolationLevel isolation) {
        return new ListOffsets.Request(
                -1,
                isolation,
                List.of(
                        new ListOffsets.TopicQuery(
                                topic,
                                List.of(
                                        new ListOffsets.PartitionQuery(
                                                0, -1, ListOffsets.LATEST)))));
    }
}
