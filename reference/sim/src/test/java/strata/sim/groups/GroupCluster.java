package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import strata.broker.Broker;
import strata.broker.Inspection;
import strata.broker.Inspection.Replica;
import strata.broker.Layers;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.groups.Assignors;
import strata.kernel.groups.GroupCoordinator;
import strata.kernel.groups.GroupView;
import strata.kernel.groups.GroupsLayer;
import strata.kernel.groups.GroupsSpec;
import strata.kernel.groups.OffsetView;
import strata.sim.SimNode;
import strata.sim.broker.BatchCodec;
import strata.sim.broker.GzipCompression;
import strata.sim.broker.JavaTopicPatterns;
import strata.sim.client.RecordCodec;
import strata.sim.cluster.ClusterClaims;
import strata.sim.cluster.ClusterClient;
import strata.sim.cluster.ClusterShape;
import strata.sim.cluster.ClusterTopicMaker;
import strata.sim.history.Promise;
import strata.sim.scenario.Stage;

/**
 * The cluster of a story about groups: three nodes, one topic, and one partition of the offsets
 * topic, so that one node coordinates all groups. All claims about groups hold in it, too.
 */
final class GroupCluster {
    static final String TOPIC = "flights";

    /** What a coordinator has of the group that the story is about, as its node shows it. */
    static final String GROUP = "group";

    /** The generation or the group epoch, where it changes. */
    static final String EPOCH = "epoch";

    /** How far all groups of a story are behind, in records. */
    static final String LAG = "lag";

    private static final int MIN_IN_SYNC = 2;
    private static final ClusterShape SHAPE = ClusterShape.THREE;
    private static final TopicPartition OFFSETS = new TopicPartition(Leadership.OFFSETS, 0);

    private final Stage stage;
    private final List<SimNode> nodes;
    private final Map<NodeId, Broker> lives = new LinkedHashMap<>();
    private final Map<NodeId, GroupCoordinator> coordinators = new LinkedHashMap<>();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final RecordCodec codec = new BatchCodec(layers().log().recordFormat(), false);
    private final Ledger ledger;
    private final String groupId;
    private final int partitions;

    /**
     * @param groupId the group that its nodes show
     * @param partitions how many the topic has
     */
    GroupCluster(Stage stage, String groupId, int partitions) {
        this.stage = stage;
        this.groupId = groupId;
        this.partitions = partitions;
        stage.acknowledgementsPromise(Promise.REPLICATED);
        setProperties();
        nodes = stage.nodes(SHAPE.nodes(), this::live);
        for (SimNode node : nodes) {
            node.watch(GROUP, () -> told(view(node.id())));
            node.watch(EPOCH, () -> epoch(view(node.id())));
        }
        ClusterClaims claims = new ClusterClaims(nodes, this::look, partition -> MIN_IN_SYNC);
        stage.invariant(claims);
        stage.history().whenPromised(claims::acknowledged);
        ledger =
                new Ledger(
                        new OwnerClaims(stage.world()),
                        new CommitClaims(stage.world()),
                        new ProgressClaims(stage.world()),
                        new Leadership(nodes, this::look, 1),
                        new Ledger.Tally());
        stage.actor(
                new ClusterTopicMaker(
                        new ClusterClient(stage, "maker", nodes),
                        new LinkedHashMap<>(Map.of(TOPIC, partitions)),
                        SHAPE.nodes(),
                        Map.of("min.insync.replicas", Integer.toString(MIN_IN_SYNC)),
                        stage.partitions()));
    }

    private void setProperties() {
        String session = Integer.toString(GroupStory.SESSION_MS);
        String interval = Integer.toString(GroupStory.SESSION_MS / 4);
        properties.put("min.insync.replicas", Integer.toString(MIN_IN_SYNC));
        properties.put("broker.session.timeout.ms", "1000");
        properties.put("broker.heartbeat.interval.ms", "250");
        properties.put("auto.leader.rebalance.enable", "false");
        properties.put("offsets.topic.num.partitions", "1");
        properties.put("offsets.topic.replication.factor", Integer.toString(SHAPE.nodes()));
        // All that begin together are in the first generation.
        properties.put("group.initial.rebalance.delay.ms", "500");
        properties.put("group.min.session.timeout.ms", "1000");
        properties.put("group.consumer.min.session.timeout.ms", session);
        properties.put("group.consumer.session.timeout.ms", session);
        properties.put("group.consumer.min.heartbeat.interval.ms", interval);
        properties.put("group.consumer.heartbeat.interval.ms", interval);
    }

    List<SimNode> nodes() {
        return nodes;
    }

    Stage stage() {
        return stage;
    }

    RecordCodec codec() {
        return codec;
    }

    Ledger ledger() {
        return ledger;
    }

    Assignors assignors() {
        return Objects.requireNonNull(layers().groups()).assignors();
    }

