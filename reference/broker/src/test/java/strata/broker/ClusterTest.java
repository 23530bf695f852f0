package strata.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicRef;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.RecordIterator;
import strata.kernel.request.AlterPartitionReassignments;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.DeleteTopics;
import strata.kernel.request.Fetch;
import strata.kernel.request.Listener;
import strata.kernel.request.Metadata;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Produce;
import strata.kernel.storage.FileSlice;

/** Three whole nodes, each broker and controller. */
@Tag("layer")
class ClusterTest {
    private final Layers layers = Layers.load(ClusterTest.class.getClassLoader());
    private final ClusterWorld world = new ClusterWorld(3, this::process);

    private Broker process(NodeId id) {
        List<NodeEndpoint> voters = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            voters.add(new NodeEndpoint(new NodeId(i), "localhost", 9000 + i));
        }
        Map<String, String> properties = new LinkedHashMap<>();
        return new Broker(
                BrokerConfig.of(
                        new BrokerConfig.Identity(
                                id,
                                "cluster-of-this-test00",
                                BrokerConfig.Roles.BROKER_AND_CONTROLLER,
                                List.of(new Listener("PLAINTEXT", "localhost", 9000 + id.number())),
                                voters),
                        properties),
                layers,
                Compression.UNSUPPORTED);
    }

    @BeforeEach
    void aCluster() {
        world.startAll();
        world.passes(5_000);
    }

    private Metadata.PartitionDescription partition(int node, String topic) {
        Metadata.Response response =
                world.ask(
                        Metadata.Response.class,
                        node,
                        new Metadata.Request(List.of(TopicRef.named(topic)), false));
        return response.topics().get(0).partitions().get(0);
    }

    private void create(String topic, CreateTopics.Config... configs) {
        CreateTopics.NewTopic asked =
                new CreateTopics.NewTopic(topic, 1, (short) 3, List.of(), List.of(configs));
        CreateTopics.Response response =
                world.await(
                        CreateTopics.Response.class,
                        1,
                        new CreateTopics.Request(List.of(asked), 5_000, false),
                        5_000);
        assertThat(response.topics().get(0).error()).isEqualTo(ErrorCode.NONE);
        world.passes(1_000);
    }

    private Produce.PartitionResult produce(int node, String topic, String value) {
        BatchBuilder batch =
                layers.log().recordFormat().newBatch(BatchSpec.at(0), Compression.UNSUPPORTED);
        batch.add(
                ClusterWorld.START_MS,
                null,
                ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8)),
                List.of());
        return world.await(
                        Produce.Response.class,
                        node,
                        BrokerWorld.produce(-1, topic, 0, batch.build()),
                        2_000)
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    private int leader(int askedNode, String topic) {
        NodeId leader = partition(askedNode, topic).leader();
        return leader == null ? -1 : leader.number();
    }

    private List<String> read(int node, String topic) {
        Fetch.PartitionResult result =
                world.ask(Fetch.Response.class, node, BrokerWorld.fetch(topic, 0, 0, 0))
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0);
        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        List<String> values = new ArrayList<>();
        FileSlice slice = result.records();
        if (slice == null) {
            return values;
        }
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        bytes.flip();
        while (bytes.hasRemaining()) {
            int size = BatchHeader.at(bytes, bytes.position()).sizeInBytes();
            try (RecordIterator records =
                    layers.log().recordFormat().records(bytes, Compression.UNSUPPORTED)) {
                while (records.hasNext()) {
                    values.add(StandardCharsets.UTF_8.decode(records.next().value()).toString());
                }
            }
            bytes.position(bytes.position() + size);
        }
        return values;
    }

    private int other(int node) {
        return node == 1 ? 2 : 1;
    }

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
        create("t");
        int leader = leader(1, "t");

        Produce.PartitionResult result = produce(leader, "t", "a");

        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        assertThat(partition(1, "t").isr()).hasSize(3);
        assertThat(read(leader, "t")).containsExactly("a");
    }

    @Test
    void whenTheLeaderDiesAnotherLeadsWithinTwoSecondsAndNothingIsLost() {
        create("t", new CreateTopics.Config("min.insync.replicas", "2"));
        int leader = leader(1, "t");
        produce(leader, "t", "a");

        world.kill(leader);
        int asked = other(leader);
        long diedMs = world.nowMs;
        world.passesUntil(10_000, () -> leader(asked, "t") != leader && leader(asked, "t") > 0);
        int next = leader(asked, "t");
        Produce.PartitionResult result = produce(next, "t", "b");

        assertThat(result.error()).isEqualTo(ErrorCode.NONE);
        assertThat(world.nowMs - diedMs).isLessThan(2_000);
        assertThat(read(next, "t")).containsExactly("a", "b");
    }

    @Test
    void aBrokerThatIsStoppedHandsOverFirstAndComesBackWithEverything() {
        create("t", new CreateTopics.Config("min.insync.replicas", "2"));
        for (int round = 0; round < 3; round++) {
            int leader = leader(1, "t");
            produce(leader, "t", "before " + round);

            world.stop(leader);
            // Handed over before it was gone: nobody had to notice its death.
            int next = leader(other(leader), "t");
            assertThat(next).isPositive().isNotEqualTo(leader);
            assertThat(produce(next, "t", "after " + round).error()).isEqualTo(ErrorCode.NONE);

            world.restart(leader);
            world.passes(5_000);
            assertThat(partition(leader, "t").isr()).hasSize(3);
        }
        assertThat(read(leader(1, "t"), "t"))
                .containsExactly(
                        "before 0", "after 0", "before 1", "after 1", "before 2", "after 2");
    }

    @Test
    void aClusterOfWhichEveryNodeWasKilledComesBackWithEverything() {
        create("t");
        produce(leader(1, "t"), "t", "a");
        for (int node = 1; node <= 3; node++) {
            world.kill(node);
        }

        for (int node = 1; node <= 3; node++) {
            world.restart(node);
        }
        world.passes(15_000);

        assertThat(partition(1, "t").isr()).hasSize(3);
        assertThat(read(leader(1, "t"), "t")).containsExactly("a");
    }

    @Test
    void twoKilledNodesWhoseMachinesWentOnServeAgainWithoutTheThird() {
        for (int node = 1; node <= 3; node++) {
            world.node(node).storage.memoryId = "the same boot";
            world.stop(node);
            world.restart(node);
            world.passes(5_000);
        }
        create("t", new CreateTopics.Config("min.insync.replicas", "2"));
        int first = leader(1, "t");
        produce(first, "t", "a");
        world.kill(first);
        world.passes(5_000);
        int second = leader(other(first), "t");
        produce(second, "t", "b");
        int third = 6 - first - second;
        world.kill(second);
        world.kill(third);

        // The last leader does not come back; who was in sync with it has lost nothing.
        world.restart(first);
        world.restart(third);
        world.passes(15_000);

        assertThat(leader(first, "t")).isEqualTo(third);
        assertThat(partition(first, "t").isr()).hasSize(2);
        assertThat(read(third, "t")).containsExactly("a", "b");
    }

    @Test
    void aBrokerWithAnEmptiedDiskGetsEverythingAgain() {
        create("t");
        int leader = leader(1, "t");
        produce(leader, "t", "a");
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

        assertThat(partition(1, "t").isr()).hasSize(3);
        assertThat(read(leader(1, "t"), "t")).containsExactly("a");
    }

    @Test
    void aBrokerThatComesBackIsInSyncAgain() {
        create("t");
        int leader = leader(1, "t");
        produce(leader, "t", "a");
        world.kill(leader);
        world.passes(5_000);
        int next = leader(other(leader), "t");
        produce(next, "t", "b");

        world.restart(leader);
        world.passes(10_000);

        assertThat(partition(next, "t").isr()).hasSize(3);
        assertThat(leader(next, "t")).isPositive();
        assertThat(read(leader(next, "t"), "t")).containsExactly("a", "b");
    }

    @Test
    void aDeletedTopicIsGoneEverywhere() {
        create("t");

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
        produce(1, "t", "a");

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

        assertThat(partition(2, "t").replicas()).containsExactly(new NodeId(3), new NodeId(2));
        assertThat(world.node(1).storage.list("")).doesNotContain("t-0");
        int leader = leader(2, "t");
        assertThat(read(leader, "t")).containsExactly("a");
    }
}
