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
import strata.kernel.metadata.MetadataRecord.BrokerChanged;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.BrokerUnregistered;
import strata.kernel.metadata.MetadataRecord.ClusterCreated;
import strata.kernel.metadata.MetadataRecord.FeatureLevel;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.ProducerIdsAllocated;
import strata.kernel.metadata.MetadataRecord.TopicConfigChanged;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.metadata.MetadataRecord.TopicDeleted;
import strata.kernel.request.Listener;

/**
 * The bytes of a {@link MetadataRecord}: type i8, version i8 (1; 0 is still read), then the fields
 * in their order. Strings are length i16 (-1 for null) and UTF-8; lists are count i32 and elements;
 * ids are i64 twice.
 */
public final class MetadataRecordCodec {
    // Version 0 knew neither fencing nor eligible leader replicas.
    private static final byte VERSION = 1;
    private static final byte CLUSTER_CREATED = 1;
    private static final byte BROKER_REGISTERED = 2;
    private static final byte TOPIC_CREATED = 3;
    private static final byte TOPIC_DELETED = 4;
    private static final byte PARTITION_CHANGED = 5;
    private static final byte TOPIC_CONFIG_CHANGED = 6;
    private static final byte BROKER_CHANGED = 7;
    private static final byte BROKER_UNREGISTERED = 8;
    private static final byte PRODUCER_IDS_ALLOCATED = 9;
    private static final byte FEATURE_LEVEL = 10;

    private MetadataRecordCodec() {}

    /** The record's bytes, in a new buffer ready to be read. */
    public static ByteBuffer encode(MetadataRecord record) {
        Writer out = new Writer();
        switch (record) {
            case ClusterCreated r -> out.type(CLUSTER_CREATED).string(r.clusterId());
            case BrokerRegistered r -> {
                out.type(BROKER_REGISTERED).int32(r.id().number()).listeners(r.listeners());
                out.string(r.rack()).int64(r.brokerEpoch());
                out.id(r.incarnation()).bool(r.fenced()).bool(r.stopping());
            }
            case BrokerChanged r -> {
                out.type(BROKER_CHANGED).int32(r.id().number()).int64(r.brokerEpoch());
                out.bool(r.fenced()).bool(r.stopping());
            }
            case BrokerUnregistered r ->
                    out.type(BROKER_UNREGISTERED).int32(r.id().number()).int64(r.brokerEpoch());
            case TopicCreated r -> out.type(TOPIC_CREATED).string(r.name()).id(r.id());
            case TopicDeleted r -> out.type(TOPIC_DELETED).id(r.id());
            case PartitionChanged r -> {
                out.type(PARTITION_CHANGED).id(r.topicId()).int32(r.partition());
                out.nodes(r.replicas()).nodes(r.isr());
                NodeId leader = r.leader();
                out.int32(leader == null ? -1 : leader.number());
                out.int32(r.leaderEpoch()).int32(r.partitionEpoch());
                out.nodes(r.elr()).nodes(r.lastKnownElr()).bool(r.recovering());
                out.nodes(r.adding()).nodes(r.removing());
            }
            case TopicConfigChanged r ->
                    out.type(TOPIC_CONFIG_CHANGED)
                            .id(r.topicId())
                            .string(r.key())
                            .string(r.value());
            case ProducerIdsAllocated r -> {
                out.type(PRODUCER_IDS_ALLOCATED).int32(r.broker().number());
                out.int64(r.brokerEpoch()).int64(r.nextProducerId());
            }
            case FeatureLevel r -> out.type(FEATURE_LEVEL).string(r.name()).int16(r.level());
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
            if (version < 0 || version > VERSION) {
                throw new CorruptDataException("metadata record of unknown version " + version);
            }
            MetadataRecord record = body(type, version, in);
            if (in.bytes.hasRemaining()) {
                throw new CorruptDataException(
                        in.bytes.remaining() + " bytes after a metadata record of type " + type);
            }
            return record;
        } catch (BufferUnderflowException e) {
            throw new CorruptDataException("a metadata record ends early");
        }
    }

