package strata.kernel.transactions;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.RecordReader;
import strata.kernel.groups.RecordWriter;
import strata.kernel.log.CorruptDataException;

/**
 * The bytes of a {@link TransactionRecord}'s key and value: Kafka's TransactionLogKey (version 0)
 * and TransactionLogValue (versions 0 and 1), so that its tools can read them.
 */
public final class TransactionRecordCodec {
    private static final short KEY_VERSION = 0;
    private static final short FIRST_FLEXIBLE = 1;
    private static final int PREVIOUS_PRODUCER_ID = 0;
    private static final int NEXT_PRODUCER_ID = 1;
    private static final int CLIENT_VERSION = 2;
    private static final long NONE = -1L;

    private TransactionRecordCodec() {}

    /** A key's bytes, in a new buffer ready to be read. */
    public static ByteBuffer key(String transactionalId) {
        return new RecordWriter(false).int16(KEY_VERSION).string(transactionalId).finish();
    }

    /**
     * A value's bytes, in a new buffer ready to be read.
     *
     * @param version 0 or 1; 0 has no room for the other producer ids, nor for the client's version
     */
    public static ByteBuffer value(TransactionValue value, short version) {
        boolean flexible = version >= FIRST_FLEXIBLE;
        // The version itself is never compact, and the same in both forms.
        RecordWriter out = new RecordWriter(flexible).int16(version);
        out.int64(value.producerId())
                .int16(value.producerEpoch())
                .int32(value.timeoutMs())
                .int8(value.state().number());
        if (value.state() == TransactionState.EMPTY) {
            // As Kafka does: no transaction has begun.
            out.nullList();
        } else {
            out.list(byTopic(value.partitions()), TransactionRecordCodec::write);
        }
        out.int64(value.updatedMs()).int64(value.startedMs());
        return out.tags(tagged(value)).finish();
    }

    // What has its default is not written.
    private static SortedMap<Integer, Consumer<RecordWriter>> tagged(TransactionValue value) {
        SortedMap<Integer, Consumer<RecordWriter>> fields = new TreeMap<>();
        if (value.previousProducerId() != NONE) {
            fields.put(PREVIOUS_PRODUCER_ID, out -> out.int64(value.previousProducerId()));
        }
        if (value.nextProducerId() != NONE) {
            fields.put(NEXT_PRODUCER_ID, out -> out.int64(value.nextProducerId()));
        }
        if (value.clientVersion() != TransactionVersion.V0) {
            fields.put(CLIENT_VERSION, out -> out.int16(value.clientVersion().level()));
        }
        return fields;
    }

    /**
     * Reads a record; neither buffer is moved.
     *
     * @param value null for a tombstone
     * @return null for a key of a later version: it is none of ours
     * @throws CorruptDataException when the bytes are no record
     */
    public static @Nullable TransactionRecord decode(ByteBuffer key, @Nullable ByteBuffer value) {
        try {
            RecordReader in = new RecordReader(key);
            short keyVersion = in.int16();
            if (keyVersion > KEY_VERSION) {
                return null;
            }
            if (keyVersion < 0) {
                throw new CorruptDataException("a key of a negative version");
            }
            String transactionalId = in.string();
            in.end();
            if (value == null) {
                return TransactionRecord.tombstone(transactionalId);
            }
            short version = new RecordReader(value).int16();
            return new TransactionRecord(transactionalId, new Reader(value).read(), version);
        } catch (BufferUnderflowException early) {
            throw new CorruptDataException("a record of a transactional id ends early");
        }
    }

    private record Topic(String name, List<Integer> partitions) {}

    private static void write(RecordWriter out, Topic topic) {
        out.string(topic.name()).int32s(topic.partitions()).noTags();
    }

    private static List<Topic> byTopic(List<TopicPartition> partitions) {
        Map<String, Topic> topics = new TreeMap<>();
        for (TopicPartition each : partitions) {
            topics.computeIfAbsent(each.topic(), name -> new Topic(name, new ArrayList<>()))
                    .partitions()
                    .add(each.partition());
        }
        return List.copyOf(topics.values());
    }

    private static final class Reader {
        private final RecordReader in;
        private long previousProducerId = NONE;
        private long nextProducerId = NONE;
        private TransactionVersion clientVersion = TransactionVersion.V0;

        Reader(ByteBuffer bytes) {
            in = new RecordReader(bytes);
        }

        TransactionValue read() {
            short version = in.int16();
            if (version < 0 || version > FIRST_FLEXIBLE) {
                throw new CorruptDataException("a value of version " + version + ", not 0 or 1");
            }
            in.flexible(version >= FIRST_FLEXIBLE);
            long producerId = in.int64();
            short producerEpoch = in.int16();
            int timeoutMs = in.int32();
            TransactionState state = state(in.int8());
            List<TopicPartition> partitions = partitions();
            long updatedMs = in.int64();
            long startedMs = in.int64();
            in.tags(tags());
            in.end();
            return new TransactionValue(
                    producerId,
                    previousProducerId,
                    nextProducerId,
                    producerEpoch,
                    timeoutMs,
                    state,
                    partitions,
                    updatedMs,
                    startedMs,
                    clientVersion);
        }

        private Map<Integer, IntConsumer> tags() {
            Map<Integer, IntConsumer> known = new TreeMap<>();
            known.put(PREVIOUS_PRODUCER_ID, size -> previousProducerId = in.int64());
            known.put(NEXT_PRODUCER_ID, size -> nextProducerId = in.int64());
            known.put(
                    CLIENT_VERSION, size -> clientVersion = TransactionVersion.ofLevel(in.int16()));
            return known;
        }

        private static TransactionState state(byte number) {
            TransactionState state = TransactionState.ofNumber(number);
            if (state == null) {
                throw new CorruptDataException("a transaction in state " + number);
            }
            return state;
        }

        private List<TopicPartition> partitions() {
            List<Topic> topics =
                    in.nullableList(
                            each -> {
                                Topic topic = new Topic(each.string(), each.int32s());
                                each.tags();
                                return topic;
                            });
            List<TopicPartition> all = new ArrayList<>();
            for (Topic topic : topics) {
                topic.partitions().forEach(p -> all.add(new TopicPartition(topic.name(), p)));
            }
            Collections.sort(all);
            return Collections.unmodifiableList(all);
        }
    }
}
