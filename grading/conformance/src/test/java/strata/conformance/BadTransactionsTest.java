package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.InitProducerIdResponse;
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
 * What cannot be asked of producers and transactions gets the error code that Apache Kafka 4.3.1
 * gives it, in the versions that know different ones, and changes nothing.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class BadTransactionsTest {
    private static final String TOPIC = "bad-transactions";
    private static final String LIVE = "live";

    private final MeasuredOutcomes outcomes =
            new MeasuredOutcomes("bad-transactions.tsv", "bad-transactions-divergences.tsv");
    private ServerUnderTest server;
    private BadTransactionRequests.Live live;

    @BeforeAll
    void startTheServer() {
        server = ServerUnderTest.start("bad-transactions");
        JavaClients.createTopic(server.bootstrap(), TOPIC, 1, Map.of());
        JavaClients.awaitTransactions(server.bootstrap(), List.of(LIVE, "nobody", "t"));
        awaitGroups();
        InitProducerIdResponseData first =
                Awaitility.await().until(this::producer, each -> each.errorCode() == 0);
        InitProducerIdResponseData second = producer();
        assertThat(second.producerEpoch()).isGreaterThan(first.producerEpoch());
        live = new BadTransactionRequests.Live(LIVE, second.producerId(), second.producerEpoch());
    }

    @AfterAll
    void stopTheServer() {
        outcomes.keep();
        server.close();
    }

    /** Where a group's offsets are kept is made when its coordinator is looked for. */
    private void awaitGroups() {
        FindCoordinatorRequestData find = new FindCoordinatorRequestData().setKey("g");
        Awaitility.await()
                .until(
                        () ->
                                ((FindCoordinatorResponse)
                                                        KafkaProtocol.ask(
                                                                server.port(), (short) 3, find))
                                                .data()
                                                .errorCode()
                                        == 0);
    }

    private InitProducerIdResponseData producer() {
        InitProducerIdRequestData request =
                new InitProducerIdRequestData()
                        .setTransactionalId(LIVE)
                        .setTransactionTimeoutMs(60_000);
        return ((InitProducerIdResponse) KafkaProtocol.ask(server.port(), (short) 5, request))
                .data();
    }

    @Order(1)
    @TestFactory
    Stream<DynamicTest> whatCannotBeGetsWhatKafkaGivesIt() {
        return outcomes.tests(
                new BadTransactionRequests(TOPIC, live).all(),
                (input, expected) -> outcomes.outcomeOf(server.port(), input, expected));
    }

    @Order(2)
    @Test
    void theProducerThatWasThereBeforeIsUnchanged() {
        try (Admin admin = JavaClients.admin(server.bootstrap())) {
            var described =
                    JavaClients.await(admin.describeTransactions(List.of(LIVE)).description(LIVE));

            assertThat(described.producerId()).isEqualTo(live.producerId());
            assertThat(described.producerEpoch()).isEqualTo(live.epoch());
            assertThat(described.state()).isEqualTo(TransactionState.EMPTY);
        }
    }
}
