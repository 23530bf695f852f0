package strata.kernel.groups;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.log.CorruptDataException;

/**
 * What consumers tell each other through a classic group of protocol type {@code consumer}:
 * ConsumerProtocolSubscription and ConsumerProtocolAssignment, versions 0 to 3. A later version is
 * read as the last one known.
 */
public final class ConsumerProtocol {
    /** The protocol type of consumers. */
    public static final String TYPE = "consumer";

    private static final short NEWEST = 3;
    private static final short WITH_OWNED = 1;
    private static final short WITH_GENERATION = 2;
    private static final short WITH_RACK = 3;

    private ConsumerProtocol() {}

    /**
     * What a member wants, and has.
     *
     * @param userData the assignor's; null for none
     * @param owned from version 1 on
     * @param generation in which it had that, from version 2 on; -1 for unknown
     * @param rack from version 3 on; null for none
     */
    public record Subscription(
            List<String> topics,
            @Nullable ByteBuffer userData,
            List<TopicPartition> owned,
            int generation,
            @Nullable String rack) {}

    /** What a member is given. */
    public record Assignment(List<TopicPartition> partitions, @Nullable ByteBuffer userData) {}

    /** The bytes, in version 3, in a new buffer ready to be read. */
    public static ByteBuffer encode(Subscription subscription) {
        return new RecordWriter(false)
                .int16(NEWEST)
                .strings(subscription.topics())
                .bytes(subscription.userData())
                .list(byTopic(subscription.owned()), ConsumerProtocol::write)
                .int32(subscription.generation())
                .string(subscription.rack())
                .finish();
    }

    /** The bytes, in version 3, in a new buffer ready to be read. */
    public static ByteBuffer encode(Assignment assignment) {
        return encode(assignment, NEWEST);
    }

    /**
     * The bytes, in a new buffer ready to be read.
     *
     * @param version 0 to 3, which differ in nothing else
     */
    public static ByteBuffer encode(Assignment assignment, short version) {
        return new RecordWriter(false)
                .int16(version)
                .list(byTopic(assignment.partitions()), ConsumerProtocol::write)
                .bytes(assignment.userData())
                .finish();
    }

    /**
     * In which of the versions 0 to 3 a subscription or assignment is to be read; the buffer is not
     * moved.
     *
     * @throws CorruptDataException when the bytes are none
     */
    public static short version(ByteBuffer bytes) {
        return reading(() -> version(new RecordReader(bytes, null)));
    }

    /**
     * Reads a subscription; the buffer is not moved.
     *
     * @throws CorruptDataException when the bytes are none
     */
    public static Subscription subscription(ByteBuffer bytes) {
        RecordReader in = new RecordReader(bytes, null);
        return reading(
                () -> {
                    short version = version(in);
                    return new Subscription(
                            in.strings(),
                            in.nullableBytes(),
                            version >= WITH_OWNED ? partitions(in) : List.of(),
                            version >= WITH_GENERATION ? in.int32() : -1,
                            version >= WITH_RACK ? in.nullableString() : null);
                });
    }

    /**
     * Reads an assignment; the buffer is not moved. No bytes at all are an assignment of nothing.
     *
     * @throws CorruptDataException when the bytes are none
     */
    public static Assignment assignment(ByteBuffer bytes) {
        if (!bytes.hasRemaining()) {
            return new Assignment(List.of(), null);
        }
        RecordReader in = new RecordReader(bytes, null);
        return reading(
                () -> {
                    version(in);
                    return new Assignment(partitions(in), in.nullableBytes());
                });
    }

    private static short version(RecordReader in) {
        short version = in.int16();
        if (version < 0) {
            throw new CorruptDataException("consumer protocol of version " + version);
        }
        return version > NEWEST ? NEWEST : version;
    }

    // Bytes after the last field are passed over: a later version's.
    private static <T> T reading(Supplier<T> reader) {
        try {
            return reader.get();
        } catch (BufferUnderflowException early) {
            throw new CorruptDataException("what a consumer says ends early");
        }
    }

    private static List<TopicPartition> partitions(RecordReader in) {
        List<TopicPartition> all = new ArrayList<>();
        for (Topic topic : in.list(each -> new Topic(each.string(), each.int32s()))) {
            topic.partitions.forEach(number -> all.add(new TopicPartition(topic.name, number)));
        }
        return all;
    }

    // In the order in which each topic comes first.
    private static List<Topic> byTopic(List<TopicPartition> partitions) {
        Map<String, Topic> topics = new LinkedHashMap<>();
        for (TopicPartition each : partitions) {
            topics.computeIfAbsent(each.topic(), name -> new Topic(name, new ArrayList<>()))
                    .partitions
                    .add(each.partition());
        }
        return List.copyOf(topics.values());
    }

    private static void write(RecordWriter out, Topic topic) {
        out.string(topic.name).int32s(topic.partitions);
    }

    private record Topic(String name, List<Integer> partitions) {}
}
