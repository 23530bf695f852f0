package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** {@code kill -9} of one leader after another, under load: acknowledged is acknowledged. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClusterCrashTest {
    private static final int PACE = 20_000;

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
        killLeaders("survives", 4, PACE);
    }

    @Tag("long")
    @Test
    void nothingAcknowledgedIsLostWhenTwentyLeadersAreKilledUnderFullLoad() {
        killLeaders("survives-for-long", 20, Integer.MAX_VALUE);
    }

    private void killLeaders(String topic, int killCount, int pace) {
        cluster.createTopic(topic, 3);
        SteadyWriter writer = new SteadyWriter(cluster.bootstrap(), topic, pace);
        writer.awaitMore(5_000, ClusterUnderTest.SOON);
        writer.longestGap();
        Duration longest = Duration.ZERO;
        for (int kill = 0; kill < killCount; kill++) {
            int leader = cluster.leader(topic, kill % 3);

            cluster.node(leader).kill();
            writer.awaitMore(5_000, ClusterUnderTest.SOON);

            Duration gap = writer.longestGap();
            longest = longest.compareTo(gap) > 0 ? longest : gap;
            System.out.printf("kill %d of node %d: gap %d ms%n", kill + 1, leader, gap.toMillis());
            cluster.node(leader).restart();
            cluster.awaitWhole(topic);
            writer.longestGap();
        }
        SteadyWriter.Verdict verdict = writer.verdict();

        System.out.printf("%s; longest gap %d ms%n", verdict, longest.toMillis());
        assertThat(verdict.faults()).as(cluster::output).isEmpty();
        assertThat(verdict.acknowledged()).isGreaterThan(killCount * 5_000);
    }
}
