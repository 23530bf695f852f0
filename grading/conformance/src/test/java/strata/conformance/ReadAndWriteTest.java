package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.FetchResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Offsets, times, batches and waiting, by the Java clients and by bare fetches. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReadAndWriteTest {

    private ServerUnderTest server;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("read-and-write");
    }

    @AfterAll
    void stopTheServer() {
        server.close();
    }

    @Test
    void offsetsAreFoundByPlaceAndByTime() {
        TopicPartition partition = topic("offsets", Map.of());
        long start = 1_700_000_000_000L;
        writeOneByOne(partition, List.of(start, start + 1_000, start + 5_000, start + 2_000));

        assertThat(offset(partition, OffsetSpec.earliest())).isEqualTo(0);
        assertThat(offset(partition, OffsetSpec.latest())).isEqualTo(4);
        assertThat(offset(partition, OffsetSpec.forTimestamp(start - 1))).isEqualTo(0);
        assertThat(offset(partition, OffsetSpec.forTimestamp(start))).isEqualTo(0);
        assertThat(offset(partition, OffsetSpec.forTimestamp(start + 1))).isEqualTo(1);
        assertThat(offset(partition, OffsetSpec.forTimestamp(start + 1_001))).isEqualTo(2);
        assertThat(offset(partition, OffsetSpec.forTimestamp(start + 5_000))).isEqualTo(2);
        assertThat(offset(partition, OffsetSpec.forTimestamp(start + 5_001))).isEqualTo(-1);
        assertThat(offset(partition, OffsetSpec.maxTimestamp())).isEqualTo(2);
    }

    @Test
    void aTimeInsideABatchFindsTheRecordAndNotTheBatch() {
        TopicPartition partition = topic("time-in-batch", Map.of());
        long start = 1_700_000_000_000L;
        writeOneBatch(partition, LongStream.range(0, 50).map(i -> start + i * 10).boxed().toList());

        try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
            OffsetAndTimestamp found =
                    consumer.offsetsForTimes(Map.of(partition, start + 251)).get(partition);

            assertThat(Objects.requireNonNull(found).offset()).isEqualTo(26);
            assertThat(found.timestamp()).isEqualTo(start + 260);
        }
    }

    @Test
    void anEmptyPartitionHasItsBeginningAtItsEnd() {
        TopicPartition partition = topic("empty", Map.of());

        assertThat(offset(partition, OffsetSpec.earliest())).isEqualTo(0);
        assertThat(offset(partition, OffsetSpec.latest())).isEqualTo(0);
        assertThat(offset(partition, OffsetSpec.forTimestamp(0))).isEqualTo(-1);
        assertThat(offset(partition, OffsetSpec.maxTimestamp())).isEqualTo(-1);
    }

    @ParameterizedTest
    @EnumSource
    void withLogAppendTimeEveryRecordCarriesTheServersTime(Codec codec) {
        TopicPartition partition =
                topic(
                        "append-time-" + codec.id(),
                        Map.of("message.timestamp.type", "LogAppendTime"));
        long before = System.currentTimeMillis();

        List<RecordMetadata> acknowledged = writeOneBatch(partition, List.of(1L, 2L, 3L), codec);

        long after = System.currentTimeMillis();
        long stamped = acknowledged.getFirst().timestamp();
        assertThat(stamped).isBetween(before, after);
        List<ConsumerRecord<String, String>> records = readFrom(partition, 0, 3);
        assertThat(records)
                .allSatisfy(
                        record -> {
                            assertThat(record.timestampType())
                                    .isEqualTo(TimestampType.LOG_APPEND_TIME);
                            assertThat(record.timestamp()).isEqualTo(stamped);
                        });
        assertThat(batches(partition, 0)).hasSize(1).allMatch(RecordBatch::isValid);
        assertThat(offset(partition, OffsetSpec.maxTimestamp())).isBetween(0L, 2L);
    }

    @ParameterizedTest
    @EnumSource
    void withCreateTimeEveryRecordKeepsTheProducersTime(Codec codec) {
        TopicPartition partition = topic("create-time-" + codec.id(), Map.of());

        writeOneBatch(partition, List.of(1_000L, 3_000L, 2_000L), codec);

        List<ConsumerRecord<String, String>> records = readFrom(partition, 0, 3);
        assertThat(records.stream().map(ConsumerRecord::timestamp).toList())
                .isEqualTo(List.of(1_000L, 3_000L, 2_000L));
        assertThat(records).allMatch(r -> r.timestampType() == TimestampType.CREATE_TIME);
    }

    @ParameterizedTest
    @EnumSource
    void aFetchFromTheMiddleOfABatchGetsTheWholeBatchAndTheConsumerTheRest(Codec codec) {
        TopicPartition partition = topic("mid-batch-" + codec.id(), Map.of());
        writeOneBatch(partition, LongStream.range(0, 10).boxed().toList(), codec);
        writeOneBatch(partition, LongStream.range(0, 10).boxed().toList(), codec);

        List<RecordBatch> batches = batches(partition, 13);
        List<ConsumerRecord<String, String>> records = readFrom(partition, 13, 7);

        assertThat(batches.stream().map(RecordBatch::baseOffset).toList()).isEqualTo(List.of(10L));
        assertThat(batches.getFirst().lastOffset()).isEqualTo(19);
        assertThat(records.stream().map(ConsumerRecord::offset).toList())
                .isEqualTo(List.of(13L, 14L, 15L, 16L, 17L, 18L, 19L));
    }

    @Test
    void aBatchThatIsLargerThanTheConsumersLimitIsReadNonetheless() {
        TopicPartition partition = topic("larger-than-limit", Map.of());
        String large = "x".repeat(300_000);
        write(partition, List.of(new ProducerRecord<>(partition.topic(), 0, "k", large)), Map.of());

        List<ConsumerRecord<String, String>> records =
                readFrom(
                        partition,
                        0,
                        1,
                        Map.of("max.partition.fetch.bytes", "1000", "fetch.max.bytes", "1000"));

        assertThat(records.getFirst().value()).isEqualTo(large);
    }

    @Test
    void aConsumerBeyondTheEndIsToldSo() {
        TopicPartition partition = topic("out-of-range", Map.of());
        writeOneByOne(partition, List.of(1L));

        assertThatThrownBy(() -> readFrom(partition, 99, 1))
                .isInstanceOf(OffsetOutOfRangeException.class);
    }

    @Test
    void aBatchLargerThanTheTopicAllowsIsRefusedAndTheNextIsServed() {
        TopicPartition partition = topic("too-large", Map.of("max.message.bytes", "1000"));
        ProducerRecord<String, String> large =
                new ProducerRecord<>(partition.topic(), 0, "k", "x".repeat(2_000));

        assertThatThrownBy(() -> write(partition, List.of(large), Map.of()))
                .hasCauseInstanceOf(RecordTooLargeException.class);

        writeOneByOne(partition, List.of(5L));
        assertThat(readFrom(partition, 0, 1).getFirst().timestamp()).isEqualTo(5);
    }

    @Test
    void emptyAndAbsentKeysValuesAndHeadersComeBackAsTheyWere() {
        TopicPartition partition = topic("absent", Map.of());
        ProducerRecord<String, String> nothing =
                new ProducerRecord<>(partition.topic(), 0, null, null);
        ProducerRecord<String, String> empty = new ProducerRecord<>(partition.topic(), 0, "", "");
        ProducerRecord<String, String> headed =
                new ProducerRecord<>(partition.topic(), 0, "ключ", "値🛫");
        headed.headers().add("h", new byte[] {1, 2}).add("h", null).add("", "ü".getBytes(UTF_8));

        write(partition, List.of(nothing, empty, headed), Map.of());

        List<ConsumerRecord<String, String>> records = readFrom(partition, 0, 3);
        assertThat(records.get(0).key()).isNull();
        assertThat(records.get(0).value()).isNull();
        assertThat(records.get(1).key()).isEmpty();
        assertThat(records.get(1).value()).isEmpty();
        assertThat(records.get(2).key()).isEqualTo("ключ");
        assertThat(records.get(2).value()).isEqualTo("値🛫");
        assertThat(records.get(2).headers()).hasSize(3);
        List<Header> headers = List.of(records.get(2).headers().toArray());
        assertThat(headers.get(0).value()).containsExactly(1, 2);
        assertThat(headers.get(1).value()).isNull();
        assertThat(headers.get(2).key()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "all"})
    void whatIsWrittenWithEachKindOfAcknowledgementIsThere(String acks) {
        TopicPartition partition = topic("acks-" + acks, Map.of());
        List<ProducerRecord<String, String>> records =
                IntStream.range(0, 1_000)
                        .mapToObj(i -> new ProducerRecord<>(partition.topic(), 0, "k", "v" + i))
                        .toList();

        List<RecordMetadata> answered = write(partition, records, Map.of("acks", acks));

        assertThat(answered.getLast().offset()).isEqualTo(acks.equals("0") ? -1 : 999);
        assertThat(readFrom(partition, 0, 1_000).stream().map(ConsumerRecord::value).toList())
                .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> "v" + i).toList());
    }

    @Test
    void aWaitingFetchIsAnsweredWhenEnoughHasComeAndNotOnlyWhenItsTimeIsUp() throws IOException {
        TopicPartition partition = topic("long-poll", Map.of());
        int batchBytes = BatchBytes.valid(Codec.NONE, 1).length;
        FetchRequestData patient =
                fetch(partition).setMaxWaitMs(60_000).setMinBytes(2 * batchBytes);
        try (RawConnection connection = RawConnection.to(server.port())) {
            connection.sendFrame(KafkaProtocol.request((short) 12, patient));
            produce(partition, BatchBytes.valid(Codec.NONE, 1));
            assertThat(connection.reaction(Duration.ofMillis(500)))
                    .as("with half of what it waits for")
                    .isInstanceOf(RawConnection.Reaction.Silent.class);

            produce(partition, BatchBytes.valid(Codec.NONE, 1));

            ByteBuffer answer = KafkaProtocol.answer(connection);
            AbstractResponse response = KafkaProtocol.response(ApiKeys.FETCH, (short) 12, answer);
            assertThat(StoredBatches.in((FetchResponse) response)).hasSize(2);
        }
    }

    @Test
    void aFetchThatNothingComesForIsAnsweredEmptyWhenItsTimeIsUp() throws IOException {
        TopicPartition partition = topic("long-poll-in-vain", Map.of());
        FetchRequestData patient = fetch(partition).setMaxWaitMs(1_000).setMinBytes(1);
        try (RawConnection connection = RawConnection.to(server.port())) {
            connection.sendFrame(KafkaProtocol.request((short) 12, patient));
            assertThat(connection.reaction(Duration.ofMillis(700)))
                    .isInstanceOf(RawConnection.Reaction.Silent.class);

            ByteBuffer answer = KafkaProtocol.answer(connection);

            AbstractResponse response = KafkaProtocol.response(ApiKeys.FETCH, (short) 12, answer);
            assertThat(response.errorCounts()).containsOnlyKeys(Errors.NONE);
            assertThat(StoredBatches.in((FetchResponse) response)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchIsStoredAsItWasSentButForItsOffsetAndItsEpoch(Codec codec) {
        TopicPartition partition = topic("as-sent-" + codec.id(), Map.of());
        writeOneByOne(partition, List.of(1L, 2L));
        byte[] sent = BatchBytes.valid(codec, 5);

        produce(partition, sent);

        RecordBatch stored = batches(partition, 2).getFirst();
        assertThat(stored.baseOffset()).isEqualTo(2);
        assertThat(BatchBytes.of(stored))
                .isEqualTo(
                        BatchBytes.changed(
                                sent,
                                bytes ->
                                        bytes.putLong(BatchBytes.BASE_OFFSET, 2)
                                                .putInt(
                                                        BatchBytes.LEADER_EPOCH,
                                                        stored.partitionLeaderEpoch())));
    }

    private TopicPartition topic(String name, Map<String, String> configs) {
        JavaClients.createTopic(server.bootstrap(), name, 1, configs);
        return new TopicPartition(name, 0);
    }

    private KafkaConsumer<String, String> consumer(Map<String, String> more) {
        return JavaClients.consumer(server.bootstrap(), more);
    }

    private static FetchRequestData fetch(TopicPartition partition) {
        return new SampleRequests(partition.topic(), Uuid.ZERO_UUID).fetch(0);
    }

    private void produce(TopicPartition partition, byte[] batch) {
        ProduceRequestData request =
                new SampleRequests(partition.topic(), Uuid.ZERO_UUID).produce(batch);
        AbstractResponse response = KafkaProtocol.ask(server.port(), (short) 9, request);
        assertThat(response.errorCounts()).containsOnlyKeys(Errors.NONE);
    }

    private long offset(TopicPartition partition, OffsetSpec spec) {
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            ListOffsetsResultInfo info =
                    JavaClients.await(
                            admin.listOffsets(Map.of(partition, spec)).partitionResult(partition));
            return info.offset();
        }
    }

    private List<RecordBatch> batches(TopicPartition partition, long offset) {
        return StoredBatches.from(server.port(), partition.topic(), partition.partition(), offset);
    }

    private void writeOneByOne(TopicPartition partition, List<Long> timestamps) {
        timestamps.forEach(timestamp -> writeOneBatch(partition, List.of(timestamp)));
    }

    private List<RecordMetadata> writeOneBatch(TopicPartition partition, List<Long> timestamps) {
        return writeOneBatch(partition, timestamps, Codec.NONE);
    }

    private List<RecordMetadata> writeOneBatch(
            TopicPartition partition, List<Long> timestamps, Codec codec) {
        List<ProducerRecord<String, String>> records =
                timestamps.stream()
                        .map(t -> new ProducerRecord<>(partition.topic(), 0, t, "k", "v" + t))
                        .toList();
        return write(
                partition, records, Map.of("linger.ms", "1000", "compression.type", codec.id()));
    }

    private List<RecordMetadata> write(
            TopicPartition partition,
            List<ProducerRecord<String, String>> records,
            Map<String, String> more) {
        try (KafkaProducer<String, String> producer =
                JavaClients.producer(server.bootstrap(), more)) {
            assertThat(producer.partitionsFor(partition.topic())).isNotEmpty();
            List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
            producer.flush();
            return sent.stream().map(JavaClients::await).toList();
        }
    }

    private List<ConsumerRecord<String, String>> readFrom(
            TopicPartition partition, long offset, int count) {
        return readFrom(partition, offset, count, Map.of());
    }

    private List<ConsumerRecord<String, String>> readFrom(
            TopicPartition partition, long offset, int count, Map<String, String> more) {
        try (KafkaConsumer<String, String> consumer = consumer(more)) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            List<ConsumerRecord<String, String>> records = new ArrayList<>();
            Awaitility.await(count + " records of " + partition)
                    .atMost(Duration.ofSeconds(100))
                    .pollInterval(Duration.ofMillis(1))
                    .until(
                            () -> {
                                ConsumerRecords<String, String> polled =
                                        consumer.poll(Duration.ofMillis(200));
                                records.addAll(polled.records(partition));
                                return records.size() >= count;
                            });
            return records;
        }
    }
}
