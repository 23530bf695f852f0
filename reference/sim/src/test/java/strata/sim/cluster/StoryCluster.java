package strata.sim.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import strata.broker.Broker;
import strata.broker.BrokerConfig;
import strata.broker.Inspection;
import strata.broker.Inspection.Replica;
import strata.broker.Layers;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;
import strata.sim.SimNode;
import strata.sim.broker.BatchCodec;
import strata.sim.broker.GzipCompression;
import strata.sim.broker.JavaTopicPatterns;
import strata.sim.client.Payload;
import strata.sim.client.RecordCodec;
import strata.sim.history.Promise;
import strata.sim.planted.Mistake;
import strata.sim.planted.PlantedLayer;
import strata.sim.scenario.Stage;

/**
 * The cluster of a story: three brokers and, for a controller, node 4; or so many nodes that are
 * voters of the quorum. Layer 3 has the story's mistake.
 */
final class StoryCluster {
    private static final String CLUSTER_ID = "c2ltdWxhdGVkLWNsdXN0ZQ";
    private static final int PORT = 9092;
    private static final String NOBODY = "nobody leads";
    private static final String DIRECTORY = StoryClient.PARTITION.toString();

    private final List<SimNode> nodes;
    private final List<SimNode> brokers = new ArrayList<>();
    private final Map<NodeId, Broker> lives = new LinkedHashMap<>();
    private final Map<NodeId, String> decided = new LinkedHashMap<>();
    // By node, whether it leads, and epoch.
    private final Map<String, String> roles = new LinkedHashMap<>();
    private final RecordCodec codec = new BatchCodec(layers().log().recordFormat(), false);
    private final Mistake mistake;
    private final List<NodeEndpoint> voters = new ArrayList<>();
    private final Map<String, String> properties = new LinkedHashMap<>();

    // Of the story's topic, once it is created.
    private int minInSync = 1;

    private StoryCluster(Stage stage, Mistake mistake, int count, int firstVoter) {
        this.mistake = mistake;
        stage.acknowledgementsPromise(Promise.REPLICATED);
        properties.put("replica.lag.time.max.ms", "400");
        properties.put("broker.session.timeout.ms", firstVoter == 1 ? "9000" : "1000");
        properties.put("broker.heartbeat.interval.ms", "250");
        properties.put("auto.leader.rebalance.enable", "false");
        properties.put("replica.high.watermark.checkpoint.interval.ms", "100");
        for (int number = firstVoter; number <= count; number++) {
            voters.add(new NodeEndpoint(new NodeId(number), host(number), PORT));
        }
        nodes = stage.nodes(count, this::live);
        for (SimNode node : nodes) {
            if (firstVoter == 1 || node.id().number() < firstVoter) {
                brokers.add(node);
            }
        }
        ClusterClaims claims = new ClusterClaims(nodes, this::look, partition -> minInSync);
        stage.invariant(claims);
        stage.history().whenPromised(claims::acknowledged);
    }

    /** Brokers 1 to 3, and node 4, the controller. */
    static StoryCluster ofBrokers(Stage stage, Mistake mistake) {
        StoryCluster cluster = new StoryCluster(stage, mistake, 4, 4);
        for (SimNode node : cluster.brokers) {
            node.watch("role", () -> cluster.role(node.id()));
            node.watch("log", () -> cluster.records(node));
            node.watch("hw", () -> cluster.highWatermark(node.id()));
        }
        cluster.nodes.get(3).watch("decided", cluster::decided);
        return cluster;
    }

    /** So many nodes, each broker and voter. */
    static StoryCluster ofVoters(Stage stage, Mistake mistake, int count) {
        StoryCluster cluster = new StoryCluster(stage, mistake, count, 1);
        for (SimNode node : cluster.nodes) {
            DiskLogs logs = new DiskLogs(node);
            node.watch("quorum", () -> cluster.quorum(node.id()));
            node.watch("leads", () -> cluster.leads(node.id()));
            node.watch("entries", () -> entries(logs.of(ClusterClaims.METADATA)));
            node.watch(
                    PictureRows.COMMITTED,
                    () -> cluster.committed(node.id(), logs.of(ClusterClaims.METADATA)));
        }
        return cluster;
    }

    /** The topic is created with this {@code min.insync.replicas}. */
    void createdWith(int replicas) {
        minInSync = replicas;
    }

    List<SimNode> brokers() {
        return brokers;
    }

    RecordCodec codec() {
        return codec;
    }

    /** Records by their names. */
    static String names(List<RecordCodec.Decoded> records) {
        return records.stream()
                .map(record -> String.valueOf(Payload.nameOf(record.value())))
                .collect(Collectors.joining(" "));
    }

    private Broker live(NodeId id) {
        Layers layers = layers();
        ReplicationLayer right = Objects.requireNonNull(layers.replication());
        PlantedLayer planted = new PlantedLayer(right, mistake, now -> decided.put(id, told(now)));
        Broker broker =
                new Broker(
                        config(id),
                        layers.with(Layers.Layer.REPLICATION, "planted", planted),
                        new GzipCompression(),
                        new JavaTopicPatterns());
        lives.put(id, broker);
        return broker;
    }

