package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.TopicRef;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Fetch;
import strata.kernel.request.Listener;
import strata.kernel.request.Metadata;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Produce;

/** Three whole nodes, each broker and controller, and what a client does with them. */
final class Cluster {
    private final Layers layers = Layers.load(Cluster.class.getClassLoader());
    final ClusterWorld world = new ClusterWorld(3, this::process);

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
                Compression.UNSUPPORTED,
                TopicPatterns.UNSUPPORTED);
    }

    Cluster() {
        world.startAll();
        world.passes(5_000);
    }

    Layers layers() {
        return layers;
    }

    Metadata.PartitionDescription partition(int node, String topic) {
        Metadata.Response response =
                world.ask(
                        Metadata.Response.class,
                        node,
                        new Metadata.Request(List.of(TopicRef.named(topic)), false));
        return response.topics().get(0).partitions().get(0);
    }

    void create(String topic, CreateTopics.Config... configs) {
        CreateTopics.NewTopic asked =
                new CreateTopics.NewTopic(topic, 1, (short) 3, List.of(), List.of(configs));
        CreateTopics.Response response =
                world.await(
                        CreateTopics.Response.class,
                        1,
                        new CreateTopics.Request(List.of(asked), 5_000, false),
                        5_000);
        if (response.topics().get(0).error() != ErrorCode.NONE) {
            throw new AssertionError(response.topics().get(0).toString());
        }
        world.passes(1_000);
    }

    Produce.PartitionResult produce(int node, String topic, String value) {
        return world.await(
                        Produce.Response.class,
                        node,
                        Requests.produce(-1, topic, 0, batch(value)),
                        2_000)
                .topics()
                .get(0)
                .partitions()
                .get(0);
    }

    int leader(int askedNode, String topic) {
        NodeId leader = partition(askedNode, topic).leader();
        return leader == null ? -1 : leader.number();
    }

    List<String> read(int node, String topic) {
        Fetch.PartitionResult result =
                world.ask(Fetch.Response.class, node, Requests.fetch(topic, 0, 0, 0))
                        .topics()
                        .get(0)
                        .partitions()
                        .get(0);
        if (result.error() != ErrorCode.NONE) {
            throw new AssertionError("fetch: " + result.error());
        }
        return Values.of(layers, result.records());
    }

    int other(int node) {
        return node == 1 ? 2 : 1;
    }

    ByteBuffer batch(String value) {
        BatchBuilder batch =
                layers.log().recordFormat().newBatch(BatchSpec.at(0), Compression.UNSUPPORTED);
        ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
        return batch.add(ClusterWorld.START_MS, null, bytes, List.of()).build();
    }
}
