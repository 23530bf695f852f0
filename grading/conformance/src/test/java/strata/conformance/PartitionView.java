package strata.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;

/**
 * All that can be seen of partition 0 of a topic from outside. Two servers with the same log must
 * show the same.
 *
 * @param offsets what ListOffsets answers: to earliest, latest and the greatest time, to every time
 *     that a record or a batch has, and to a millisecond after that of a batch
 * @param batches every batch by its header, as bare fetches see it
 * @param answers by offset, at the ends of batches, in gaps and beyond what is there: the base
 *     offset of the batch that answers a fetch of it, or the error
 * @param records every record with all that a consumer is told of it, in the consumer's order
 */
record PartitionView(
        Map<String, String> offsets,
        List<String> batches,
        Map<Long, String> answers,
        List<String> records) {

    private static final short FETCH_VERSION = 12;
    private static final short LIST_OFFSETS_VERSION = 7;
    private static final long LATEST = -1;
    private static final long EARLIEST = -2;
    private static final long GREATEST_TIME = -3;
    private static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    /** The topics as a server shows them now to those who read everything. */
    static Map<String, PartitionView> of(ServerUnderTest server, List<String> topics) {
        try (RawConnection connection = RawConnection.to(server.port());
                KafkaConsumer<byte[], byte[]> consumer = consumer(server, "read_uncommitted")) {
            Map<String, PartitionView> views = new LinkedHashMap<>();
            for (String topic : topics) {
                Eye eye = new Eye(connection, new SampleRequests(topic, Uuid.ZERO_UUID));
                views.put(topic, of(eye, consumer));
            }
            return views;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PartitionView of(Eye eye, KafkaConsumer<byte[], byte[]> consumer) {
        String topic = eye.requests().topic();
        Awaitility.await(topic + " is served")
                .atMost(SILENCE_MAX)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> eye.offset(LATEST).errorCode() == Errors.NONE.code());
        long earliest = eye.offset(EARLIEST).offset();
        long latest = eye.offset(LATEST).offset();
        List<RecordBatch> batches = eye.batches(earliest, latest);
        List<ConsumerRecord<byte[], byte[]>> records = records(consumer, topic);
        return new PartitionView(
                eye.offsets(batches, records),
                batches.stream().map(PartitionView::shown).toList(),
                eye.answers(asked(earliest, latest, batches)),
                records.stream().map(PartitionView::shown).toList());
    }

    /** Every record as a consumer with {@code isolation.level=read_committed} is told of it. */
    static List<String> committed(ServerUnderTest server, String topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(server, "read_committed")) {
            return records(consumer, topic).stream().map(PartitionView::shown).toList();
        }
    }

    /** The first offset that is there. */
    long earliest() {
        return Long.parseLong(offsets.getOrDefault("earliest", "").split("@", 2)[0]);
    }

    /** The offset of the next record. */
    long latest() {
        return Long.parseLong(offsets.getOrDefault("latest", "").split("@", 2)[0]);
    }

    private static KafkaConsumer<byte[], byte[]> consumer(
            ServerUnderTest server, String isolationLevel) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", server.bootstrap());
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", "false");
        properties.put("isolation.level", isolationLevel);
        properties.put("fetch.max.wait.ms", "10");
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(
            KafkaConsumer<byte[], byte[]> consumer, String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long lastNs = System.nanoTime();
        while (consumer.position(partition) < end) {
            int before = records.size();
            consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            if (records.size() > before) {
                lastNs = System.nanoTime();
            } else if (System.nanoTime() - lastNs > SILENCE_MAX.toNanos()) {
                throw new AssertionError(
                        "%s stands still at %d of %d"
                                .formatted(topic, consumer.position(partition), end));
            }
        }
        return records;
    }

    /** Both ends of each batch, where a gap follows what is in it, and what lies outside. */
    private static TreeSet<Long> asked(long earliest, long latest, List<RecordBatch> batches) {
        TreeSet<Long> offsets = new TreeSet<>(List.of(earliest, latest, latest + 1));
        if (earliest > 0) {
            offsets.add(earliest - 1);
        }
        for (RecordBatch batch : batches) {
            offsets.add(Math.max(earliest, batch.baseOffset()));
            offsets.add(batch.lastOffset());
            offsets.add(batch.nextOffset());
        }
        return offsets;
    }

    private static String shown(RecordBatch batch) {
        return "%d-%d %d bytes, crc %08x, epoch %d, greatest time %d, %s%s%s"
                .formatted(
                        batch.baseOffset(),
                        batch.lastOffset(),
                        batch.sizeInBytes(),
                        batch.checksum(),
                        batch.partitionLeaderEpoch(),
                        batch.maxTimestamp(),
                        batch.compressionType(),
                        batch.isTransactional() ? ", transactional" : "",
                        batch.isControlBatch() ? ", control" : "");
    }

    private static String shown(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder shown = new StringBuilder();
        shown.append(record.offset()).append(' ');
        shown.append(record.timestampType()).append(' ').append(record.timestamp()).append(' ');
        shown.append(shown(record.key())).append(" -> ").append(shown(record.value()));
        for (Header header : record.headers()) {
            shown.append(", ").append(header.key()).append('=').append(shown(header.value()));
        }
        return shown.toString();
    }

    @SuppressWarnings("NullAway") // absent keys, values and headers are what is to be shown
    private static String shown(byte[] bytes) {
        return bytes == null ? "null" : '"' + new String(bytes, ISO_8859_1) + '"';
    }

    /** Bare requests about one topic, on one connection. */
    private record Eye(RawConnection connection, SampleRequests requests) {

        Map<String, String> offsets(
                List<RecordBatch> batches, List<ConsumerRecord<byte[], byte[]>> records) {
            TreeSet<Long> times = new TreeSet<>(List.of(EARLIEST, LATEST, GREATEST_TIME, 0L));
            batches.forEach(batch -> times.add(batch.maxTimestamp()));
            batches.forEach(batch -> times.add(batch.maxTimestamp() + 1));
            records.forEach(record -> times.add(record.timestamp()));
            List<ApiMessage> asked = new ArrayList<>();
            times.forEach(time -> asked.add(requests.listOffsets(time)));
            List<AbstractResponse> answered = ask(LIST_OFFSETS_VERSION, asked);
            Map<String, String> offsets = new LinkedHashMap<>();
            for (long time : times) {
                ListOffsetsPartitionResponse found = found(answered.get(offsets.size()));
                offsets.put(name(time), shown(found));
            }
            return offsets;
        }

        ListOffsetsPartitionResponse offset(long time) {
            return found(ask(LIST_OFFSETS_VERSION, List.of(requests.listOffsets(time))).getFirst());
        }

        List<RecordBatch> batches(long earliest, long latest) {
            List<RecordBatch> batches = new ArrayList<>();
            for (long next = earliest; next < latest; next = batches.getLast().nextOffset()) {
                List<AbstractResponse> answered = ask(FETCH_VERSION, List.of(fetch(next, 1 << 20)));
                List<RecordBatch> more = StoredBatches.in((FetchResponse) answered.getFirst());
                if (more.isEmpty()) {
                    throw new AssertionError("nothing at " + next + ", but the end is " + latest);
                }
                batches.addAll(more);
            }
            return batches;
        }

        Map<Long, String> answers(TreeSet<Long> offsets) {
            List<ApiMessage> asked = new ArrayList<>();
            offsets.forEach(offset -> asked.add(fetch(offset, 1)));
            List<AbstractResponse> answered = ask(FETCH_VERSION, asked);
            Map<Long, String> answers = new LinkedHashMap<>();
            for (long offset : offsets) {
                answers.put(offset, shown((FetchResponse) answered.get(answers.size())));
            }
            return answers;
        }

        private FetchRequestData fetch(long offset, int bytesMax) {
            FetchRequestData request = requests.fetch(offset).setMaxBytes(bytesMax);
            request.topics().getFirst().partitions().getFirst().setPartitionMaxBytes(bytesMax);
            return request;
        }

        /** Sends all requests one after the other, and then reads their answers. */
        private List<AbstractResponse> ask(short version, List<ApiMessage> asked) {
            try {
                for (ApiMessage request : asked) {
                    connection.sendFrame(KafkaProtocol.request(version, request));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            List<AbstractResponse> answers = new ArrayList<>();
            for (ApiMessage request : asked) {
                ByteBuffer answer = KafkaProtocol.answer(connection);
                ApiKeys key = ApiKeys.forId(request.apiKey());
                answers.add(KafkaProtocol.response(key, version, answer));
            }
            return answers;
        }

        private static String name(long time) {
            if (time >= 0) {
                return "of time " + time;
            }
            return time == EARLIEST ? "earliest" : time == LATEST ? "latest" : "of greatest time";
        }

        private static ListOffsetsPartitionResponse found(AbstractResponse answer) {
            ListOffsetsResponse response = (ListOffsetsResponse) answer;
            return response.topics().getFirst().partitions().getFirst();
        }

        private static String shown(ListOffsetsPartitionResponse found) {
            return found.errorCode() == Errors.NONE.code()
                    ? found.offset() + "@" + found.timestamp()
                    : Errors.forCode(found.errorCode()).name();
        }

        private static String shown(FetchResponse response) {
            var partition = response.data().responses().getFirst().partitions().getFirst();
            if (partition.errorCode() != Errors.NONE.code()) {
                return Errors.forCode(partition.errorCode()).name();
            }
            List<RecordBatch> batches = StoredBatches.in(response);
            return batches.isEmpty() ? "nothing" : "from " + batches.getFirst().baseOffset();
        }
    }
}
