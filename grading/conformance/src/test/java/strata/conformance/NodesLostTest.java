package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RetriableException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Three nodes, of which two are away, or one has lost its disk. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NodesLostTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int FAILED = 1;

    private ClusterUnderTest cluster;

    @BeforeAll
    void startTheCluster() {
        cluster = ClusterUnderTest.start("nodes-lost");
    }

    @AfterAll
    void stopTheCluster() {
        cluster.close();
    }

    private static Command.Outcome status(ServerUnderTest node) {
        return Command.of(StrataBroker.strata("status", "--bootstrap", node.bootstrap()))
                .attempt(LIMIT);
    }

    @Test
    void aNodeThatLostItsDirectoryIsFilledAgain() {
        cluster.createTopic("filled", 3);
        JavaClients.write(cluster.bootstrap(), "filled", Codec.NONE, Flights.rows());
        for (int id = 1; id <= 3; id++) {
            cluster.node(id).kill();
            Workspace.delete(cluster.node(id).dataDirectory());

            cluster.node(id).restart();
            cluster.awaitWhole("filled");
        }

        assertThat(JavaClients.read(cluster.bootstrap(), "filled")).hasSize(Flights.rows().size());
    }

    @Test
    void oneOfThreeSaysWhatIsMissingAndTwoGoOn() {
        cluster.createTopic("minority", 1);
        List<Flights.Row> rows = Flights.rows().subList(0, 100);
        JavaClients.write(cluster.bootstrap(), "minority", Codec.NONE, rows);
        int left = cluster.leader("minority", 0);
        int second = left % 3 + 1;
        ServerUnderTest survivor = cluster.node(left);
        cluster.node(second).kill();
        cluster.node(6 - left - second).kill();

        // It may lead the quorum itself, and notices after three seconds that nobody follows.
        Awaitility.await("status says what is missing")
                .atMost(LIMIT)
                .until(() -> status(survivor).output().contains("no majority"));
        assertThat(refusalOfWrite(survivor, rows.get(0))).isInstanceOf(RetriableException.class);
        assertThat(refusalOfTopic(survivor)).isInstanceOf(RetriableException.class);
        Awaitility.await("the survivor says what is missing")
                .atMost(LIMIT)
                .until(() -> survivor.output().contains("no majority of its voters [1, 2, 3]"));

        cluster.node(second).restart();
        JavaClients.awaitServed(cluster.bootstrap(), "minority", 1);
        JavaClients.write(survivor.bootstrap(), "minority", Codec.NONE, rows);
        assertThat(JavaClients.read(survivor.bootstrap(), "minority").size())
                .isGreaterThanOrEqualTo(2 * rows.size());
        cluster.node(6 - left - second).restart();
        cluster.awaitWhole("minority");
    }

    @Test
    void oneThatStartsAloneIsSeenToWait() {
        for (int id = 1; id <= 3; id++) {
            cluster.node(id).kill();
        }

        cluster.node(1).restart();
        Command.Outcome status = status(cluster.node(1));

        assertThat(status.exitCode()).as("%s", status).isEqualTo(FAILED);
        assertThat(status.errors()).contains("is up, and waits for a controller", "no majority");
        cluster.node(2).restart();
        cluster.node(3).restart();
        cluster.createTopic("again", 1);
    }

    private static Throwable refusalOfWrite(ServerUnderTest node, Flights.Row row) {
        // An idempotent one would first wait for its id, which no controller hands out.
        Map<String, String> hasty =
                Map.of(
                        "enable.idempotence", "false",
                        "delivery.timeout.ms", "4000",
                        "request.timeout.ms", "3000");
        try (KafkaProducer<String, String> producer =
                JavaClients.producer(node.bootstrap(), hasty)) {
            Future<RecordMetadata> sent =
                    producer.send(new ProducerRecord<>("minority", row.key(), row.value()));
            return causeOf(sent);
        }
    }

    private static Throwable refusalOfTopic(ServerUnderTest node) {
        try (Admin admin = JavaClients.admin(node.bootstrap())) {
            return causeOf(
                    admin.createTopics(List.of(new NewTopic("none", 1, (short) 3)))
                            .all()
                            .toCompletionStage()
                            .toCompletableFuture());
        }
    }

    private static Throwable causeOf(Future<?> future) {
        try {
            return new AssertionError("done: " + future.get(60, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
