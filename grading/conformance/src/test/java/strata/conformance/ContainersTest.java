package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.DockerClientFactory;

/**
 * Three nodes in containers; the one that leads is cut off the network, frozen, killed: nothing
 * that was acknowledged is lost, and the cluster is whole again afterwards.
 *
 * <p>Needs a Docker engine, and the image that {@code reference/container/image} makes, named by
 * the environment variable {@code STRATA_IMAGE}; without either it is skipped, and says so.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContainersTest {
    private static final int PACE = 5_000;
    private static final Duration SOON = Duration.ofSeconds(60);

    private ContainerCluster cluster;

    @BeforeAll
    void startTheCluster() {
        String image = System.getenv().getOrDefault("STRATA_IMAGE", "");
        assumeTrue(!image.isEmpty(), "skipped: no image of a Strata node (STRATA_IMAGE=name)");
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "skipped: no Docker engine answers here");
        cluster = ContainerCluster.start(image);
        awaitAllRegistered();
    }

    @AfterAll
    void stopTheCluster() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void aLeaderCutOffTheNetworkLosesNothingAcknowledged() {
        assertThatNothingIsLost("cut", id -> cluster.cut(id), id -> cluster.join(id));
    }

    @Test
    void aFrozenLeaderLosesNothingAcknowledged() {
        assertThatNothingIsLost("paused", id -> cluster.pause(id), id -> cluster.resume(id));
    }

    @Test
    void aKilledLeaderLosesNothingAcknowledged() {
        assertThatNothingIsLost("killed", id -> cluster.kill(id), id -> cluster.restart(id));
    }

    private void assertThatNothingIsLost(String topic, IntConsumer harm, IntConsumer mend) {
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            NewTopic wanted =
                    new NewTopic(topic, 3, (short) 3).configs(Map.of("min.insync.replicas", "2"));
            JavaClients.await(admin.createTopics(List.of(wanted)).all());
            awaitWhole(admin, topic);
            int leader = leaderOf(admin, topic);
            SteadyWriter writer = new SteadyWriter(cluster.bootstrap(), topic, PACE);
            writer.awaitMore(2_000, SOON);

            harm.accept(leader);
            writer.awaitMore(20_000, SOON);
            mend.accept(leader);
            awaitWhole(admin, topic);
            writer.awaitMore(2_000, SOON);

            SteadyWriter.Verdict verdict = writer.verdict();
            assertThat(verdict.faults()).as(() -> cluster.logs()).isEmpty();
            assertThat(verdict.acknowledged()).isGreaterThan(24_000);
        }
    }

    /** A port that answers is not yet a broker that the controller places replicas on. */
    private void awaitAllRegistered() {
        try (Admin admin = JavaClients.admin(cluster.bootstrap())) {
            Awaitility.await("three brokers are registered and unfenced")
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(100))
                    .ignoreExceptionsMatching(AssertionError.class::isInstance)
                    .until(() -> JavaClients.await(admin.describeCluster().nodes()).size() == 3);
        }
    }

    private static void awaitWhole(Admin admin, String topic) {
        Awaitility.await("every partition of " + topic + " has a leader and a full ISR")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(
                        () ->
                                describe(admin, topic).partitions().stream()
                                        .allMatch(p -> p.leader() != null && p.isr().size() == 3));
    }

    private static int leaderOf(Admin admin, String topic) {
        Node leader = describe(admin, topic).partitions().get(0).leader();
        return Objects.requireNonNull(leader).id();
    }

    private static TopicDescription describe(Admin admin, String topic) {
        return Objects.requireNonNull(
                JavaClients.await(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic));
    }
}
