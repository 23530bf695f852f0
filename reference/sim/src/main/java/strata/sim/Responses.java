package strata.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;

/** What the simulated network does with answers: reads what they refer to, and shows them. */
final class Responses {
    private Responses() {}

    /** The same answer with its bytes read; the slices are released, as after a real send. */
    static Response detached(Response response) {
        if (response instanceof FetchSnapshot.Response piece) {
            FileSlice bytes = piece.bytes();
            return bytes == null ? piece : piece.withBytes(detached(bytes));
        }
        if (!(response instanceof Fetch.Response fetch)) {
            return response;
        }
        List<Fetch.TopicResult> topics = new ArrayList<>();
        for (Fetch.TopicResult topic : fetch.topics()) {
            List<Fetch.PartitionResult> partitions = new ArrayList<>();
            for (Fetch.PartitionResult partition : topic.partitions()) {
                partitions.add(detached(partition));
            }
            topics.add(new Fetch.TopicResult(topic.topic(), partitions));
        }
        return new Fetch.Response(fetch.error(), fetch.sessionId(), topics, fetch.endpoints());
    }

    /** The buffers that an answer lends to the node that asked, until its turn ends. */
    static List<ByteBuffer> buffersOf(Response response) {
        List<ByteBuffer> buffers = new ArrayList<>();
        if (response instanceof FetchSnapshot.Response piece) {
            addBytes(piece.bytes(), buffers);
        } else if (response instanceof Fetch.Response fetch) {
            for (Fetch.TopicResult topic : fetch.topics()) {
                topic.partitions().forEach(result -> addBytes(result.records(), buffers));
            }
        }
        return buffers;
    }

    private static void addBytes(@Nullable FileSlice slice, List<ByteBuffer> buffers) {
        ByteBuffer bytes = slice == null ? null : slice.bytes();
        if (bytes != null) {
            buffers.add(bytes);
        }
    }

    /** The answer goes nowhere: its slices are released. */
    static void release(Response response) {
        if (response instanceof FetchSnapshot.Response piece && piece.bytes() != null) {
            piece.bytes().release();
        }
        if (response instanceof Fetch.Response fetch) {
            for (Fetch.TopicResult topic : fetch.topics()) {
                for (Fetch.PartitionResult partition : topic.partitions()) {
                    FileSlice records = partition.records();
                    if (records != null) {
                        records.release();
                    }
                }
            }
        }
    }

    /** One line for the trace. */
    static String shown(Response response) {
        StringBuilder text = new StringBuilder(48);
        switch (response) {
            case Produce.Response produce -> {
                text.append("Produce");
                for (Produce.TopicResult topic : produce.topics()) {
                    for (Produce.PartitionResult partition : topic.partitions()) {
                        text.append(' ').append(partition.error());
                        text.append('@').append(partition.baseOffset());
                    }
                }
            }
            case Fetch.Response fetch -> {
                text.append("Fetch ").append(fetch.error());
                for (Fetch.TopicResult topic : fetch.topics()) {
                    for (Fetch.PartitionResult partition : topic.partitions()) {
                        text.append(' ').append(partition.error()).append(" hw=");
                        text.append(partition.highWatermark()).append(' ');
                        text.append(sizeOf(partition.records())).append('B');
                    }
                }
            }
            case CreateTopics.Response create -> {
                text.append("CreateTopics");
                create.topics().forEach(topic -> text.append(' ').append(topic.error()));
            }
            case DeleteTopics.Response delete -> {
                text.append("DeleteTopics");
                delete.topics().forEach(topic -> text.append(' ').append(topic.error()));
            }
            case Metadata.Response metadata -> {
                text.append("Metadata");
                metadata.topics().forEach(topic -> text.append(' ').append(topic.error()));
            }
            default -> text.append(Requests.named(response));
        }
        return text.toString();
    }

    private static Fetch.PartitionResult detached(Fetch.PartitionResult partition) {
        FileSlice records = partition.records();
        if (records == null) {
            return partition;
        }
        return partition.withRecords(detached(records));
    }

    private static FileSlice detached(FileSlice slice) {
        FileSlice copy = HeapSlice.copyOf(slice);
        slice.release();
        return copy;
    }

    private static int sizeOf(@Nullable FileSlice slice) {
        return slice == null ? 0 : slice.count();
    }
}
