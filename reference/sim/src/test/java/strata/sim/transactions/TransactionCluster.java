package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.broker.Broker;
import strata.broker.Inspection;
import strata.broker.Inspection.Replica;
import strata.broker.Layers;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.TransactionSupport;
import strata.kernel.storage.Storage;
import strata.kernel.transactions.ProducerStates;
import strata.kernel.transactions.TransactionCoordinator;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionValue;
import strata.kernel.transactions.TransactionVersion;
import strata.sim.SimNode;
import strata.sim.broker.GzipCompression;
import strata.sim.broker.JavaTopicPatterns;
import strata.sim.check.Configuration.Transactions;
import strata.sim.cluster.ClusterClaims;
import strata.sim.cluster.ClusterClient;
import strata.sim.cluster.ClusterShape;
import strata.sim.cluster.ClusterTopicMaker;
import strata.sim.disk.SimDisk;
import strata.sim.groups.Leadership;
import strata.sim.scenario.Stage;

/**
 * The cluster of a story about producers: three nodes; node 1 leads partition 0 of the topic, node
 * 2 partition 1. All claims about transactions hold in it, too.
 */
final class TransactionCluster {
    static final String TOPIC = "flights";

    /** What a coordinator has of the transactional id that the story is about. */
    static final String ID = "id";

    /** The high watermark and the last stable offset of partition 0, as its leader has them. */
    static final String STABLE = "stable";

    /** Begins what the layer of a node has told. */
    static final String TOLD = "layer 5: ";

    static final TopicPartition FIRST = new TopicPartition(TOPIC, 0);
    static final TopicPartition SECOND = new TopicPartition(TOPIC, 1);
    static final String GROUP = "workers";

    private static final TopicPartition STATE = new TopicPartition("__transaction_state", 0);
    private static final ClusterShape NODES = ClusterShape.THREE;
    private static final int TIMEOUT_MS = 60_000;

    private final Stage stage;
    private final Shape shape;
    private final List<SimNode> nodes;
    private final Map<NodeId, Broker> lives = new LinkedHashMap<>();
    private final Map<NodeId, TransactionCoordinator> coordinators = new LinkedHashMap<>();
    private final Map<NodeId, ProducerStates> firsts = new LinkedHashMap<>();
    private final DecisionClaims decisions;
    private final ProducerClaims producers;
    private final Ledger ledger;
    private final Party.Common common;

    /** How one differs from others. */
    static final class Shape {
        private final Map<String, String> topic = new LinkedHashMap<>();
        private Transactions version = Transactions.V2;
        private String transactionalId = "";
        private int replicas = 3;

        /** Clients that are older than KIP-890. */
        Shape withOldClients() {
            version = Transactions.V1;
            return this;
        }

        /** The one whose state nodes show. */
        Shape about(String id) {
            transactionalId = id;
            return this;
        }

        /** The topic is on one node alone, in segments of so many bytes. */
        Shape alone(int segmentBytes) {
            replicas = 1;
            topic.put("internal.segment.bytes", Integer.toString(segmentBytes));
            return this;
        }
    }

    TransactionCluster(Stage stage, Shape shape) {
        this.stage = stage;
        this.shape = shape;
        this.decisions = new DecisionClaims(stage.world());
        this.producers = new ProducerClaims(stage.world());
        this.ledger = new Ledger(stage.world(), shape.version, List.of("D"));
        stage.testimony(ledger);
        nodes = stage.nodes(NODES.nodes(), this::live);
        for (SimNode node : nodes) {
            node.watch(ID, () -> transaction(node.id()));
            node.watch(STABLE, () -> stable(node.id()));
        }
        int minInSync = Math.min(2, shape.replicas);
        shape.topic.put("min.insync.replicas", Integer.toString(minInSync));
        ClusterClaims claims = new ClusterClaims(nodes, this::look, partition -> minInSync);
        stage.invariant(claims);
        ledger.whenPromised(claims::acknowledged);
        Leadership leadership = new Leadership(nodes, this::look, 1);
        common =
                new Party.Common(
                        ledger,
                        new FencingClaims(stage.world()),
                        new ProcessedClaims(stage.world(), TOPIC, ledger::lateEndMayHaveHit),
                        new StampedRecords(layers().log().recordFormat()),
                        leadership::isCoordinator);
        audit();
        stage.actor(
                new ClusterTopicMaker(
                                new ClusterClient(stage, "maker", nodes),
                                new LinkedHashMap<>(Map.of(TOPIC, 2)),
                                shape.replicas,
                                shape.topic,
                                stage.partitions())
                        .placing(TOPIC, List.of(placed(0, 1, 2, 3), placed(1, 2, 3, 1))));
    }

    /** Somebody reads everything when the story is over. */
    private void audit() {
        Party party = client("audit", null).party(0);
        stage.actor(
                new CommittedReader(
                        party, new Polls(party, true), stage.partitions(), 1_000_000, true));
    }

    private CreateTopics.Assignment placed(int partition, int... where) {
        List<NodeId> ids = new ArrayList<>();
        for (int i = 0; i < shape.replicas; i++) {
            ids.add(new NodeId(where[i]));
        }
        return new CreateTopics.Assignment(partition, ids);
    }

