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
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.requests.ListOffsetsResponse;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * All that can be seen of partition 0 of a topic from outside. Two servers with the same log must
 * show the same.
 *
 * @param offsets what ListOffsets answers: to earliest, latest and the greatest time, and to every
 *     time that a batch or a record has, and a millisecond later
 * @param batches every batch by its header, as bare fetches see it
 * @param answers by offset, the base offset of the batch that answers a fetch of it, or the error
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

    /** The topic as a server shows it now to those who read everything. */
    static PartitionView of(ServerUnderTest server, String topic) {
        try (RawConnection connection = RawConnection.to(server.port())) {
            Eye eye = new Eye(connection, new SampleRequests(topic, Uuid.ZERO_UUID));
            long earliest = eye.offset(EARLIEST).offset();
            long latest = eye.offset(LATEST).offset();
            List<RecordBatch> batches = eye.batches(earliest, latest);
            Map<Long, String> answers = new LinkedHashMap<>();
            for (long offset = Math.max(0, earliest - 1); offset <= latest + 1; offset++) {
                answers.put(offset, eye.answer(offset));
            }
            List<ConsumerRecord<byte[], byte[]>> records = records(server, topic, false);
            return new PartitionView(
                    eye.offsets(batches, records),
                    batches.stream().map(PartitionView::shown).toList(),
                    answers,
                    records.stream().map(PartitionView::shown).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every record as a consumer with {@code isolation.level=read_committed} is told of it. */
    static List<String> committed(ServerUnderTest server, String topic) {
        return records(server, topic, true).stream().map(PartitionView::shown).toList();
    }

    /** The first offset that is there. */
    long earliest() {
        return Long.parseLong(offsets.getOrDefault("earliest", "").split("@", 2)[0]);
    }

    /** The offset of the next record. */
    long latest() {
        return Long.parseLong(offsets.getOrDefault("latest", "").split("@", 2)[0]);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(
            ServerUnderTest server, String topic, boolean committedOnly) {
        Properties properties = new Properties();
        properties.put("bootstrap.servers", server.bootstrap());
        properties.put("auto.offset.reset", "none");
        properties.put("allow.auto.create.topics", "false");
        properties.put("isolation.level", committedOnly ? "read_committed" : "read_uncommitted");
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
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

    /** Bare requests about one topic, one after the other on one connection. */
    private record Eye(RawConnection connection, SampleRequests requests) {

        Map<String, String> offsets(
                List<RecordBatch> batches, List<ConsumerRecord<byte[], byte[]>> records) {
            Map<String, String> offsets = new LinkedHashMap<>();
            offsets.put("earliest", shown(offset(EARLIEST)));
            offsets.put("latest", shown(offset(LATEST)));
            offsets.put("of the greatest time", shown(offset(GREATEST_TIME)));
            TreeSet<Long> times = new TreeSet<>(List.of(0L));
            batches.forEach(batch -> times.add(batch.maxTimestamp()));
            records.forEach(record -> times.add(record.timestamp()));
            for (long time : times) {
                offsets.put("of time " + time, shown(offset(time)));
                offsets.put("of time " + (time + 1), shown(offset(time + 1)));
            }
            return offsets;
        }

        ListOffsetsPartitionResponse offset(long time) {
            ListOffsetsResponse response =
                    (ListOffsetsResponse) ask(LIST_OFFSETS_VERSION, requests.listOffsets(time));
            return response.topics().getFirst().partitions().getFirst();
        }

        List<RecordBatch> batches(long earliest, long latest) {
            List<RecordBatch> batches = new ArrayList<>();
            for (long next = earliest; next < latest; next = batches.getLast().nextOffset()) {
                List<RecordBatch> more = StoredBatches.in(fetch(next, 1 << 20));
                if (more.isEmpty()) {
                    throw new AssertionError("nothing at " + next + ", but the end is " + latest);
                }
                batches.addAll(more);
            }
            return batches;
        }

        String answer(long offset) {
            FetchResponse response = fetch(offset, 1);
            short code =
                    response.data()
                            .responses()
                            .getFirst()
                            .partitions()
                            .getFirst()
                            .errorCode();
            if (code != Errors.NONE.code()) {
                return Errors.forCode(code).name();
            }
            List<RecordBatch> batches = StoredBatches.in(response);
            return batches.isEmpty() ? "nothing" : "from " + batches.getFirst().baseOffset();
        }

        private FetchResponse fetch(long offset, int bytesMax) {
            var request = requests.fetch(offset).setMaxBytes(bytesMax);
            request.topics().getFirst().partitions().getFirst().setPartitionMaxBytes(bytesMax);
            return (FetchResponse) ask(FETCH_VERSION, request);
        }

        private AbstractResponse ask(short version, ApiMessage request) {
            try {
                connection.sendFrame(KafkaProtocol.request(version, request));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            ByteBuffer answer = KafkaProtocol.answer(connection);
            return KafkaProtocol.response(ApiKeys.forId(request.apiKey()), version, answer);
        }

        private static String shown(ListOffsetsPartitionResponse found) {
            return found.errorCode() == Errors.NONE.code()
                    ? found.offset() + "@" + found.timestamp()
                    : Errors.forCode(found.errorCode()).name();
        }
    }
}
