package strata.sim.groups;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import strata.broker.Broker;
import strata.broker.Inspection;
import strata.broker.Layers;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.groups.GroupsLayer;
import strata.sim.SimNode;
import strata.sim.broker.BatchCodec;
import strata.sim.broker.GzipCompression;
import strata.sim.broker.JavaTopicPatterns;
import strata.sim.client.ProducerPlan;
import strata.sim.client.RecordCodec;
import strata.sim.cluster.ClusterClaims;
import strata.sim.cluster.ClusterClient;
import strata.sim.cluster.ClusterProducer;
import strata.sim.cluster.ClusterReader;
import strata.sim.cluster.ClusterTopicMaker;
import strata.sim.cluster.ConvergenceWatch;
import strata.sim.groups.GroupPlan.Protocol;
import strata.sim.history.Promise;
import strata.sim.scenario.Stage;

/** One run of a scenario with groups, being set up. */
final class GroupStage {
    private static final int REPLICAS = 3;
    private static final int MIN_IN_SYNC = 2;
    private static final int GROUPS = 2;
    private static final int MEMBERS = 3;
    private static final long ENDS_WITHIN_US = 15_000_000;
    private static final ProducerPlan CAREFUL = new ProducerPlan(-1, 120_000, 4, 120, 1);
    private static final ProducerPlan LEADER_ONLY = new ProducerPlan(1, 200_000, 4, 120, 2);

    private final Stage stage;
    private final GroupScenarios.Kind kind;
    private final Supplier<Layers> layers;
    private final Map<NodeId, Broker> lives = new LinkedHashMap<>();
    private final List<String> topics = new ArrayList<>();
    private final int offsetsPartitions;
    private final int sessionMs;

    GroupStage(Stage stage, GroupScenarios.Kind kind, Supplier<Layers> layers) {
        this.stage = stage;
        this.kind = kind;
        this.layers = layers;
        this.offsetsPartitions = stage.choice("offsets-partitions", 1, 3);
        this.sessionMs = stage.oneOf("member-session-ms", List.of(800, 1_500, 2_500));
    }

    /** Everybody whose ways may be cut. */
    static String[] clients() {
        List<String> labels = new ArrayList<>(List.of("p1", "p2", "audit"));
        for (int group = 1; group <= GROUPS; group++) {
            for (int number = 1; number <= MEMBERS; number++) {
                labels.add("m" + group + number);
            }
        }
        return labels.toArray(String[]::new);
    }

    void set() {
        stage.acknowledgementsPromise(Promise.REPLICATED);
        Map<String, String> properties = properties();
        List<SimNode> nodes =
                stage.nodes(
                        kind.shape().nodes(),
                        id -> {
                            // A new process: nothing of it, not even of its layers, was before.
                            Broker broker =
                                    new Broker(
                                            kind.shape().config(id, properties),
                                            watched(),
                                            new GzipCompression(),
                                            new JavaTopicPatterns());
                            lives.put(id, broker);
                            return broker;
                        });
        ClusterClaims claims = new ClusterClaims(nodes, this::look, partition -> MIN_IN_SYNC);
        stage.invariant(claims);
        stage.history().whenPromised(claims::acknowledged);
        List<NodeId> ids = kind.shape().brokers();
        List<SimNode> brokers = nodes.stream().filter(node -> ids.contains(node.id())).toList();
        RecordCodec codec = new BatchCodec(layers.get().log().recordFormat(), false);
        makeTopics(brokers);
        produce(brokers, codec);
        Ledger ledger =
                new Ledger(
                        new OwnerClaims(stage.world()),
                        new CommitClaims(stage.world()),
                        new ProgressClaims(stage.world()),
                        new Leadership(brokers, this::look, offsetsPartitions),
                        new Ledger.Tally());
        GroupMember.Shared shared =
                new GroupMember.Shared(
                        stage,
                        brokers,
                        ledger,
                        codec,
                        Objects.requireNonNull(watched().groups()).assignors(),
                        kind.mischief());
        for (int number = 1; number <= GROUPS; number++) {
            group(shared, number);
        }
        stage.actor(new ConvergenceWatch(client("watch", brokers), brokers, stage.partitions()));
        if (kind.changes().moves() || kind.changes().growsBy() > 0) {
            stage.actor(
                    new GroupsAdmin(
                            client(GroupsAdmin.LABEL, brokers),
                            stage.partitions(),
                            ids,
                            ledger.leadership().all(),
                            kind.changes()));
        }
        mustShow(ledger);
    }

    private void mustShow(Ledger ledger) {
        stage.mustShow(() -> ledger.progress().processed() == 0 ? "no record was processed" : null);
        stage.mustShow(() -> ledger.commits().acknowledged() == 0 ? "nothing was committed" : null);
        stage.mustShow(() -> ledger.commits().reads() == 0 ? "no committed offset was read" : null);
        stage.mustShow(
                () ->
                        ledger.tally().assignments() < GROUPS * MEMBERS
                                ? "there was hardly any rebalance"
                                : null);
    }

    private @Nullable Inspection look(NodeId node) {
        Broker broker = lives.get(node);
        return broker == null ? null : broker.inspection();
    }

