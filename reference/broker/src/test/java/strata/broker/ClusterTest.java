package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicRef;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.Metadata;
import strata.kernel.request.Produce;
import strata.kernel.storage.StorageException;

/** Three whole nodes, each broker and controller. */
@Tag("layer")
class ClusterTest {
    private final Cluster cluster = new Cluster();
    private final ClusterWorld world = cluster.world;

    @Test
    void everyNodeNamesAllBrokersAndOneController() {
        for (int node = 1; node <= 3; node++) {
            Metadata.Response response =
                    world.ask(
                            Metadata.Response.class, node, new Metadata.Request(List.of(), false));
            assertThat(response.brokers()).hasSize(3);
        }
    }

    @Test
    void aTopicOnThreeBrokersTakesRecordsAndShowsThem() {
        cluster.create("t");
        int leader = cluster.leader(1, "t");

        Produce.PartitionResult result = cluster.produce(leader, "t", "a");

        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        assertThat(cluster.partition(1, "t").isr()).hasSize(3);
        assertThat(cluster.read(leader, "t")).containsExactly("a");
    }

    @Test
    void whenTheLeaderDiesAnotherLeadsWithinTwoSecondsAndNothingIsLost() {
        cluster.create("t", new CreateTopics.Config("min.insync.replicas", "2"));
        int leader = cluster.leader(1, "t");
        cluster.produce(leader, "t", "a");

        world.kill(leader);
        int asked = cluster.other(leader);
        long diedMs = world.nowMs;
        world.passesUntil(
                10_000,
                () -> cluster.leader(asked, "t") != leader && cluster.leader(asked, "t") > 0);
        int next = cluster.leader(asked, "t");
        Produce.PartitionResult result = cluster.produce(next, "t", "b");

        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.nowMs - diedMs).isLessThan(2_000);
        assertThat(cluster.read(next, "t")).containsExactly("a", "b");
    }

    @Test
    void aBrokerThatIsStoppedHandsOverFirstAndComesBackWithEverything() {
        cluster.create("t", new CreateTopics.Config("min.insync.replicas", "2"));
        for (int round = 0; round < 3; round++) {
            int leader = cluster.leader(1, "t");
            cluster.produce(leader, "t", "before " + round);

            world.stop(leader);
            // Handed over before it was gone: nobody had to notice its death.
            int next = cluster.leader(cluster.other(leader), "t");
            assertThat(next).isPositive().isNotEqualTo(leader);
            assertThat(cluster.produce(next, "t", "after " + round).error())
                    .isEqualTo(ErrorCode.NONE);

            world.restart(leader);
            world.passes(5_000);
            assertThat(cluster.partition(leader, "t").isr()).hasSize(3);
        }
        assertThat(cluster.read(cluster.leader(1, "t"), "t"))
                .containsExactly(
                        "before 0", "after 0", "before 1", "after 1", "before 2", "after 2");
    }

    @Test
    void aClusterOfWhichEveryNodeWasKilledComesBackWithEverything() {
        cluster.create("t");
        cluster.produce(cluster.leader(1, "t"), "t", "a");
        for (int node = 1; node <= 3; node++) {
            world.kill(node);
        }

        for (int node = 1; node <= 3; node++) {
            world.restart(node);
        }
        world.passes(15_000);

        assertThat(cluster.partition(1, "t").isr()).hasSize(3);
        assertThat(cluster.read(cluster.leader(1, "t"), "t")).containsExactly("a");
    }

    @Test
    void twoKilledNodesWhoseMachinesWentOnServeAgainWithoutTheThird() {
        for (int node = 1; node <= 3; node++) {
            world.node(node).storage.memoryId = "the same boot";
            world.stop(node);
            world.restart(node);
            world.passes(5_000);
        }
        cluster.create("t", new CreateTopics.Config("min.insync.replicas", "2"));
        int first = cluster.leader(1, "t");
        cluster.produce(first, "t", "a");
        world.kill(first);
        world.passes(5_000);
        int second = cluster.leader(cluster.other(first), "t");
        cluster.produce(second, "t", "b");
        int third = 6 - first - second;
        world.kill(second);
        world.kill(third);

        // The last leader does not come back; who was in sync with it has lost nothing.
        world.restart(first);
        world.restart(third);
        world.passes(15_000);

        assertThat(cluster.leader(first, "t")).isEqualTo(third);
        assertThat(cluster.partition(first, "t").isr()).hasSize(2);
        assertThat(cluster.read(third, "t")).containsExactly("a", "b");
    }

    @Test
    void oneThatIsKilledBeforeItKnowsItsEpochIsGivenTheSameAgain() {
        world.node(1).storage.memoryId = "the same boot";
        world.stop(1);
        world.restart(1);
        world.passes(5_000);
        world.kill(1);
        world.cutOff(1);
        world.restart(1);
        MemoryStorage storage = world.node(1).storage;
        storage.diesAtOpenOf = RunMark.FILE + ".new";
        world.heal();
        assertThatThrownBy(() -> world.passes(5_000)).isInstanceOf(StorageException.class);
        world.kill(1);
        storage.diesAtOpenOf = "";
        storage.diesAtCall = Long.MAX_VALUE;
        BrokerRegistration.Request killed = lastRegistration();
        world.heard.clear();

        world.restart(1);
        world.passes(10_000);

        // The controller had registered the killed process: as another one, or with its epoch
        // unnamed, this one would have to be taken for one that lost something.
        assertThat(lastRegistration()).isEqualTo(killed);
        assertThat(killed.previousBrokerEpoch()).isPositive();
    }

    private BrokerRegistration.Request lastRegistration() {
        return (BrokerRegistration.Request)
                world.heard.stream()
                        .filter(asked -> asked.from().number() == 1)
                        .map(ClusterNode.Asked::request)
                        .filter(BrokerRegistration.Request.class::isInstance)
                        .reduce((earlier, later) -> later)
                        .orElseThrow();
    }

    @Test
    void aBrokerWithAnEmptiedDiskGetsEverythingAgain() {
        cluster.create("t");
        int leader = cluster.leader(1, "t");
        cluster.produce(leader, "t", "a");
        world.kill(leader);
        world.passes(5_000);
        world.node(leader).storage.delete("t-0");
        for (String file : world.node(leader).storage.list("")) {
            if (!file.startsWith("__cluster_metadata")) {
                world.node(leader).storage.delete(file);
            }
        }

        world.restart(leader);
        world.passes(10_000);

        assertThat(cluster.partition(1, "t").isr()).hasSize(3);
        assertThat(cluster.read(cluster.leader(1, "t"), "t")).containsExactly("a");
    }

    @Test
    void aBrokerThatComesBackIsInSyncAgain() {
        cluster.create("t");
        int leader = cluster.leader(1, "t");
        cluster.produce(leader, "t", "a");
        world.kill(leader);
        world.passes(5_000);
        int next = cluster.leader(cluster.other(leader), "t");
        cluster.produce(next, "t", "b");

        world.restart(leader);
        world.passes(10_000);

        assertThat(cluster.partition(next, "t").isr()).hasSize(3);
        assertThat(cluster.leader(next, "t")).isPositive();
        assertThat(cluster.read(cluster.leader(next, "t"), "t")).containsExactly("a", "b");
    }

    @Test
    void aDeletedTopicIsGoneEverywhere() {
        cluster.create("t");

        world.await(
                DeleteTopics.Response.class,
                2,
                new DeleteTopics.Request(List.of(TopicRef.named("t")), 5_000),
                5_000);
        world.passes(2_000);

        for (int node = 1; node <= 3; node++) {
            assertThat(world.node(node).storage.list("")).doesNotContain("t-0");
        }
    }

    @Test
    void aPartitionMovesToTheBrokersItIsAssignedTo() {
        CreateTopics.NewTopic asked =
                new CreateTopics.NewTopic(
                        "t",
                        -1,
                        (short) -1,
                        List.of(
                                new CreateTopics.Assignment(
                                        0, List.of(new NodeId(1), new NodeId(2)))),
                        List.of());
        world.await(
                CreateTopics.Response.class,
                1,
                new CreateTopics.Request(List.of(asked), 5_000, false),
                5_000);
        world.passes(1_000);
        cluster.produce(1, "t", "a");

        world.await(
                AlterPartitionReassignments.Response.class,
                1,
                new AlterPartitionReassignments.Request(
                        5_000,
                        true,
                        List.of(
                                new AlterPartitionReassignments.TopicReassignment(
                                        "t",
                                        List.of(
                                                new AlterPartitionReassignments
                                                        .PartitionReassignment(
                                                        0, List.of(3, 2)))))),
                5_000);
        world.passes(10_000);

        assertThat(cluster.partition(2, "t").replicas())
                .containsExactly(new NodeId(3), new NodeId(2));
        assertThat(world.node(1).storage.list("")).doesNotContain("t-0");
        int leader = cluster.leader(2, "t");
        assertThat(cluster.read(leader, "t")).containsExactly("a");
    }
}
