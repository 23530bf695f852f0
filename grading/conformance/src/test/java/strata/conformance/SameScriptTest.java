package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Strata and Apache Kafka side by side: the same requests leave the same files, and what retention,
 * compaction and DeleteRecords leave of them is the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class SameScriptTest {

    private static final String PREFIX = "script-";
    private static final String BY_SIZE = "kept-by-size";
    private static final String BY_TIME = "kept-by-time";
    private static final Duration CARED_FOR_WITHIN = Duration.ofSeconds(30);
    private static final long HOUR_MS = 3_600_000L;

    private ServerUnderTest kafka;
    private ServerUnderTest strata;

    @BeforeAll
    void runTheScriptOnBoth() {
        kafka = ServerUnderTest.start(Busy.kafka(), "script-kafka");
        strata = ServerUnderTest.start(Busy.ofThisRun(), "script-strata");
        long nowMs = System.currentTimeMillis();
        for (ServerUnderTest server : both()) {
            Corpus corpus = new Corpus(server, PREFIX);
            corpus.create();
            corpus.write();
            create(server, BY_SIZE);
            create(server, BY_TIME);
            corpus.writeBatches(BY_SIZE, times(nowMs, 40));
            corpus.writeBatches(BY_TIME, times(nowMs - 2 * HOUR_MS, 25));
            corpus.writeBatches(BY_TIME, times(nowMs - HOUR_MS / 2, 15));
            // Not from the beginning on: what is deleted must not depend on when it is looked at.
            set(server, BY_SIZE, "retention.bytes", "7000");
            set(server, BY_TIME, "retention.ms", Long.toString(HOUR_MS));
        }
    }

    @AfterAll
    void stopBoth() {
        Stream.of(kafka, strata).filter(Objects::nonNull).forEach(ServerUnderTest::close);
    }

    /** The last one: it stops both. */
    @Test
    @Order(Integer.MAX_VALUE)
    void theSameBatchesMakeTheSameFiles() {
        Corpus corpus = new Corpus(strata, PREFIX);
        awaitSame("segments", s -> DataDirectory.of(s).logs(corpus.trimmed()));

        both().forEach(ServerUnderTest::stop);
        List<Map<String, String>> files = new ArrayList<>();
        for (ServerUnderTest server : both()) {
            Map<String, String> ofServer = new TreeMap<>();
            for (String topic : List.of(corpus.packed(), corpus.trimmed())) {
                DataDirectory data = DataDirectory.of(server);
                data.logAndIndexes(topic).forEach((n, hex) -> ofServer.put(topic + "/" + n, hex));
            }
            files.add(ofServer);
        }

        assertThat(files.get(1)).isEqualTo(files.get(0)).hasSizeGreaterThan(12);
    }

    @Test
    void retentionLeavesTheSame() {
        for (String topic : List.of(BY_SIZE, BY_TIME)) {
            awaitSame("the earliest offset of " + topic, server -> earliest(server, topic));

            PartitionView there = view(kafka, topic);
            PartitionView here = view(strata, topic);

            assertThat(here.earliest()).isGreaterThan(0).isLessThan(here.latest());
            assertThat(here).isEqualTo(there);
        }
    }

    @Test
    void compactionLeavesTheSame() {
        String topic = new Corpus(strata, PREFIX).compacted();
        both().forEach(server -> Busy.awaitCompacted(server, topic));

        PartitionView there = view(kafka, topic);
        PartitionView here = view(strata, topic);

        assertThat(here.records()).isEqualTo(there.records()).hasSizeLessThan(100);
        assertThat(here.offsets()).isEqualTo(there.offsets());
        assertThat(lastValues(strata, topic)).isEqualTo(new Corpus(strata, PREFIX).lastValues());
    }

    @Test
    void deletedRecordsAreGoneAndTheRestIsThere() {
        String topic = new Corpus(strata, PREFIX).trimmed();

        for (ServerUnderTest server : both()) {
            Corpus corpus = new Corpus(server, PREFIX);
            Throwable beyond = catchThrowable(() -> corpus.deleteRecords(topic, 100_000));
            Throwable again = catchThrowable(() -> corpus.deleteRecords(topic, 5));

            assertThat(beyond).hasMessageContaining("OffsetOutOfRangeException");
            assertThat(again).isNull();
            assertThat(earliest(server, topic)).isEqualTo(Corpus.TRIMMED_TO);
        }
        assertThat(view(strata, topic)).isEqualTo(view(kafka, topic));
    }

    @Test
    void aRecordWithoutAKeyIsRefusedByACompactedTopic() {
        String topic = new Corpus(strata, PREFIX).compacted();
        byte[] keyless =
                BatchBytes.holding(Codec.NONE, 1, BatchBytes.record(6, -1, new byte[] {0, 0}));

        for (ServerUnderTest server : both()) {
            long before = view(server, topic).latest();
            try (KafkaProducer<String, String> producer =
                    JavaClients.producer(server.bootstrap(), Map.of())) {
                var sent = producer.send(new ProducerRecord<>(topic, 0, null, "value"));
                assertThat(sent).failsWithin(CARED_FOR_WITHIN);
                assertThat(sent.exceptionNow()).isInstanceOf(InvalidRecordException.class);
            }
            assertThat(view(server, topic).latest()).isEqualTo(before);
        }
        assertThat(refusal(strata, topic, keyless))
                .isEqualTo(refusal(kafka, topic, keyless))
                .isEqualTo(Errors.INVALID_RECORD);
    }

    private static Errors refusal(ServerUnderTest server, String topic, byte[] batch) {
        var request = new SampleRequests(topic, Uuid.ZERO_UUID).produce(batch);
        var response = (ProduceResponse) KafkaProtocol.ask(server.port(), (short) 9, request);
        var answered = response.data().responses().iterator().next().partitionResponses();
        return Errors.forCode(answered.getFirst().errorCode());
    }

    private static Map<String, String> lastValues(ServerUnderTest server, String topic) {
        Map<String, String> values = new LinkedHashMap<>();
        for (StoredRow row : JavaClients.read(server.bootstrap(), topic)) {
            if (row.value() == null) {
                values.remove(row.key());
            } else {
                values.put(row.key(), row.value());
            }
        }
        return values;
    }

    /** Waits until both show the same, something that is not the beginning. */
    private <T> void awaitSame(String what, Function<ServerUnderTest, T> look) {
        Awaitility.await(what + " is the same")
                .atMost(CARED_FOR_WITHIN)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> {
                            T there = look.apply(kafka);
                            return !there.equals(0L) && there.equals(look.apply(strata));
                        });
    }

    private static long earliest(ServerUnderTest server, String topic) {
        return view(server, topic).earliest();
    }

    private static PartitionView view(ServerUnderTest server, String topic) {
        return Objects.requireNonNull(PartitionView.of(server, List.of(topic)).get(topic));
    }

    private static void create(ServerUnderTest server, String topic) {
        JavaClients.createTopic(server.bootstrap(), topic, 1, Corpus.SMALL_SEGMENTS);
    }

    private static void set(ServerUnderTest server, String topic, String key, String value) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set =
                new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            JavaClients.await(admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all());
        }
    }

    private static List<Long> times(long startMs, int count) {
        return LongStream.range(0, count).map(i -> startMs + i * 1_000).boxed().toList();
    }

    /** Kafka first. */
    private List<ServerUnderTest> both() {
        return List.of(kafka, strata);
    }
}
