package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.requests.AbstractResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Ten thousand random mutations of valid requests, four thousand of those about groups and as many
 * of those about transactions, while a healthy producer and a healthy consumer work on. Each gets a
 * well-formed answer to its own correlation id, or a closed connection.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MutationTest {

    private static final int MUTATION_COUNT = 10_000;
    private static final int GROUP_MUTATION_COUNT = 4_000;
    private static final int TRANSACTION_MUTATION_COUNT = 4_000;
    private static final MutationOracle ORACLE = new MutationOracle("mutations");
    private static final MutationOracle GROUP_ORACLE = new MutationOracle("group-mutations");
    private static final MutationOracle TRANSACTION_ORACLE =
            new MutationOracle("transaction-mutations");
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long PEAK_MIB_MAX = Broker.isOracle() ? 1_024 : 400;

    private final Map<String, String> outcomes = new LinkedHashMap<>();
    private final Map<String, String> groupOutcomes = new LinkedHashMap<>();
    private final Map<String, String> transactionOutcomes = new LinkedHashMap<>();
    private ServerUnderTest server;
    private Uuid topicId;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("mutations");
        JavaClients.createTopic(server.bootstrap(), "mutated", 2, Map.of());
        JavaClients.createTopic(server.bootstrap(), "in-transactions", 2, Map.of());
        JavaClients.createTopic(server.bootstrap(), "witness", 6, Map.of());
        JavaClients.write(server.bootstrap(), "witness", Codec.LZ4, Flights.rows());
        topicId = JavaClients.topicId(server.bootstrap(), "mutated");
        awaitCoordinators();
        ProcessMemory.forgetPeak(server.process());
    }

    /** Each partition of the topics of groups and transactions has a coordinator that is loaded. */
    private void awaitCoordinators() {
        Map<String, ListConsumerGroupOffsetsSpec> everywhere = new LinkedHashMap<>();
        for (int i = 0; i < 500; i++) {
            everywhere.put("somewhere-" + i, new ListConsumerGroupOffsetsSpec());
        }
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            JavaClients.await(admin.listConsumerGroupOffsets(everywhere).all());
        }
        JavaClients.awaitTransactions(server.bootstrap(), List.copyOf(everywhere.keySet()));
    }

    @AfterAll
    void stopTheServer() {
        if (WrittenDown.isRecording()) {
            ORACLE.record(List.copyOf(outcomes.values()));
            GROUP_ORACLE.record(List.copyOf(groupOutcomes.values()));
            TRANSACTION_ORACLE.record(List.copyOf(transactionOutcomes.values()));
        }
        server.close();
    }

    @Order(1)
    @Test
    void mutatedRequestsDisturbNobody() {
        Map<String, String> silent;
        try (Neighbour neighbour = Neighbour.of(server)) {
            silent = send(Mutation.corpus("mutated"), MUTATION_COUNT, outcomes);
            tell(neighbour, outcomes);
        }
        assertThat(silent).isEmpty();
    }

    @Order(1)
    @Test
    void mutatedRequestsAboutGroupsDisturbNobody() {
        Map<String, String> silent;
        try (Neighbour neighbour = Neighbour.of(server, "neighbour-of-groups")) {
            silent = send(Mutation.groupCorpus("mutated"), GROUP_MUTATION_COUNT, groupOutcomes);
            tell(neighbour, groupOutcomes);
        }
        assertThat(silent).isEmpty();
    }

    @Order(1)
    @Test
    void mutatedRequestsAboutTransactionsDisturbNobody() {
        List<BadInput> corpus = Mutation.transactionCorpus("in-transactions");
        Map<String, String> silent;
        try (Neighbour neighbour = Neighbour.of(server, "neighbour-of-transactions")) {
            silent = send(corpus, TRANSACTION_MUTATION_COUNT, transactionOutcomes);
            tell(neighbour, transactionOutcomes);
        }
        assertThat(silent).isEmpty();
    }

    private static void tell(Neighbour neighbour, Map<String, String> outcomes) {
        neighbour.assertUndisturbed();
        System.out.println("neighbour: " + neighbour.rowCount() + " rows; " + counts(outcomes));
    }

    /** Sends mutations, and returns those that got no answer. */
    private Map<String, String> send(
            List<BadInput> corpus, int mutationCount, Map<String, String> into) {
        for (int number = 0; number < mutationCount; number++) {
            Mutation mutation = Mutation.of(number, corpus, topicId);
            into.put(number + " " + mutation.sample(), outcome(mutation));
        }
        Map<String, String> silent = new LinkedHashMap<>(into);
        silent.values().removeIf(outcome -> !outcome.equals(Outcome.SILENT));
        return silent;
    }

    @Order(2)
    @Test
    void everyMutationGetsWhatKafkaGivesIt() {
        assertIsAsKafka(ORACLE, outcomes);
    }

    @Order(2)
    @Test
    void everyMutationAboutGroupsGetsWhatKafkaGivesIt() {
        assertIsAsKafka(GROUP_ORACLE, groupOutcomes);
    }

    @Order(2)
    @Test
    void everyMutationAboutTransactionsGetsWhatKafkaGivesIt() {
        assertIsAsKafka(TRANSACTION_ORACLE, transactionOutcomes);
    }

    private static void assertIsAsKafka(MutationOracle oracle, Map<String, String> outcomes) {
        assumeFalse(WrittenDown.isRecording(), "Kafka is being measured");

        MutationOracle.Comparison comparison = oracle.compare(outcomes);

        System.out.println(comparison.summary());
        assertThat(comparison.unexplained()).as("kafka -> here: mutations").isEmpty();
    }

    @Order(2)
    @Test
    void memoryStaysBounded() {
        assertThat(ProcessMemory.peakMiB(server.process()))
                .as("MiB resident at most")
                .isLessThan(PEAK_MIB_MAX);
    }

    @Order(3)
    @Test
    void whatWasStoredIsUnchangedAlsoAfterAKill() {
        List<StoredRow> before = JavaClients.read(server.bootstrap(), "witness");
        server.kill();
        server.restart();

        List<StoredRow> after = JavaClients.read(server.bootstrap(), "witness");

        ReadBack.assertIsWhatWasWritten(Flights.rows(), before);
        ReadBack.assertIsWhatWasWritten(Flights.rows(), after);
    }

    private static Map<String, Long> counts(Map<String, String> outcomes) {
        return outcomes.values().stream()
                .collect(Collectors.groupingBy(o -> o, TreeMap::new, Collectors.counting()));
    }

    private String outcome(Mutation mutation) {
        try (RawConnection connection = RawConnection.to(server.port())) {
            return switch (connection.reactionTo(mutation.bytes(), LIMIT)) {
                case RawConnection.Reaction.Closed closed -> Outcome.CLOSED;
                case RawConnection.Reaction.Silent silent ->
                        mayBeSilent(mutation) ? Outcome.WAITS : Outcome.SILENT;
                case RawConnection.Reaction.Answered answer -> answered(mutation, answer.body());
            };
        } catch (IOException e) {
            throw new UncheckedIOException("after mutation " + mutation.number(), e);
        }
    }

    /** Apache Kafka never answers a produce request whose records are null; Strata has to. */
    private static boolean mayBeSilent(Mutation mutation) {
        return mutation.asksToWait() || (Broker.isOracle() && mutation.producesNull());
    }

    /** An answer must be to this very request, and well formed to its last byte. */
    private static String answered(Mutation mutation, ByteBuffer body) {
        try {
            AbstractResponse response = KafkaProtocol.responseTo(mutation, body);
            return response.apiKey().name + ": " + Outcome.errors(response);
        } catch (RuntimeException e) {
            throw new AssertionError("mutation " + mutation.number() + ": malformed answer", e);
        }
    }
}
