package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.Compression;
import strata.kernel.log.Record;
import strata.kernel.log.RecordIterator;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.storage.FileSlice;
import strata.kernel.transactions.EndMarker;

/**
 * Reads what is committed of a topic's partition 0, as a client does: from its start, each time.
 */
final class CommittedReader {
    private final Cluster cluster;

    CommittedReader(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The values, asked of the leader as a node knows it. */
    List<String> values(int asked, String topic) {
        Fetch.PartitionResult result = fetch(asked, topic);
        List<Fetch.AbortedTransaction> aborted = result.abortedTransactions();
        FileSlice slice = result.records();
        if (slice == null) {
            return List.of();
        }
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        bytes.flip();
        return values(bytes, aborted == null ? List.of() : aborted);
    }

    /** The last stable offset. */
    long stableOffset(int asked, String topic) {
        Fetch.PartitionResult result = fetch(asked, topic);
        FileSlice slice = result.records();
        if (slice != null) {
            slice.release();
        }
        return result.lastStableOffset();
    }

    private Fetch.PartitionResult fetch(int asked, String topic) {
        int leader = cluster.leader(asked, topic);
        Fetch.PartitionResult result =
                cluster.world
                        .ask(
                                Fetch.Response.class,
                                leader,
                                new Fetch.Request(
                                        -1,
                                        0,
                                        0,
                                        1 << 20,
                                        IsolationLevel.READ_COMMITTED,
                                        0,
                                        0,
                                        List.of(
                                                new Fetch.TopicFetch(
                                                        TopicRef.named(topic),
                                                        List.of(
                                                                new Fetch.PartitionFetch(
                                                                        0, -1, 0, -1, -1,
                                                                        1 << 20))))))
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0);
        if (result.error() != ErrorCode.NONE) {
            throw new AssertionError("fetch: " + result.error());
        }
        return result;
    }

    /** From the first record of an aborted transaction to its marker nothing of it counts. */
    private List<String> values(ByteBuffer batches, List<Fetch.AbortedTransaction> aborted) {
        Map<Long, List<Long>> begins = new LinkedHashMap<>();
        aborted.forEach(
                one ->
                        begins.computeIfAbsent(one.producerId(), any -> new ArrayList<>())
                                .add(one.firstOffset()));
        Set<Long> left = new LinkedHashSet<>();
        List<String> values = new ArrayList<>();
        while (batches.hasRemaining()) {
            BatchHeader header = BatchHeader.at(batches, batches.position());
            int size = header.sizeInBytes();
            long producer = header.producerId();
            List<Long> firsts = begins.getOrDefault(producer, List.of());
            if (!firsts.isEmpty() && firsts.get(0) <= header.lastOffset()) {
                firsts.remove(0);
                left.add(producer);
            }
            for (Record record : records(batches)) {
                if (header.isControl()) {
                    EndMarker marker = EndMarker.of(record.key(), record.value());
                    if (marker != null && !marker.committed()) {
                        left.remove(producer);
                    }
                } else if (!header.isTransactional() || !left.contains(producer)) {
                    values.add(
                            StandardCharsets.UTF_8
                                    .decode(Objects.requireNonNull(record.value()))
                                    .toString());
                }
            }
            batches.position(batches.position() + size);
        }
        return values;
    }

    private List<Record> records(ByteBuffer batch) {
        List<Record> all = new ArrayList<>();
        try (RecordIterator records =
                cluster.layers().log().recordFormat().records(batch, Compression.UNSUPPORTED)) {
            while (records.hasNext()) {
                all.add(records.next());
            }
        }
        return all;
    }
}