    Stage stage() {
        return stage;
    }

    /** While a node is down, somebody deletes the snapshots of partition 0. */
    void losesSnapshots(long ms, int number) {
        stage.world()
                .after(
                        1_000 * ms,
                        () -> {
                            SimDisk disk = nodes.get(number - 1).disk();
                            Storage files = disk.mount();
                            for (String name : disk.fileNamesIn(FIRST.toString())) {
                                if (name.endsWith(".snapshot")) {
                                    files.delete(name);
                                }
                            }
                        });
    }

    /** A client, or one more life of one under another label. */
    Parties client(String label, @Nullable String transactionalId) {
        boolean isNew = shape.version == Transactions.V2;
        return new Parties(
                stage,
                nodes,
                new Parties.Post(label, transactionalId, GROUP),
                new Party.Manners(
                        isNew ? TransactionVersion.V2 : TransactionVersion.V0,
                        isNew ? TransactionSupport.ADDS_PARTITIONS : TransactionSupport.ABORTABLE,
                        TIMEOUT_MS),
                common);
    }

    private Broker live(NodeId id) {
        Layers all = layers();
        Broker broker =
                new Broker(
                        NODES.config(id, properties()),
                        all.with(
                                Layers.Layer.TRANSACTIONS,
                                "seen",
                                new StoryLayer(
                                        new WatchedTransactions(
                                                Objects.requireNonNull(all.transactions()),
                                                decisions,
                                                producers),
                                        new Notes(id))),
                        new GzipCompression(),
                        new JavaTopicPatterns());
        lives.put(id, broker);
        coordinators.remove(id);
        return broker;
    }

    private static Layers layers() {
        // What lies above does not belong to these stories, and would change their pictures.
        return Layers.load(TransactionCluster.class.getClassLoader())
                .upTo(Layers.Layer.TRANSACTIONS);
    }

    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("min.insync.replicas", "2");
        properties.put("broker.session.timeout.ms", "1000");
        properties.put("broker.heartbeat.interval.ms", "250");
        properties.put("auto.leader.rebalance.enable", "false");
        properties.put("log.initial.task.delay.ms", "500");
        properties.put("replica.high.watermark.checkpoint.interval.ms", "100");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("offsets.topic.replication.factor", "3");
        properties.put("transaction.state.log.num.partitions", "1");
        properties.put("transaction.state.log.replication.factor", "3");
        properties.put("transaction.state.log.min.isr", "2");
        return properties;
    }

    /** What the layer of one node tells. */
    private final class Notes implements StoryLayer.Notebook {
        private final NodeId id;

        Notes(NodeId id) {
            this.id = id;
        }

        @Override
        public void notes(String directory, String text) {
            boolean isOfTopic = directory.startsWith(TOPIC + "-");
            // Who is alone opens its partition before it knows that it leads.
            if (isOfTopic && (shape.replicas == 1 || leads(id, directory))) {
                stage.world().recorder().note("n" + id, TOLD + text);
            }
        }

        @Override
        public void refuses(ErrorCode error) {
            stage.world().recorder().note("n" + id, TOLD + error);
        }

        @Override
        public void keeps(String directory, ProducerStates states) {
            if (directory.equals(FIRST.toString())) {
                firsts.put(id, states);
            }
        }

        @Override
        public void coordinates(TransactionCoordinator made) {
            coordinators.put(id, made);
        }
    }

    // ---- what pictures show ---------------------------------------------------------------------

    private @Nullable Inspection look(NodeId node) {
        Broker broker = lives.get(node);
        return broker == null ? null : broker.inspection();
    }

    private @Nullable Replica replica(NodeId node, String partition) {
        Inspection view = look(node);
        return view == null
                ? null
                : view.replicas().stream()
                        .filter(one -> one.partition().toString().equals(partition))
                        .findFirst()
                        .orElse(null);
    }

    private boolean leads(NodeId node, String partition) {
        Replica replica = replica(node, partition);
        return replica != null && replica.leads();
    }

    private String stable(NodeId node) {
        Replica replica = replica(node, FIRST.toString());
        ProducerStates states = firsts.get(node);
        if (replica == null || states == null || !replica.leads()) {
            return "";
        }
        long mark = replica.highWatermark();
        return "hw " + mark + ", LSO " + states.lastStableOffset(mark);
    }

    private String transaction(NodeId node) {
        TransactionCoordinator coordinator = coordinators.get(node);
        if (coordinator == null || !leads(node, STATE.toString())) {
            return "";
        }
        return coordinator.transactions().stream()
                .filter(view -> view.transactionalId().equals(shape.transactionalId))
                .map(view -> told(view.value()))
                .findFirst()
                .orElse("");
    }

    private static String told(TransactionValue value) {
        StringBuilder told = new StringBuilder(value.state().text());
        if (value.state() == TransactionState.ONGOING) {
            value.partitions()
                    .forEach(
                            partition ->
                                    told.append(' ')
                                            .append(
                                                    partition.topic().equals(TOPIC)
                                                            ? partition.partition()
                                                            : "offsets"));
        } else if (value.state() != TransactionState.EMPTY) {
            told.append(", epoch ").append(value.producerEpoch());
        }
        return told.toString();
    }
}
