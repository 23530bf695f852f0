package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ProduceResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Kafka's tools for transactions and features, each in a JVM of its own, as an operator types them.
 * They print what they print about Apache Kafka: {@code transaction-tools.tsv}. One story on one
 * server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class TransactionToolsTest {
    private static final String TOPIC = "tooled";
    private static final long HOUR_MS = 3_600_000L;

    /** Of the transaction that no coordinator knows; no broker hands it out here. */
    private static final long STRANGER = 9_000_000L;

    private static final short STRANGERS_EPOCH = 3;

    /** Nobody is asked about the batches of old clients, so that a transaction can hang. */
    private static final List<String> UNVERIFIED =
            List.of("transaction.partition.verification.enable=false");

    private final MeasuredTools tools = new MeasuredTools("transaction-tools.tsv");
    private ServerUnderTest server;
    private KafkaProducer<String, String> producer;

    @BeforeAll
    void startTheServer() {
        Broker broker =
                Broker.isOracle() ? new KafkaBroker(UNVERIFIED) : new StrataNode(UNVERIFIED);
        server = ServerUnderTest.start(broker, "transaction-tools");
        JavaClients.createTopic(server.bootstrap(), TOPIC, 3, Map.of());
        JavaClients.awaitTransactions(server.bootstrap(), List.of("open", "nobody"));
        producer = JavaClients.producer(server.bootstrap(), Map.of("transactional.id", "open"));
        producer.initTransactions();
        producer.beginTransaction();
        JavaClients.await(producer.send(new ProducerRecord<>(TOPIC, 0, "key", "open")));
    }

    @AfterAll
    void stopTheServer() {
        tools.keep();
        producer.close();
        server.close();
    }

    @Order(1)
    @Test
    void transactionsAreListed() {
        assertThat(transactions("list")).contains("open 1", "Ongoing");
        assertThat(transactions("list --duration-filter " + HOUR_MS)).doesNotContain("open");
        assertThat(transactions("list --transactional-id-pattern o.*n")).contains("open");
        assertThat(transactions("list --transactional-id-pattern no.*")).doesNotContain("open");
    }

    @Order(2)
    @Test
    void aTransactionIsDescribed() {
        assertThat(transactions("describe --transactional-id open"))
                .contains("Ongoing", TOPIC + "-0");
        assertThat(transactions("describe --transactional-id nobody")).startsWith("exit 1");
    }

    @Order(3)
    @Test
    void theProducersOfAPartitionAreDescribed() {
        assertThat(transactions("describe-producers --topic tooled --partition 0"))
                .contains("CurrentTransactionStartOffset // 0 ");
        assertThat(transactions("describe-producers --topic tooled --partition 1 --broker-id 1"))
                .endsWith("CurrentTransactionStartOffset");
    }

    @Order(4)
    @Test
    void aTransactionThatHangsIsFoundAndAborted() {
        JavaClients.await(sendBehind(writeHanging(1)));
        assertThat(committed(1)).as("nobody reads past an open transaction").isEmpty();

        assertThat(transactions("find-hanging --broker-id 1")).contains("tooled 1 " + STRANGER);
        assertThat(transactions("find-hanging --topic tooled --partition 0"))
                .doesNotContain("tooled");
        assertThat(transactions("find-hanging --topic tooled --max-transaction-timeout 120"))
                .doesNotContain("tooled");
        assertThat(transactions("abort --topic tooled --partition 1 --start-offset 2"))
                .startsWith("exit 1");
        assertThat(transactions("abort --topic tooled --partition 1 --start-offset 0"))
                .isEqualTo("exit 0: ");

        assertThat(transactions("find-hanging --topic tooled")).doesNotContain("tooled");
        assertThat(transactions("describe-producers --topic tooled --partition 1"))
                .contains(" " + STRANGERS_EPOCH + " ");
        assertThat(committed(1)).containsExactly("behind");
    }

    @Order(5)
    @Test
    void aTransactionThatHangsIsAbortedAsOlderBrokersWant() {
        writeHanging(2);
        String who =
                "abort --topic tooled --partition 2 --producer-id "
                        + STRANGER
                        + " --producer-epoch ";

        assertThat(transactions(who + (STRANGERS_EPOCH - 1) + " --coordinator-epoch 0"))
                .startsWith("exit 1");
        assertThat(transactions(who + STRANGERS_EPOCH + " --coordinator-epoch 0"))
                .isEqualTo("exit 0: ");

        assertThat(transactions("describe-producers --topic tooled --partition 2"))
                .endsWith("None");
    }

    @Order(6)
    @Test
    void aTransactionIsTerminatedByForceAndItsProducerIsFenced() {
        assertThat(transactions("forceTerminateTransaction --transactionalId open"))
                .startsWith("exit 0");

        assertThat(transactions("describe --transactional-id open, then")).contains("Empty");
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(ProducerFencedException.class);
        assertThat(committed(0)).isEmpty();
    }

    @Order(7)
    @Test
    void featuresAreDescribedAndChanged() {
        assertThat(features("describe")).contains("FinalizedVersionLevel: 2");
        features("downgrade --feature transaction.version=1 --dry-run");
        features("downgrade --feature transaction.version=1");
        assertThat(features("describe, then")).contains("FinalizedVersionLevel: 1");
        assertThat(features("upgrade --feature transaction.version=3")).startsWith("exit 1");
        assertThat(features("upgrade --feature transaction.version=2")).startsWith("exit 0");
        assertThat(features("downgrade --feature transaction.version=2")).startsWith("exit 0");
        assertThat(features("upgrade --feature no.version=1")).startsWith("exit 1");
        features("disable --feature transaction.version");
        assertThat(features("describe, at last")).contains("FinalizedVersionLevel: 0");
        features("upgrade --feature transaction.version=2 --dry-run");
        features("downgrade --feature transaction.version=1 --unsafe");
    }

    /**
     * Writes a batch of a transaction that no coordinator has, of an hour ago; tells its offset.
     */
    private long writeHanging(int partition) {
        byte[] batch =
                BatchBytes.changedAndSealed(
                        BatchBytes.valid(Codec.NONE, 1, System.currentTimeMillis() - HOUR_MS),
                        bytes ->
                                bytes.putShort(BatchBytes.ATTRIBUTES, (short) 0x10)
                                        .putLong(BatchBytes.PRODUCER_ID, STRANGER)
                                        .putShort(BatchBytes.PRODUCER_EPOCH, STRANGERS_EPOCH)
                                        .putInt(BatchBytes.BASE_SEQUENCE, 0));
        ProduceRequestData request = new SampleRequests(TOPIC, Uuid.ZERO_UUID).produce(batch);
        request.setTransactionalId("stranger");
        request.topicData().iterator().next().partitionData().getFirst().setIndex(partition);
        var answer = (ProduceResponse) KafkaProtocol.ask(server.port(), (short) 11, request);
        var told = answer.data().responses().iterator().next().partitionResponses().getFirst();
        assertThat(Errors.forCode(told.errorCode())).isEqualTo(Errors.NONE);
        return told.baseOffset();
    }

    private java.util.concurrent.Future<?> sendBehind(long hanging) {
        try (KafkaProducer<String, String> plain =
                JavaClients.producer(server.bootstrap(), Map.of())) {
            assertThat(hanging).isZero();
            return plain.send(new ProducerRecord<>(TOPIC, 1, "key", "behind"));
        }
    }

    /** What readers of committed records see of a partition now. */
    private List<String> committed(int partition) {
        return JavaClients.read(
                        server.bootstrap(), TOPIC, Map.of("isolation.level", "read_committed"))
                .stream()
                .filter(row -> row.partition() == partition)
                .map(StoredRow::value)
                .map(Objects::requireNonNull)
                .toList();
    }

    private String transactions(String words) {
        return run("TransactionsCommand", words);
    }

    private String features(String words) {
        return run("FeatureCommand", words);
    }

    /** What stands behind a comma only tells two runs of the same words apart. */
    private String run(String tool, String words) {
        return tools.run(
                tool + " " + words,
                Command.tool("org.apache.kafka.tools." + tool)
                        .and("--bootstrap-server", server.bootstrap())
                        .and(words.split(",", -1)[0].split(" ", -1)));
    }
}
