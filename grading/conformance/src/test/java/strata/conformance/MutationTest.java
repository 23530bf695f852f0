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
 * Ten thousand random mutations of valid requests, while a healthy producer and a healthy consumer
 * work on. Each gets a well-formed answer to its own correlation id, or a closed connection.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class MutationTest {

    private static final int MUTATION_COUNT = 10_000;
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final long PEAK_MIB_MAX = Broker.isOracle() ? 1_024 : 400;

    private final Map<String, String> outcomes = new LinkedHashMap<>();
    private ServerUnderTest server;
    private List<BadInput> corpus;
    private Uuid topicId;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("mutations");
        JavaClients.createTopic(server.bootstrap(), "mutated", 2, Map.of());
        JavaClients.createTopic(server.bootstrap(), "witness", 6, Map.of());
        JavaClients.write(server.bootstrap(), "witness", Codec.LZ4, Flights.rows());
        topicId = JavaClients.topicId(server.bootstrap(), "mutated");
        corpus = Mutation.corpus("mutated");
        ProcessMemory.forgetPeak(server.process());
    }

    @AfterAll
    void stopTheServer() {
        if (WrittenDown.isRecording()) {
            MutationOracle.record(List.copyOf(outcomes.values()));
        }
        server.close();
    }

    @Order(1)
    @Test
    void mutatedRequestsDisturbNobody() {
        try (Neighbour neighbour = Neighbour.of(server)) {
            for (int number = 0; number < MUTATION_COUNT; number++) {
                Mutation mutation = Mutation.of(number, corpus, topicId);
                outcomes.put(number + " " + mutation.sample(), outcome(mutation));
            }

            neighbour.assertUndisturbed();
            System.out.println("neighbour: " + neighbour.rowCount() + " rows; " + counts());
        }
        Map<String, String> silent = new LinkedHashMap<>(outcomes);
        silent.values().removeIf(outcome -> !outcome.equals(Outcome.SILENT));
        assertThat(silent).isEmpty();
    }

    @Order(2)
    @Test
    void everyMutationGetsWhatKafkaGivesIt() {
        assumeFalse(WrittenDown.isRecording(), "Kafka is being measured");

        MutationOracle.Comparison comparison = MutationOracle.compare(outcomes);

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

    private Map<String, Long> counts() {
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
