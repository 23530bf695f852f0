package strata.kernel.metadata;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.log.CorruptDataException;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.ClusterCreated;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.TopicConfigChanged;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;

/**
 * The bytes of a {@link MetadataRecord}: type i8, version i8 (0), then the fields in their order.
 * Strings are length i16 (-1 for null) and UTF-8; lists are count i32 and elements; ids are i64
 * twice.
 */
public final class MetadataRecordCodec {
    private static final byte VERSION = 0;
    private static final byte CLUSTER_CREATED = 1;
    private static final byte BROKER_REGISTERED = 2;
    private static final byte TOPIC_CREATED = 3;
    private static final byte TOPIC_DELETED = 4;
    private static final byte PARTITION_CHANGED = 5;
    private static final byte TOPIC_CONFIG_CHANGED = 6;

    private MetadataRecordCodec() {}

    /** The record's bytes, in a new buffer ready to be read. */
    public static ByteBuffer encode(MetadataRecord record) {
        Writer out = new Writer();
        switch (record) {
            case ClusterCreated r -> out.type(CLUSTER_CREATED).string(r.clusterId());
            case BrokerRegistered r -> {
                out.type(BROKER_REGISTERED).int32(r.id().number()).string(r.host());
                out.int32(r.port()).string(r.rack()).int64(r.brokerEpoch());
            }
            case TopicCreated r -> out.type(TOPIC_CREATED).string(r.name()).id(r.id());
            case TopicDeleted r -> out.type(TOPIC_DELETED).id(r.id());
            case PartitionChanged r -> {
                out.type(PARTITION_CHANGED).id(r.topicId()).int32(r.partition());
                out.nodes(r.replicas()).nodes(r.isr());
                NodeId leader = r.leader();
                out.int32(leader == null ? -1 : leader.number());
                out.int32(r.leaderEpoch()).int32(r.partitionEpoch());
            }
            case TopicConfigChanged r ->
                    out.type(TOPIC_CONFIG_CHANGED)
                            .id(r.topicId())
                            .string(r.key())
                            .string(r.value());
        }
        return out.finish();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @param bytes one record, from the buffer's position to its limit; neither is moved
     * @throws CorruptDataException when the bytes are no record of a known type and version
     */
    public static MetadataRecord decode(ByteBuffer bytes) {
        Reader in = new Reader(bytes.duplicate());
        try {
            byte type = in.bytes.get();
            byte version = in.bytes.get();
            if (version != VERSION) {
                throw new CorruptDataException("metadata record of unknown version " + version);
            }
            MetadataRecord record = body(type, in);
            if (in.bytes.hasRemaining()) {
                throw new CorruptDataException(
                        in.bytes.remaining() + " bytes after a metadata record of type " + type);
            }
            return record;
        } catch (BufferUnderflowException e) {
            throw new CorruptDataException("a metadata record ends early");
        }
    }

    private static MetadataRecord body(byte type, Reader in) {
        return switch (type) {
            case CLUSTER_CREATED -> new ClusterCreated(in.string());
            case BROKER_REGISTERED ->
                    new BrokerRegistered(
                            in.node(),
                            in.string(),
                            in.bytes.getInt(),
                            in.nullableString(),
                            in.bytes.getLong());
            case TOPIC_CREATED -> new TopicCreated(in.string(), in.id());
            case TOPIC_DELETED -> new TopicDeleted(in.id());
            case PARTITION_CHANGED ->
                    new PartitionChanged(
                            in.id(),
                            in.bytes.getInt(),
                            in.nodes(),
                            in.nodes(),
                            in.nullableNode(),
                            in.bytes.getInt(),
                            in.bytes.getInt());
            case TOPIC_CONFIG_CHANGED ->
                    new TopicConfigChanged(in.id(), in.string(), in.nullableString());
            default -> throw new CorruptDataException("metadata record of unknown type " + type);
        };
    }

    private static final class Writer {
        private ByteBuffer bytes = ByteBuffer.allocate(256);

        Writer type(byte type) {
            bytes.put(type).put(VERSION);
            return this;
        }

        Writer int32(int value) {
            room(4).putInt(value);
            return this;
        }

        Writer int64(long value) {
            room(8).putLong(value);
            return this;
        }

        Writer id(TopicId id) {
            return int64(id.high()).int64(id.low());
        }

        Writer nodes(List<NodeId> nodes) {
            int32(nodes.size());
            nodes.forEach(node -> int32(node.number()));
            return this;
        }

        Writer string(@Nullable String text) {
            if (text == null) {
                room(2).putShort((short) -1);
                return this;
            }
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            Check.that(utf8.length <= Short.MAX_VALUE, "text of %s bytes", utf8.length);
            room(2 + utf8.length).putShort((short) utf8.length).put(utf8);
            return this;
        }

        ByteBuffer finish() {
            return bytes.flip();
        }

        private ByteBuffer room(int count) {
            if (bytes.remaining() < count) {
                int grown = Math.max(2 * bytes.capacity(), bytes.position() + count);
                bytes = ByteBuffer.allocate(grown).put(bytes.flip());
            }
            return bytes;
        }
    }

    private record Reader(ByteBuffer bytes) {
        TopicId id() {
            return new TopicId(bytes.getLong(), bytes.getLong());
        }

        NodeId node() {
            NodeId node = nullableNode();
            if (node == null) {
                throw new CorruptDataException("a node id is missing");
            }
            return node;
        }

        @Nullable
        NodeId nullableNode() {
            int number = bytes.getInt();
            return number < 0 ? null : new NodeId(number);
        }

        List<NodeId> nodes() {
            int count = bytes.getInt();
            if (count < 0 || count > bytes.remaining() / 4) {
                throw new CorruptDataException("a list of " + count + " nodes");
            }
            List<NodeId> nodes = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                nodes.add(node());
            }
            return Collections.unmodifiableList(nodes);
        }

        String string() {
            String text = nullableString();
            if (text == null) {
                throw new CorruptDataException("a text is missing");
            }
            return text;
        }

        @Nullable
        String nullableString() {
            short length = bytes.getShort();
            if (length < 0) {
                return null;
            }
            if (length > bytes.remaining()) {
                throw new CorruptDataException("a text of " + length + " bytes ends early");
            }
            byte[] utf8 = new byte[length];
            bytes.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }
    }
}
