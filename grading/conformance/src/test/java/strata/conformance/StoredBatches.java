package strata.conformance;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.FetchResponse;

/** The record batches of a partition as the server keeps them, read by bare fetch requests. */
final class StoredBatches {

    /** The last version that names topics: no topic id is needed. */
    private static final short FETCH_VERSION = 12;

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

    /** The batches in the answer to a fetch of one partition; an error in it fails the test. */
    static List<RecordBatch> in(FetchResponse response) {
        FetchResponseData.PartitionData data =
                response.data().responses().getFirst().partitions().getFirst();
        if (response.error() != Errors.NONE || data.errorCode() != Errors.NONE.code()) {
            throw new AssertionError("refused: " + response);
        }
        List<RecordBatch> batches = new ArrayList<>();
        FetchResponse.recordsOrFail(data).batches().forEach(batches::add);
        return batches;
    }

    private static List<RecordBatch> fetch(int port, String topic, int partition, long offset) {
        FetchRequestData request = new SampleRequests(topic, Uuid.ZERO_UUID).fetch(offset);
        request.topics().getFirst().partitions().getFirst().setPartition(partition);
        return in((FetchResponse) KafkaProtocol.ask(port, FETCH_VERSION, request));
    }
}
