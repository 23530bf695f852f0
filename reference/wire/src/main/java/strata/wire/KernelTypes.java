package strata.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.request.DescribeConfigs;
import strata.kernel.request.IsolationLevel;

/** The value types that several APIs share, from and to those of kafka-clients. */
final class KernelTypes {
    /** What stands for no node on the wire. */
    private static final int NO_NODE = -1;

    /** How many characters of a message for a person are sent. */
    private static final int MESSAGE_MAX_LENGTH = 1000;

    private KernelTypes() {}

    static TopicId topicId(Uuid id) {
        boolean zero = id.getMostSignificantBits() == 0 && id.getLeastSignificantBits() == 0;
        return zero
                ? TopicId.ZERO
                : new TopicId(id.getMostSignificantBits(), id.getLeastSignificantBits());
    }

    static Uuid uuid(TopicId id) {
        return id.equals(TopicId.ZERO) ? Uuid.ZERO_UUID : new Uuid(id.high(), id.low());
    }

    /** The name that an answer repeats where its version speaks of topics by name. */
    static String name(TopicRef topic) {
        Check.that(topic instanceof TopicRef.Named, "the request named its topics: %s", topic);
        return ((TopicRef.Named) topic).name();
    }

    /** The id that an answer repeats where its version speaks of topics by id. */
    static Uuid uuid(TopicRef topic) {
        Check.that(
                topic instanceof TopicRef.Identified, "the request identified topics: %s", topic);
        return uuid(((TopicRef.Identified) topic).id());
    }

    /**
     * A message for a person, cut where it gets long: it may repeat a name of 32 KiB, and with a
     * word more the message classes would refuse to write it.
     */
    static @Nullable String message(@Nullable String message) {
        return message == null || message.length() <= MESSAGE_MAX_LENGTH
                ? message
                : message.substring(0, MESSAGE_MAX_LENGTH) + "...";
    }

    /** A copy of a buffer's bytes; the buffer is not moved. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(buffer.position(), bytes);
        return bytes;
    }

    static int number(@Nullable NodeId node) {
        return node == null ? NO_NODE : node.number();
    }

    /** The node of a number that a peer sent. */
    static NodeId node(int number) {
        if (number < 0) {
            throw new IllegalArgumentException("a node " + number);
        }
        return new NodeId(number);
    }

    /** The node of a number that a peer sent; null when it says that there is none. */
    static @Nullable NodeId nodeOrNone(int number) {
        return number < 0 ? null : new NodeId(number);
    }

    static List<NodeId> nodes(List<Integer> numbers) {
        List<NodeId> nodes = new ArrayList<>(numbers.size());
        for (int number : numbers) {
            nodes.add(node(number));
        }
        return nodes;
    }

    static List<Integer> numbers(List<NodeId> nodes) {
        List<Integer> numbers = new ArrayList<>(nodes.size());
        for (NodeId node : nodes) {
            numbers.add(node.number());
        }
        return numbers;
    }

    /**
     * An error's number.
     *
     * @param knowsFenced whether the version may be told PRODUCER_FENCED (KIP-588); to an older one
     *     it is INVALID_PRODUCER_EPOCH
     */
    static short number(ErrorCode error, boolean knowsFenced) {
        return error == ErrorCode.PRODUCER_FENCED && !knowsFenced
                ? ErrorCode.INVALID_PRODUCER_EPOCH.number()
                : error.number();
    }

    static byte number(IsolationLevel isolation) {
        return switch (isolation) {
            case READ_UNCOMMITTED -> 0;
            case READ_COMMITTED -> 1;
        };
    }

    /** The isolation level of a number on the wire; null when there is none of it. */
    static @Nullable IsolationLevel isolation(byte number) {
        return switch (number) {
            case 0 -> IsolationLevel.READ_UNCOMMITTED;
            case 1 -> IsolationLevel.READ_COMMITTED;
            default -> null;
        };
    }

    /** Where a configuration comes from, by its number on the wire. */
    static DescribeConfigs.Source source(byte number) {
        for (DescribeConfigs.Source source : DescribeConfigs.Source.values()) {
            if (source.number() == number) {
                return source;
            }
        }
        return DescribeConfigs.Source.UNKNOWN;
    }
}
