package strata.sim.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.request.Metadata;
import strata.kernel.request.Metadata.PartitionDescription;
import strata.kernel.request.Metadata.TopicDescription;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.sim.Breach;
import strata.sim.KeyedChance;
import strata.sim.Operations;
import strata.sim.SimConnection;
import strata.sim.SimNode;
import strata.sim.SimWorld;
import strata.sim.client.ClientLink;
import strata.sim.scenario.Stage;

/**
 * How a client of Kafka's finds its way about a cluster: it asks any broker for the metadata, talks
 * to each partition's leader over a connection to that node, and asks anew when it is told that it
 * is wrong, or told nothing.
 *
 * <p>Invariant: of one topic id it never goes back to an older leader epoch of a partition
 * (KIP-320), whatever an old broker says.
 */
public final class ClusterClient {
    private static final long BACKOFF_US_MIN = 20_000;
    private static final long BACKOFF_US_MAX = 120_000;

    private final SimWorld world;
    private final String label;
    private final Map<NodeId, ClientLink> links = new LinkedHashMap<>();
    private final KeyedChance chance;
    private final Map<TopicPartition, Leader> leaders = new LinkedHashMap<>();
    private final Map<String, TopicId> topics = new LinkedHashMap<>();
    // How many partitions of a topic it has heard of, at most.
    private final Map<String, Integer> counts = new LinkedHashMap<>();
    private boolean refreshing;
    private long asked;

    /** A partition's leader. */
    public record Leader(NodeId node, int epoch) {}

    /**
     * @param brokers whom it may ask; all of them are its bootstrap servers
     */
    public ClusterClient(Stage stage, String label, List<SimNode> brokers) {
        this.world = stage.world();
        this.label = label;
        this.chance = world.keyed("bootstrap").of(label);
        for (SimNode broker : brokers) {
            links.put(broker.id(), stage.link(label, broker));
        }
    }

    public String label() {
        return label;
    }

    public SimWorld world() {
        return world;
    }

    public Operations operations() {
        return world.operations(label);
    }

    /** The way to a node. */
    public ClientLink link(NodeId node) {
        ClientLink link = links.get(node);
        if (link == null) {
            throw world.breach(
                    Breach.of(
                            "unknown-broker",
                            "Metadata names brokers that there are",
                            label + " is told of a broker " + node));
        }
        return link;
    }

    /** Some broker that it can connect to; null when all are down. */
    @Nullable
    ClientLink any() {
        List<ClientLink> up = new ArrayList<>(links.values());
        up.removeIf(link -> !link.canReach());
        return up.isEmpty() ? null : chance.at(++asked).oneOf(up);
    }

    /** Who leads a partition as far as it knows; null when it does not. */
    public @Nullable Leader leader(TopicPartition partition) {
        return leaders.get(partition);
    }

    /** How many partitions a topic has as far as it knows; 0 when it does not know the topic. */
    public int partitionCount(String topic) {
        return counts.getOrDefault(topic, 0);
    }

    /** The id of a topic; null when it does not know it. */
    public @Nullable TopicId idOf(String topic) {
        return topics.get(topic);
    }

    /** The name of a topic; null when it does not know it. */
    public @Nullable String nameOf(TopicId id) {
        for (Map.Entry<String, TopicId> known : topics.entrySet()) {
            if (known.getValue().equals(id)) {
                return known.getKey();
            }
        }
        return null;
    }

    /** Its process has died: all its connections are reset. */
    public void reset() {
        links.values().forEach(ClientLink::reset);
    }

    /** What it knew of a partition's leader was wrong: asks for the metadata, if it does not. */
    public void refresh() {
        if (!refreshing) {
            refreshing = true;
            ask();
        }
    }

    /** Does something after a while. */
    public void later(long minUs, long maxUs, Runnable what) {
        links.values().iterator().next().later(minUs, maxUs, what);
    }

    /** Does something after a client's usual pause. */
    public void backOff(Runnable what) {
        later(BACKOFF_US_MIN, BACKOFF_US_MAX, what);
    }

    /** Sends a request to any broker until one answers. */
    public void askAny(Request request, SimConnection.Reply reply) {
        ClientLink link = any();
        if (link == null) {
            reply.lost("no broker is up");
        } else {
            link.send(request, reply);
        }
    }

    private void ask() {
        askAny(
                new Metadata.Request(null, false),
                new SimConnection.Reply() {
                    @Override
                    public void answered(Response response) {
                        refreshing = false;
                        if (response instanceof Metadata.Response metadata) {
                            take(metadata);
                        }
                    }

                    @Override
                    public void lost(String why) {
                        backOff(ClusterClient.this::ask);
                    }
                });
    }

    private void take(Metadata.Response metadata) {
        for (TopicDescription topic : metadata.topics()) {
            String name = topic.name();
            if (topic.error() != ErrorCode.NONE || name == null) {
                continue;
            }
            counts.merge(name, topic.partitions().size(), Math::max);
            boolean isAnother = !topic.id().equals(topics.put(name, topic.id()));
            for (PartitionDescription partition : topic.partitions()) {
                take(new TopicPartition(name, partition.partition()), partition, isAnother);
            }
        }
    }

    private void take(TopicPartition partition, PartitionDescription told, boolean isAnother) {
        Leader known = isAnother ? null : leaders.get(partition);
        NodeId leader = told.leader();
        if (known != null && told.leaderEpoch() < known.epoch) {
            return;
        }
        if (leader == null || !links.containsKey(leader)) {
            leaders.remove(partition);
        } else {
            leaders.put(partition, new Leader(leader, told.leaderEpoch()));
        }
    }
}