    ClusterClient client(String label) {
        return new ClusterClient(stage, label, nodes);
    }

    /** All partitions of the topic. */
    List<TopicPartition> partitions() {
        List<TopicPartition> all = new ArrayList<>();
        for (int number = 0; number < partitions; number++) {
            all.add(new TopicPartition(TOPIC, number));
        }
        return all;
    }

    /** Looks at the lag from time to time. */
    GroupCluster showsLag() {
        stage.world().after(100_000, this::measure);
        return this;
    }

    private void measure() {
        NodeId node = coordinator();
        GroupCoordinator coordinator = node == null ? null : coordinators.get(node);
        if (coordinator != null) {
            long committed =
                    coordinator.offsets(groupId).stream().mapToLong(OffsetView::offset).sum();
            stage.world().recorder().state(LAG, LAG, ends() - committed);
        }
        stage.world().after(100_000, this::measure);
    }

    private long ends() {
        long sum = 0;
        for (TopicPartition partition : partitions()) {
            sum +=
                    lives.keySet().stream()
                            .map(this::look)
                            .filter(Objects::nonNull)
                            .flatMap(view -> view.replicas().stream())
                            .filter(replica -> replica.partition().equals(partition))
                            .mapToLong(Replica::highWatermark)
                            .max()
                            .orElse(0);
        }
        return sum;
    }

    private @Nullable NodeId coordinator() {
        return nodes.stream()
                .filter(SimNode::isUp)
                .map(SimNode::id)
                .filter(this::coordinates)
                .findFirst()
                .orElse(null);
    }

    private Broker live(NodeId id) {
        Layers all = layers();
        GroupsLayer groups = Objects.requireNonNull(all.groups());
        Broker broker =
                new Broker(
                        SHAPE.config(id, properties),
                        all.with(
                                Layers.Layer.GROUPS,
                                "seen",
                                new Seen(groups, made -> coordinators.put(id, made))),
                        new GzipCompression(),
                        new JavaTopicPatterns());
        lives.put(id, broker);
        coordinators.remove(id);
        return broker;
    }

    /** Layer 4, with its coordinators made known. */
    private record Seen(GroupsLayer right, Consumer<GroupCoordinator> made) implements GroupsLayer {
        @Override
        public Assignors assignors() {
            return right.assignors();
        }

        @Override
        public GroupCoordinator newCoordinator(GroupsSpec spec) {
            GroupCoordinator coordinator = right.newCoordinator(spec);
            made.accept(coordinator);
            return coordinator;
        }
    }

    private static Layers layers() {
        // What lies above does not belong to these stories, and would change their pictures.
        return Layers.load(GroupCluster.class.getClassLoader()).upTo(Layers.Layer.GROUPS);
    }

    // ---- what pictures show ---------------------------------------------------------------------

    private @Nullable Inspection look(NodeId node) {
        Broker broker = lives.get(node);
        return broker == null ? null : broker.inspection();
    }

    private boolean coordinates(NodeId node) {
        Inspection view = look(node);
        return view != null
                && view.replicas().stream()
                        .anyMatch(one -> one.partition().equals(OFFSETS) && one.leads());
    }

    private @Nullable GroupView view(NodeId node) {
        GroupCoordinator coordinator = coordinators.get(node);
        if (coordinator == null || !coordinates(node)) {
            return null;
        }
        return coordinator.groups().stream()
                .filter(group -> group.groupId().equals(groupId))
                .findFirst()
                .orElse(null);
    }

    private static String epoch(@Nullable GroupView group) {
        return group == null ? "" : Integer.toString(group.epoch());
    }

    private static String told(@Nullable GroupView group) {
        if (group == null || group.state().equals("Empty")) {
            return "";
        }
        if (group.type().equals("classic")) {
            return switch (group.state()) {
                case "PreparingRebalance" -> group.state();
                case "CompletingRebalance" -> "generation " + group.epoch();
                default -> group.state();
            };
        }
        return "epoch "
                + group.assignmentEpoch()
                + ": "
                + group.members().stream()
                        .map(member -> nameOf(member.memberId()) + " " + numbers(member.target()))
                        .collect(Collectors.joining(" | "));
    }

    /** Whose member id it is: {@code A-…} of the one protocol, {@code id-A.1} of the other. */
    static String nameOf(String memberId) {
        String name = memberId.startsWith("id-") ? memberId.substring(3) : memberId;
        return name.replaceFirst("[-.].*", "");
    }

    /** Partitions by their numbers. */
    static String numbers(List<TopicPartition> some) {
        return some.isEmpty()
                ? "–"
                : some.stream()
                        .sorted(Order.OF_PARTITIONS)
                        .map(partition -> Integer.toString(partition.partition()))
                        .collect(Collectors.joining(" "));
    }
}