    private static MetadataRecord body(byte type, byte version, Reader in) {
        return switch (type) {
            case CLUSTER_CREATED -> new ClusterCreated(in.string());
            case BROKER_REGISTERED -> brokerRegistered(version, in);
            case BROKER_CHANGED ->
                    new BrokerChanged(in.node(), in.bytes.getLong(), in.bool(), in.bool());
            case BROKER_UNREGISTERED -> new BrokerUnregistered(in.node(), in.bytes.getLong());
            case TOPIC_CREATED -> new TopicCreated(in.string(), in.id());
            case TOPIC_DELETED -> new TopicDeleted(in.id());
            case PARTITION_CHANGED -> partitionChanged(version, in);
            case TOPIC_CONFIG_CHANGED ->
                    new TopicConfigChanged(in.id(), in.string(), in.nullableString());
            case PRODUCER_IDS_ALLOCATED ->
                    new ProducerIdsAllocated(in.node(), in.bytes.getLong(), in.bytes.getLong());
            case FEATURE_LEVEL -> new FeatureLevel(in.string(), in.level());
            default -> throw new CorruptDataException("metadata record of unknown type " + type);
        };
    }

    private static BrokerRegistered brokerRegistered(byte version, Reader in) {
        NodeId id = in.node();
        if (version == 0) {
            return new BrokerRegistered(
                    id, in.string(), in.bytes.getInt(), in.nullableString(), in.bytes.getLong());
        }
        return new BrokerRegistered(
                id,
                in.listeners(),
                in.nullableString(),
                in.bytes.getLong(),
                in.id(),
                in.bool(),
                in.bool());
    }

    private static PartitionChanged partitionChanged(byte version, Reader in) {
        TopicId topic = in.id();
        int partition = in.bytes.getInt();
        List<NodeId> replicas = in.nodes();
        List<NodeId> isr = in.nodes();
        NodeId leader = in.nullableNode();
        int leaderEpoch = in.bytes.getInt();
        int partitionEpoch = in.bytes.getInt();
        return version == 0
                ? new PartitionChanged(
                        topic, partition, replicas, isr, leader, leaderEpoch, partitionEpoch)
                : new PartitionChanged(
                        topic,
                        partition,
                        replicas,
                        isr,
                        leader,
                        leaderEpoch,
                        partitionEpoch,
                        in.nodes(),
                        in.nodes(),
                        in.bool(),
                        in.nodes(),
                        in.nodes());
    }

    private static final class Writer {
        private ByteBuffer bytes = ByteBuffer.allocate(256);

        Writer type(byte type) {
            bytes.put(type).put(VERSION);
            return this;
        }

        Writer bool(boolean value) {
            room(1).put((byte) (value ? 1 : 0));
            return this;
        }

        Writer int16(short value) {
            room(2).putShort(value);
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

        Writer listeners(List<Listener> listeners) {
            int32(listeners.size());
            listeners.forEach(l -> string(l.name()).string(l.host()).int32(l.port()));
            return this;
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

        boolean bool() {
            byte value = bytes.get();
            if (value != 0 && value != 1) {
                throw new CorruptDataException("neither true nor false: " + value);
            }
            return value == 1;
        }

        short level() {
            short level = bytes.getShort();
            if (level < 0) {
                throw new CorruptDataException("a feature of level " + level);
            }
            return level;
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

        List<Listener> listeners() {
            int count = bytes.getInt();
            // Two empty texts and a port are the least.
            if (count < 1 || count > bytes.remaining() / 8) {
                throw new CorruptDataException("a list of " + count + " listeners");
            }
            List<Listener> listeners = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                listeners.add(new Listener(string(), string(), bytes.getInt()));
            }
            return Collections.unmodifiableList(listeners);
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
