package strata.sim;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;
import strata.kernel.TopicRef;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.Fetch;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;

/** What the simulated network does with requests: carries bytes of its own, and shows them. */
final class Requests {
    private Requests() {}

    /** The same request, as if read from the network: no byte is shared with the sender. */
    static Request copyOf(Request request) {
        if (!(request instanceof Produce.Request produce)) {
            return request;
        }
        List<Produce.TopicData> topics = new ArrayList<>();
        for (Produce.TopicData topic : produce.topics()) {
            List<Produce.PartitionData> partitions = new ArrayList<>();
            for (Produce.PartitionData data : topic.partitions()) {
                partitions.add(new Produce.PartitionData(data.partition(), copyOf(data.batches())));
            }
            topics.add(new Produce.TopicData(topic.topic(), partitions));
        }
        return new Produce.Request(
                produce.acks(),
                produce.timeoutMs(),
                produce.transactionalId(),
                produce.support(),
                topics);
    }

    /** The buffers that a request lends to the node until the turn ends. */
    static List<ByteBuffer> buffersOf(Request request) {
        List<ByteBuffer> buffers = new ArrayList<>();
        if (request instanceof Produce.Request produce) {
            for (Produce.TopicData topic : produce.topics()) {
                for (Produce.PartitionData partition : topic.partitions()) {
                    ByteBuffer batches = partition.batches();
                    if (batches != null) {
                        buffers.add(batches);
                    }
                }
            }
        }
        return buffers;
    }

    /** One line for the trace. */
    static String shown(Request request) {
        StringBuilder text = new StringBuilder(48);
        switch (request) {
            case Produce.Request produce -> {
                text.append("Produce acks=").append(produce.acks());
                for (Produce.TopicData topic : produce.topics()) {
                    for (Produce.PartitionData data : topic.partitions()) {
                        ByteBuffer batches = data.batches();
                        text.append(' ').append(shown(topic.topic())).append('-');
                        text.append(data.partition()).append(' ');
                        text.append(batches == null ? 0 : batches.remaining()).append('B');
                    }
                }
            }
            case Fetch.Request fetch -> {
                text.append("Fetch");
                for (Fetch.TopicFetch topic : fetch.topics()) {
                    for (Fetch.PartitionFetch partition : topic.partitions()) {
                        text.append(' ').append(shown(topic.topic())).append('-');
                        text.append(partition.partition()).append('@');
                        text.append(partition.fetchOffset());
                    }
                }
            }
            case ListOffsets.Request list -> text.append("ListOffsets ").append(list.topics());
            case CreateTopics.Request create -> {
                text.append("CreateTopics");
                create.topics().forEach(topic -> text.append(' ').append(topic.name()));
            }
            case DeleteTopics.Request delete -> {
                text.append("DeleteTopics");
                delete.topics().forEach(topic -> text.append(' ').append(shown(topic)));
            }
            case Metadata.Request metadata -> text.append("Metadata ").append(metadata.topics());
            default -> text.append(named(request));
        }
        return text.toString();
    }

    /** A record within the class that bears its API's name, as {@code Vote.Request}, shown so. */
    static String named(Object message) {
        Class<?> around = message.getClass().getEnclosingClass();
        String text = message.toString();
        int fields = text.indexOf('[');
        return around == null || fields < 0
                ? text
                : around.getSimpleName() + text.substring(fields);
    }

    private static String shown(TopicRef topic) {
        return switch (topic) {
            case TopicRef.Named named -> named.name();
            case TopicRef.Identified identified -> identified.id().toString();
        };
    }

    private static @Nullable ByteBuffer copyOf(@Nullable ByteBuffer bytes) {
        if (bytes == null) {
            return null;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes.remaining());
        return copy.put(bytes.duplicate()).flip();
    }
}
