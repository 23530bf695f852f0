package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.TopicRef;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.Metadata;

/** Three whole nodes, of which too many are away, or one has lost its disk. */
@Tag("layer")
class ClusterFaultsTest {
    private static final CreateTopics.Config TWO_IN_SYNC =
            new CreateTopics.Config("min.insync.replicas", "2");

    private final Cluster cluster = new Cluster();
    private final ClusterWorld world = cluster.world;

    private int controller(int asked) {
        return Objects.requireNonNull(
                        world.await(
                                        DescribeQuorum.Response.class,
                                        asked,
                                        new DescribeQuorum.Request(),
                                        5_000)
                                .leader())
                .number();
    }

    private void empty(int node) {
        for (String name : world.node(node).storage.list("")) {
            world.node(node).storage.delete(name);
        }
    }

    private ErrorCode creation(int node, String topic) {
        CreateTopics.NewTopic asked =
                new CreateTopics.NewTopic(topic, 1, (short) 3, List.of(), List.of());
        return world.await(
                        CreateTopics.Response.class,
                        node,
                        new CreateTopics.Request(List.of(asked), 5_000, false),
                        5_000)
                .topics()
                .get(0)
                .error();
    }

    @Test
    void oneOfThreeRefusesWhatItCannotDoSoThatClientsAskAgainAndTwoGoOn() {
        cluster.create("t", TWO_IN_SYNC);
        int leader = cluster.leader(1, "t");
        cluster.produce(leader, "t", "a");
        int second = cluster.other(leader);
        world.kill(second);
        world.kill(6 - leader - second);

        ErrorCode produced = cluster.produce(leader, "t", "b").error();
        ErrorCode created = creation(leader, "u");
        long askedMs = world.nowMs;
        DescribeQuorum.Response quorum =
                world.await(
                        DescribeQuorum.Response.class, leader, new DescribeQuorum.Request(), 5_000);

        assertThat(produced).isIn(ErrorCode.REQUEST_TIMED_OUT, ErrorCode.NOT_ENOUGH_REPLICAS);
        assertThat(created).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        assertThat(quorum.error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
        // Whoever looks at the cluster is not kept waiting.
        assertThat(world.nowMs - askedMs).isLessThanOrEqualTo(2_000);
        assertThat(cluster.read(leader, "t")).containsExactly("a");

        world.restart(second);
        world.passes(15_000);
        int next = cluster.leader(leader, "t");
        assertThat(cluster.produce(next, "t", "c").error()).isEqualTo(ErrorCode.NONE);
        assertThat(cluster.read(next, "t")).startsWith("a").endsWith("c");
        assertThat(creation(leader, "v")).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void oneThatStartsAloneSaysHowTheQuorumStandsThoughItServesNobody() {
        for (int node = 1; node <= 3; node++) {
            world.kill(node);
        }
        world.restart(1);

        DescribeQuorum.Response quorum =
                world.await(DescribeQuorum.Response.class, 1, new DescribeQuorum.Request(), 2_500);

        assertThat(quorum.error()).isEqualTo(ErrorCode.REQUEST_TIMED_OUT);
    }

    @Test
    void aNodeThatLostItsWholeDirectoryIsFilledAgainAndNothingIsLost() {
        cluster.create("t", TWO_IN_SYNC);
        for (int node = 1; node <= 3; node++) {
            int leader = cluster.leader(1, "t");
            assertThat(cluster.produce(leader, "t", "before " + node).error())
                    .isEqualTo(ErrorCode.NONE);
            world.kill(node);
            empty(node);

            world.restart(node);
            world.passes(15_000);

            assertThat(cluster.partition(node, "t").isr()).as("node %s", node).hasSize(3);
        }
        int leader = cluster.leader(1, "t");
        assertThat(cluster.read(leader, "t")).containsExactly("before 1", "before 2", "before 3");
    }

    @Test
    void aLeaderWithoutItsDirectoryDoesNotLeadThoughItWasAloneInTheIsr() {
        cluster.create("t");
        int leader = cluster.leader(1, "t");
        int second = cluster.other(leader);
        int third = 6 - leader - second;
        cluster.produce(leader, "t", "a");
        world.kill(second);
        world.passes(15_000);
        // The ISR of two: now the third has it all too.
        cluster.produce(leader, "t", "b");
        world.kill(leader);
        empty(leader);

        world.restart(leader);
        world.passes(15_000);

        assertThat(cluster.leader(third, "t")).isEqualTo(third);
        assertThat(cluster.read(third, "t")).containsExactly("a", "b");
        world.restart(second);
        world.passes(15_000);
        assertThat(cluster.partition(third, "t").isr()).hasSize(3);
    }

    @Test
    void aControllerWithoutItsDirectoryElectsNobodyWhoLacksWhatItHad() {
        int leader = controller(1);
        int emptied = cluster.other(leader);
        int behind = 6 - leader - emptied;
        world.cutOff(behind);
        world.passes(500);
        // Committed by the leader and by the one that is about to lose it.
        assertThat(creation(leader, "t")).isEqualTo(ErrorCode.NONE);
        world.kill(emptied);
        empty(emptied);
        world.kill(leader);

        world.heal();
        world.restart(emptied);
        world.passes(4_000);
        world.restart(leader);
        world.passes(20_000);

        Metadata.Response metadata =
                world.ask(
                        Metadata.Response.class,
                        behind,
                        new Metadata.Request(List.of(TopicRef.named("t")), false));
        assertThat(metadata.topics().get(0).error()).isEqualTo(ErrorCode.NONE);
        assertThat(controller(1)).isPositive();
    }
}