    /** The layers, with the groups' under watch. */
    private Layers watched() {
        Layers all = layers.get();
        GroupsLayer groups = Objects.requireNonNull(all.groups());
        return all.with(Layers.Layer.GROUPS, "watched", new WatchedGroups(groups, stage.world()));
    }

    private void makeTopics(List<SimNode> brokers) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("flights", stage.choice("partitions", 2, 5));
        if (stage.chance("second-topic", 60)) {
            wanted.put("trips", stage.choice("more-partitions", 1, 3));
        }
        topics.addAll(wanted.keySet());
        Map<String, String> configs = new LinkedHashMap<>();
        configs.put("min.insync.replicas", Integer.toString(MIN_IN_SYNC));
        stage.actor(
                new ClusterTopicMaker(
                        client("maker", brokers), wanted, REPLICAS, configs, stage.partitions()));
    }

    private void produce(List<SimNode> brokers, RecordCodec codec) {
        stage.actor(
                new ClusterProducer(
                        client("p1", brokers),
                        stage.history(),
                        codec,
                        CAREFUL,
                        stage.partitions()));
        stage.actor(
                new ClusterProducer(
                        client("p2", brokers),
                        stage.history(),
                        codec,
                        LEADER_ONLY,
                        stage.partitions()));
        stage.actor(
                new ClusterReader(
                        client("audit", brokers),
                        stage.history(),
                        codec,
                        stage.partitions(),
                        1_000_000));
    }

    private void group(GroupMember.Shared shared, int number) {
        GroupPlan plan = plan(number);
        List<GroupMember> members = new ArrayList<>();
        boolean isStatic = stage.chance("static-" + number, 30);
        for (int i = 1; i <= MEMBERS; i++) {
            String label = "m" + number + i;
            boolean isClassic =
                    switch (plan.protocol()) {
                        case CLASSIC -> true;
                        case CONSUMER -> false;
                        case MIXED -> i == 1 || (i == MEMBERS && stage.chance("classic-" + i, 50));
                    };
            // One of them is always free to go.
            String instance = isStatic && i < MEMBERS ? "i-" + label : null;
            GroupMember member =
                    new GroupMember(shared, new GroupMember.Post(label, plan, isClassic, instance));
            members.add(member);
            stage.actor(member);
        }
        ClusterClient client = client("w" + number, shared.brokers());
        OffsetReader offsets =
                new OffsetReader(
                        client,
                        new CoordinatorLink(stage, client, plan.groupId(), shared.brokers()),
                        shared.ledger());
        stage.actor(new GroupWatch(plan, members, stage.partitions(), offsets, ENDS_WITHIN_US));
    }

    private GroupPlan plan(int number) {
        Protocol protocol =
                stage.oneOf(
                        "protocol-" + number,
                        List.of(
                                Protocol.CLASSIC,
                                Protocol.CONSUMER,
                                Protocol.MIXED,
                                Protocol.CLASSIC,
                                Protocol.CONSUMER));
        List<String> assignors =
                stage.oneOf(
                        "assignors-" + number,
                        List.of(
                                List.of("cooperative-sticky"),
                                List.of("range", "cooperative-sticky"),
                                List.of("sticky"),
                                List.of("cooperative-sticky"),
                                List.of("roundrobin")));
        String server = stage.chance("uniform-" + number, 70) ? "uniform" : "range";
        int rebalanceMs = sessionMs + stage.choice("rebalance-ms-" + number, 200, 1_500);
        return new GroupPlan(
                "readers-" + number,
                protocol,
                topics,
                assignors,
                server,
                stage.chance("expressions-" + number, 25),
                sessionMs,
                rebalanceMs);
    }

    private ClusterClient client(String label, List<SimNode> brokers) {
        return new ClusterClient(stage, label, brokers);
    }

    /**
     * Runs are short: what Kafka does after many seconds has to be done earlier in many of them.
     */
    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("log.initial.task.delay.ms", "500");
        properties.put("log.retention.check.interval.ms", "5000");
        properties.put("min.insync.replicas", Integer.toString(MIN_IN_SYNC));
        int lagMs = stage.oneOf("replica-lag-ms", List.of(500, 2_000, 30_000));
        properties.put("replica.lag.time.max.ms", Integer.toString(lagMs));
        int brokerMs = stage.oneOf("session-ms", List.of(1_000, 2_000, 4_000));
        properties.put("broker.session.timeout.ms", Integer.toString(brokerMs));
        properties.put("broker.heartbeat.interval.ms", Integer.toString(brokerMs / 4));
        properties.put("offsets.topic.num.partitions", Integer.toString(offsetsPartitions));
        properties.put("offsets.topic.replication.factor", Integer.toString(REPLICAS));
        properties.put("group.min.session.timeout.ms", "100");
        int delayMs = stage.choice("first-rebalance-ms", 0, 400);
        properties.put("group.initial.rebalance.delay.ms", Integer.toString(delayMs));
        properties.put("group.consumer.session.timeout.ms", Integer.toString(sessionMs));
        properties.put("group.consumer.min.session.timeout.ms", "100");
        properties.put("group.consumer.heartbeat.interval.ms", Integer.toString(sessionMs / 4));
        properties.put("group.consumer.min.heartbeat.interval.ms", "50");
        return properties;
    }
}
