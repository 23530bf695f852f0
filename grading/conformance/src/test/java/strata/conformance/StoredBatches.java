package strata.conformance;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchResponse;

/** The record batches of a partition as the server keeps them, read by bare fetch requests. */
final class StoredBatches {

    /** The last version that names topics: no topic id is needed. */
    private static final short FETCH_VERSION = 12;

    private static final int BYTES_MAX = 16 << 20;

    private StoredBatches() {}

    /** All batches of a partition from {@code offset} on; the first may begin before it. */
    static List<RecordBatch> from(int port, String topic, int partition, long offset) {
        List<RecordBatch> batches = new ArrayList<>();
        long next = offset;
        while (true) {
            List<RecordBatch> fetched = fetch(port, topic, partition, next);
            if (fetched.isEmpty()) {
                return batches;
            }
            batches.addAll(fetched);
            next = fetched.getLast().nextOffset();
        }
    }

    private static List<RecordBatch> fetch(int port, String topic, int partition, long offset) {
        FetchRequestData request =
                new FetchRequestData()
                        .setReplicaId(-1)
                        .setMaxWaitMs(0)
                        .setMinBytes(0)
                        .setMaxBytes(BYTES_MAX)
                        .setSessionEpoch(-1)
                        .setTopics(
                                List.of(
                                        new FetchRequestData.FetchTopic()
                                                .setTopic(topic)
                                                .setPartitions(
                                                        List.of(
                                                                fetchOf(partition, offset)))));
        FetchResponse response = (FetchResponse) KafkaProtocol.ask(port, FETCH_VERSION, request);
        FetchResponseData.PartitionData data =
                response.data().responses().getFirst().partitions().getFirst();
        if (response.error() != Errors.NONE || data.errorCode() != Errors.NONE.code()) {
            throw new AssertionError("fetch of " + topic + "-" + partition + ": " + response);
        }
        List<RecordBatch> batches = new ArrayList<>();
        FetchResponse.recordsOrFail(data).batches().forEach(batches::add);
        return batches;
    }

    private static FetchRequestData.FetchPartition fetchOf(int partition, long offset) {
        return new FetchRequestData.FetchPartition()
                .setPartition(partition)
                .setFetchOffset(offset)
                .setPartitionMaxBytes(BYTES_MAX);
    }
}
