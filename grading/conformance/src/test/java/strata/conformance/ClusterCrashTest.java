package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code kill -9} of one leader after another, under load: acknowledged is acknowledged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterCrashTest {
    private static final int KILL_COUNT = 20;
    private static final String TOPIC = "survives";

    private ClusterUnderTest cluster;

    @BeforeAll
    void startTheCluster() {
        cluster = ClusterUnderTest.start("cluster-crash");
    }

    @AfterAll
    void stopTheCluster() {
        cluster.close();
    }

    @Test
    void nothingAcknowledgedIsLostWhileOneLeaderAfterAnotherIsKilled() {
        cluster.createTopic(TOPIC, 3);
        SteadyWriter writer = new SteadyWriter(cluster.bootstrap(), TOPIC);
        writer.awaitMore(5_000, ClusterUnderTest.SOON);
        writer.longestGap();
        Duration longest = Duration.ZERO;
        for (int kill = 0; kill < KILL_COUNT; kill++) {
            int leader = cluster.leader(TOPIC, kill % 3);

            cluster.node(leader).kill();
            writer.awaitMore(5_000, ClusterUnderTest.SOON);

            Duration gap = writer.longestGap();
            longest = longest.compareTo(gap) > 0 ? longest : gap;
            System.out.printf("kill %d of node %d: gap %d ms%n", kill + 1, leader, gap.toMillis());
            cluster.node(leader).restart();
            cluster.awaitWhole(TOPIC);
            writer.longestGap();
        }
        SteadyWriter.Verdict verdict = writer.verdict();

        System.out.printf("%s; longest gap %d ms%n", verdict, longest.toMillis());
        assertThat(verdict.faults()).as(cluster::output).isEmpty();
        assertThat(verdict.acknowledged()).isGreaterThan(KILL_COUNT * 5_000);
    }
}
