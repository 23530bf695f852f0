package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs with which Apache Kafka's system tests look for lost and doubled records, as its
 * jars hold them, on three nodes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TransactionProgramsTest {
    private static final String TOOLS = "org.apache.kafka.tools.";
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int COUNT = 3_000;

    private ClusterUnderTest cluster;

    @BeforeAll
    void startTheCluster() {
        cluster =
                ClusterUnderTest.start(
                        "transaction-programs", GroupClient.SHORT_SESSIONS.toArray(String[]::new));
    }

    @AfterAll
    void stopTheCluster() {
        cluster.close();
    }

    @Test
    void kafkaProducerPerfTestWritesInTransactions() {
        cluster.createTopic("perf", 3);

        String told =
                tool("ProducerPerformance")
                        .and("--bootstrap-server", cluster.bootstrap(), "--topic", "perf")
                        .and("--num-records", Integer.toString(COUNT), "--throughput", "3000")
                        .and("--record-size", "100", "--transactional-id", "perf")
                        .and("--transaction-duration-ms", "50")
                        .run(LIMIT)
                        .output();

        assertThat(told).contains(COUNT + " records sent");
        assertThat(committed("perf")).hasSize(COUNT);
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            var described =
                    JavaClients.await(
                            admin.describeTransactions(List.of("perf")).description("perf"));
            assertThat(described.state()).isEqualTo(TransactionState.COMPLETE_COMMIT);
            assertThat(described.producerEpoch())
                    .as("an epoch for each transaction (KIP-890)")
                    .isGreaterThan((short) 5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void theVerifiableConsumerReadsWhatTheVerifiableProducerWrote(String protocol) {
        String topic = "verifiable-" + protocol;
        cluster.createTopic(topic, 3);

        String written =
                tool("VerifiableProducer")
                        .and("--bootstrap-server", cluster.bootstrap(), "--topic", topic)
                        .and("--max-messages", Integer.toString(COUNT))
                        .run(LIMIT)
                        .output();
        String read =
                tool("VerifiableConsumer")
                        .and("--bootstrap-server", cluster.bootstrap(), "--topic", topic)
                        .and("--group-id", topic, "--group-protocol", protocol, "--verbose")
                        .and("--max-messages", Integer.toString(COUNT))
                        .run(LIMIT)
                        .output();

        List<String> all = IntStream.range(0, COUNT).mapToObj(Integer::toString).toList();
        assertThat(written).doesNotContain("producer_send_error");
        assertThat(values(written, "producer_send_success"))
                .containsExactlyInAnyOrderElementsOf(all);
        assertThat(values(read, "record_data")).containsExactlyInAnyOrderElementsOf(all);
        assertThat(read)
                .contains("\"name\":\"offsets_committed\"")
                .doesNotContain("\"success\":false");
    }

    @Test
    void theMessageCopierCopiesAPartitionExactlyOnce() {
        List<Flights.Row> rows = Flights.rows().subList(0, COUNT);

        String told = copier("assigned", rows).run(LIMIT).output();

        assertIsWholeAndOnce("assigned", rows, told);
    }

    @Test
    void theMessageCopierCopiesExactlyOnceWhateverDies() {
        List<Flights.Row> rows = Flights.rows().subList(0, COUNT);
        Command copier = copier("subscribed", rows).and("--group-mode", "--use-group-metadata");

        int leader = cluster.leader("output-subscribed", 0);
        try (CopierProcess first = CopierProcess.start("first-copier", copier)) {
            first.awaitConsumed(COUNT / 10, LIMIT);
            cluster.node(leader).kill();
            first.awaitConsumed(COUNT / 5, LIMIT);
            first.kill();
        }
        cluster.node(leader).restart();
        String told = copier.run(LIMIT).output();

        assertIsWholeAndOnce("subscribed", rows, told);
        cluster.awaitWhole("output-subscribed");
    }

    /** A copier of {@code rows}, which begins transactions that it aborts. */
    private Command copier(String name, List<Flights.Row> rows) {
        cluster.createTopic("input-" + name, 1);
        cluster.createTopic("output-" + name, 3);
        JavaClients.write(cluster.bootstrap(), "input-" + name, Codec.NONE, rows);
        return tool("TransactionalMessageCopier")
                .and("--broker-list", cluster.bootstrap(), "--transactional-id", name)
                .and("--input-topic", "input-" + name, "--input-partition", "0")
                .and("--output-topic", "output-" + name, "--consumer-group", name)
                .and("--transaction-size", "50", "--enable-random-aborts");
    }

    private void assertIsWholeAndOnce(String name, List<Flights.Row> rows, String told) {
        assertThat(told).contains("\"stage\":\"ShutdownComplete\"", "\"remaining\":0");
        assertThat(committed("output-" + name))
                .containsExactlyInAnyOrderElementsOf(
                        rows.stream().map(Flights.Row::value).toList());
    }

    private static Command tool(String name) {
        return Command.tool(TOOLS + name);
    }

    private List<String> committed(String topic) {
        return JavaClients.read(
                        cluster.bootstrap(), topic, Map.of("isolation.level", "read_committed"))
                .stream()
                .map(StoredRow::value)
                .map(Objects::requireNonNull)
                .toList();
    }

    /** The values in the events of a name. */
    private static List<String> values(String events, String name) {
        Pattern value = Pattern.compile("\"value\":\"(\\d+)\"");
        List<String> values = new ArrayList<>();
        for (String line : events.lines().toList()) {
            Matcher found = value.matcher(line);
            if (line.contains("\"name\":\"" + name + "\"") && found.find()) {
                values.add(found.group(1));
            }
        }
        return values;
    }
}