    private BrokerConfig config(NodeId id) {
        boolean isVoter = voters.stream().anyMatch(voter -> voter.id().equals(id));
        boolean isApart = voters.size() == 1;
        BrokerConfig.Roles roles =
                isApart
                        ? isVoter ? BrokerConfig.Roles.CONTROLLER : BrokerConfig.Roles.BROKER
                        : BrokerConfig.Roles.BROKER_AND_CONTROLLER;
        String listener = roles == BrokerConfig.Roles.CONTROLLER ? "CONTROLLER" : "PLAINTEXT";
        return BrokerConfig.of(
                new BrokerConfig.Identity(
                        id,
                        CLUSTER_ID,
                        roles,
                        List.of(new Listener(listener, host(id.number()), PORT)),
                        voters),
                new LinkedHashMap<>(properties));
    }

    private static String host(int number) {
        return "node" + number;
    }

    private static Layers layers() {
        // What lies above does not belong to these stories, and would change their pictures.
        return Layers.load(StoryCluster.class.getClassLoader()).upTo(Layers.Layer.REPLICATION);
    }

    // ---- what pictures show ---------------------------------------------------------------------

    private @Nullable Inspection look(NodeId node) {
        Broker broker = lives.get(node);
        return broker == null ? null : broker.inspection();
    }

    private @Nullable Replica replica(NodeId node) {
        Inspection view = look(node);
        return view == null
                ? null
                : view.replicas().stream()
                        .filter(one -> one.partition().equals(StoryClient.PARTITION))
                        .findFirst()
                        .orElse(null);
    }

    private String role(NodeId node) {
        Replica replica = replica(node);
        if (replica == null || replica.leaderEpoch() < 0) {
            return "";
        }
        // What it is told by the decision that began the epoch.
        String key = node + " " + replica.leads() + " " + replica.leaderEpoch();
        String other = decided().startsWith(NOBODY) ? "waits" : "follows";
        String word = roles.computeIfAbsent(key, k -> replica.leads() ? "leads" : other);
        return word + ", epoch " + replica.leaderEpoch();
    }

    /** What the controller decided last. */
    private String decided() {
        return decided.getOrDefault(nodes.get(nodes.size() - 1).id(), "");
    }

    private String highWatermark(NodeId node) {
        Replica replica = replica(node);
        return replica == null ? "" : "hw " + replica.highWatermark();
    }

    private String records(SimNode node) {
        List<RecordCodec.Decoded> records = new ArrayList<>();
        for (String file : node.disk().fileNamesIn(DIRECTORY)) {
            if (file.endsWith(".log")) {
                ByteBuffer bytes = ByteBuffer.allocate((int) node.disk().sizeOf(file));
                node.disk().look(file, bytes, 0);
                records.addAll(codec.decode(bytes.flip()));
            }
        }
        return records.isEmpty() ? PictureRows.NOTHING : names(records);
    }

    private static String told(PartitionChanged now) {
        String isr = now.isr().stream().map(NodeId::toString).collect(Collectors.joining(","));
        String leader = now.leader() == null ? NOBODY : "node " + now.leader() + " leads";
        return leader + ", ISR " + (isr.isEmpty() ? "empty" : isr);
    }

    private String quorum(NodeId node) {
        Inspection view = look(node);
        QuorumStatus status = view == null ? null : view.quorum();
        if (status == null) {
            return "";
        }
        String role =
                switch (status.role()) {
                    case LEADER -> "leads, ";
                    case CANDIDATE -> "candidate, ";
                    case FOLLOWER -> "follows " + status.leader() + ", ";
                    case UNATTACHED ->
                            status.votedFor() == null ? "" : "voted " + status.votedFor() + ", ";
                    case PROSPECTIVE -> "";
                    case RESIGNED -> "resigns, ";
                };
        return role + "epoch " + status.epoch();
    }

    private String leads(NodeId node) {
        String stands = quorum(node);
        return stands.startsWith("leads") ? stands : "";
    }

    private String committed(NodeId node, DiskLog log) {
        Inspection view = look(node);
        QuorumStatus status = view == null ? null : view.quorum();
        if (status == null || status.role() != QuorumStatus.Role.LEADER) {
            return "";
        }
        long count =
                log.from(0).values().stream()
                        .filter(batch -> batch.last() < status.highWatermark())
                        .count();
        return count + " committed";
    }

    /** The epochs of a log's batches, each with how many there are. */
    private static String entries(DiskLog log) {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        log.from(0).values().forEach(batch -> counts.merge(batch.epoch(), 1, Integer::sum));
        return counts.isEmpty()
                ? PictureRows.NOTHING
                : counts.entrySet().stream()
                        .map(entry -> entry.getValue() + " of " + entry.getKey())
                        .collect(Collectors.joining(" + "));
    }
}
