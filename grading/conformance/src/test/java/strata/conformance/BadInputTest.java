package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every kind of bad input gets what Apache Kafka 4.3.1 gives it: the same error code, or a closed
 * connection. What that is stands in {@code bad-input.tsv}, written down from a run against Apache
 * Kafka ({@code -Dstrata.conformance.server=kafka -Dstrata.conformance.record=FOLDER}); where
 * Strata means to differ, {@code bad-input-divergences.tsv} says so with the reason.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BadInputTest {

    private static final String TABLE = "bad-input.tsv";

    /** A heap of 512 MiB is given to the oracle; Strata has to do with less. */
    private static final long PEAK_MIB_MAX = Broker.isOracle() ? 1_024 : 400;

    /** Forty times 90 MiB is far more than any server here may have. */
    private static final int CLAIM_COUNT = 40;

    private static final int CLAIMED_BYTES = 90 << 20;
    private static final Duration LOGGED_WITHIN = Duration.ofSeconds(10);

    private final MeasuredOutcomes outcomes =
            new MeasuredOutcomes(TABLE, "bad-input-divergences.tsv");
    private ServerUnderTest server;
    private RawConnection neighbour;

    @BeforeAll
    void startTheServer() throws IOException {
        server = ServerUnderTest.start("bad-input");
        JavaClients.createTopic(server.bootstrap(), "bad-input", 1, Map.of());
        JavaClients.createTopic(server.bootstrap(), "witness", 6, Map.of());
        JavaClients.write(server.bootstrap(), "witness", Codec.ZSTD, Flights.rows());
        neighbour = RawConnection.to(server.port());
        ProcessMemory.forgetPeak(server.process());
    }

    @AfterAll
    void stopTheServer() throws IOException {
        outcomes.keep();
        neighbour.close();
        server.close();
    }

    @Order(1)
    @TestFactory
    Stream<DynamicTest> badInputGetsWhatKafkaGivesIt() {
        return outcomes.tests(inputs(), this::check);
    }

    @Order(2)
    @Test
    void whoeverSendsNoMoreStillGetsTheAnswersToWhatWasSent() throws IOException {
        byte[] request = {0, 18, 0, 0, 0, 0, 0, 9, -1, -1};
        try (RawConnection connection = RawConnection.to(server.port())) {
            connection.sendFrame(request);
            connection.sendFrame(request);
            connection.finishSending();

            List<ByteBuffer> answers =
                    List.of(KafkaProtocol.answer(connection), KafkaProtocol.answer(connection));

            assertThat(answers).allMatch(answer -> answer.getInt(0) == 9);
        }
    }

    @Order(2)
    @Test
    void whatWasStoredBeforeTheBadInputIsUnchanged() {
        List<StoredRow> stored = JavaClients.read(server.bootstrap(), "witness");

        ReadBack.assertIsWhatWasWritten(Flights.rows(), stored);
    }

    @Order(3)
    @Test
    void lengthsThatAreOnlyClaimedTakeNoMemory() throws IOException {
        assumeFalse(Broker.isOracle(), "Apache Kafka allocates whatever a frame claims to be");
        List<RawConnection> claiming = new ArrayList<>();
        for (int i = 0; i < CLAIM_COUNT; i++) {
            RawConnection connection = RawConnection.to(server.port());
            connection.send(BadInput.claiming(CLAIMED_BYTES, new byte[100]));
            claiming.add(connection);
        }

        assertThatTheNeighbourIsServed();

        for (RawConnection connection : claiming) {
            assertThat(connection.reaction(Duration.ofMillis(1)))
                    .isInstanceOf(RawConnection.Reaction.Silent.class);
            connection.close();
        }
    }

    @Order(4)
    @Test
    void badInputDoesNotMakeTheServerGrow() {
        long peakMiB = ProcessMemory.peakMiB(server.process());

        assertThat(peakMiB).as("MiB resident at most").isLessThan(PEAK_MIB_MAX);
    }

    private List<BadInput> inputs() {
        SampleRequests samples =
                new SampleRequests(
                        "bad-input", JavaClients.topicId(server.bootstrap(), "bad-input"));
        List<BadInput> inputs = new ArrayList<>();
        inputs.addAll(BadFrames.all(samples));
        inputs.addAll(BadBatches.all(samples));
        inputs.addAll(BadRequests.all(samples));
        inputs.addAll(BadAdminRequests.all(samples));
        return inputs;
    }

    private void check(BadInput input, String expected) {
        long linesBefore = lineCount();

        String outcome = outcomes.outcomeOf(server.port(), input, expected);

        assertThatTheNeighbourIsServed();
        if (!Broker.isOracle()) {
            assertThatItIsLogged(outcome, input, linesBefore);
        }
    }

    /** One line for a connection that the server closed; no more than one for anything else. */
    private void assertThatItIsLogged(String outcome, BadInput input, long linesBefore) {
        if (outcome.equals(Outcome.CLOSED) && !RawConnection.endsInsideAFrame(input.bytes())) {
            Awaitility.await("a line that says why the connection was closed")
                    .atMost(LOGGED_WITHIN)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> lineCount() > linesBefore);
        }
        assertThat(lineCount() - linesBefore).as("lines printed").isLessThanOrEqualTo(1);
    }

    private long lineCount() {
        return server.output().lines().count();
    }

    /** A connection that was there before must not notice what others send. */
    private void assertThatTheNeighbourIsServed() {
        byte[] request = {0, 18, 0, 0, 0, 0, 0, 7, -1, -1};
        try {
            neighbour.sendFrame(request);
        } catch (IOException e) {
            throw new AssertionError("another connection was closed", e);
        }
        assertThat(KafkaProtocol.answer(neighbour).getInt(0)).isEqualTo(7);
    }
}
