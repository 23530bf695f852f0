package strata.sim.cluster;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.broker.Broker;
import strata.broker.Inspection;
import strata.broker.Layers;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.QuorumStatus;
import strata.sim.SimNode;
import strata.sim.broker.BatchCodec;
import strata.sim.broker.GzipCompression;
import strata.sim.broker.JavaTopicPatterns;
import strata.sim.client.ProducerPlan;
import strata.sim.client.RecordCodec;
import strata.sim.disk.CrashMode;
import strata.sim.fault.FaultBudget;
import strata.sim.history.Promise;
import strata.sim.scenario.Scenario;
import strata.sim.scenario.Stage;

/**
 * Clusters under faults, where layer 3 is present. Producers write to topics with three replicas,
 * of which two must be in sync; readers read; in some scenarios somebody changes topics and moves
 * partitions all the time. Within the budget nothing that was acknowledged with {@code acks=all}
 * may be lost, nor anything that was read: at most one node loses what it has not flushed.
 */
public final class ClusterScenarios {
    private static final int FAULTY_SECONDS = 8;
    private static final int HEALING_SECONDS = 10;
    private static final long SPELL_US_MAX = 6_000_000;
    private static final int REPLICAS = 3;
    private static final int MIN_IN_SYNC = 2;
    private static final ProducerPlan ALL_CAREFUL = new ProducerPlan(-1, 120_000, 4, 120, 1);
    private static final ProducerPlan ALL_EAGER = new ProducerPlan(-1, 100_000, 8, 300, 3);
    private static final ProducerPlan LEADER_ONLY = new ProducerPlan(1, 150_000, 4, 120, 2);
    private static final ProducerPlan CARELESS = new ProducerPlan(0, 300_000, 4, 120, 1);
    private static final String[] CLIENTS = {"p1", "p2", "p3", "r1", "audit"};

    private ClusterScenarios() {}

    /** All of them; none where layer 3 is absent. */
    public static List<Scenario> all() {
        List<Scenario> scenarios = new ArrayList<>();
        // Who runs scenarios of another system need not have any layer.
        if (loader().getResource("META-INF/strata/replication") == null) {
            return scenarios;
        }
        scenarios.add(
                scenario(
                        "crash",
                        "killed and restarted processes",
                        ClusterShape.THREE,
                        lasting(FaultBudget.none())
                                .crashes(5, CrashMode.KEEP_ALL)
                                .withinOperations(1_500)));
        scenarios.add(
                scenario(
                        "partition",
                        "networks that split",
                        ClusterShape.FIVE,
                        lasting(FaultBudget.none()).splits(6).resetConnections(2).slowLinks(3)));
        scenarios.add(
                scenario(
                        "asymmetric-partition",
                        "ways that are cut in one direction",
                        ClusterShape.THREE,
                        lasting(FaultBudget.none()).cuts(9).resetsOfOne(3).slowLinks(3)));
        scenarios.add(
                scenario(
                        "slow-disk",
                        "disks and nodes that are slow, or stand still",
                        ClusterShape.THREE,
                        lasting(FaultBudget.none()).slowDisks(4).slowNodes(2).pauses(3)));
        scenarios.add(
                scenario(
                        "torn-disk",
                        "one machine that loses power, and what it had not flushed",
                        ClusterShape.THREE,
                        lasting(FaultBudget.none())
                                .crashes(9, CrashMode.values())
                                .losingPowerOnAtMost(1)
                                .withinOperations(1_000)
                                .failedWrites(2)
                                .slowLinks(2)));
        scenarios.add(
                scenario(
                        "clock-skew",
                        "clocks that jump, run fast or slow, and nodes that pause",
                        ClusterShape.THREE,
                        lasting(FaultBudget.none())
                                .clockJumps(4)
                                .clockDrifts(4)
                                .pauses(2)
                                .restarts(1)));
        scenarios.add(
                scenario(
                        "rolling-restart",
                        "nodes stopped in good order one after the other",
                        ClusterShape.APART,
                        lasting(FaultBudget.none()).restarts(8)));
        scenarios.add(
                scenario(
                        "churn",
                        "topics that come and go, partitions that are moved, and some crashes",
                        ClusterShape.FIVE,
                        lasting(FaultBudget.none())
                                .crashes(4, CrashMode.KEEP_ALL)
                                .restarts(2)
                                .splits(2)));
        scenarios.add(
                scenario(
                        "everything",
                        "all of it at once",
                        ClusterShape.APART,
                        lasting(FaultBudget.none())
                                .crashes(8, CrashMode.values())
                                .losingPowerOnAtMost(1)
                                .withinOperations(1_000)
                                .restarts(2)
                                .failedReads(1)
                                .failedWrites(1)
                                .fullDisks(1)
                                .slowDisks(1)
                                .clockJumps(1)
                                .clockDrifts(1)
                                .pauses(1)
                                .slowNodes(1)
                                .splits(2)
                                .cuts(2)
                                .slowLinks(1)
                                .resetsOfOne(2)
                                .resetConnections(1)));
        return scenarios;
    }

    private static FaultBudget lasting(FaultBudget budget) {
        return budget.lastingAtMost(SPELL_US_MAX);
    }

    private static Scenario scenario(
            String name, String what, ClusterShape shape, FaultBudget budget) {
        boolean isChanging = name.equals("churn") || name.equals("everything");
        return ClusterCodes.PAGES
                .explain(Scenario.named(name))
                .about(shape.told() + "; " + what)
                .on(shape.nodes(), 0)
                .onWaysOf(CLIENTS)
                .withFaults(budget)
                // The producers are not idempotent.
                .mayShow("duplicate")
                .mayShow("nonmonotonic-send")
                .mayShow("int-nonmonotonic-send")
                .forSeconds(FAULTY_SECONDS)
                .thenServesWithinSeconds(HEALING_SECONDS)
                .staged(stage -> stage(stage, shape, isChanging));
    }

    private static void stage(Stage stage, ClusterShape shape, boolean isChanging) {
        stage.acknowledgementsPromise(Promise.REPLICATED);
        Map<String, String> properties = properties(stage);
        Map<NodeId, Broker> lives = new LinkedHashMap<>();
        List<SimNode> nodes =
                stage.nodes(
                        shape.nodes(),
                        id -> {
                            // A new process: nothing of it, not even of its layers, was before.
                            Broker broker =
                                    new Broker(
                                            shape.config(id, properties),
                                            layers(),
                                            new GzipCompression(),
                                            new JavaTopicPatterns());
                            lives.put(id, broker);
                            return broker;
                        });
        ClusterClaims claims =
                new ClusterClaims(
                        nodes,
                        id -> look(lives, id),
                        partition -> ClusterAdmin.made(partition.topic()) ? 1 : MIN_IN_SYNC);
        stage.invariant(claims);
        stage.history().whenPromised(claims::acknowledged);
        List<NodeId> ids = shape.brokers();
        List<SimNode> brokers = nodes.stream().filter(node -> ids.contains(node.id())).toList();
        new Cast(stage, brokers, claims).enter(isChanging);
        for (SimNode node : nodes) {
            node.watch("quorum", () -> quorum(look(lives, node.id())));
            node.watch("leads", () -> leads(look(lives, node.id())));
        }
    }

    private static @Nullable Inspection look(Map<NodeId, Broker> lives, NodeId node) {
        Broker broker = lives.get(node);
        return broker == null ? null : broker.inspection();
    }

    /** As pictures of the run show it. */
    private static String quorum(@Nullable Inspection view) {
        QuorumStatus status = view == null ? null : view.quorum();
        if (status == null) {
            return "";
        }
        String role = status.role().name().toLowerCase(Locale.ROOT);
        boolean follows = status.role() == QuorumStatus.Role.FOLLOWER;
        return role + (follows ? " of " + status.leader() : "") + ", epoch " + status.epoch();
    }

    /** The same: the partitions that a node leads, their epochs and ISRs. */
    private static String leads(@Nullable Inspection view) {
        StringBuilder text = new StringBuilder();
        if (view != null) {
            for (Inspection.Replica replica : view.replicas()) {
                if (replica.leads()) {
                    text.append(text.isEmpty() ? "" : ", ").append(replica.partition());
                    text.append(" epoch ").append(replica.leaderEpoch());
                    text.append(" ISR ").append(replica.inSync());
                }
            }
        }
        return text.toString();
    }

    /** Those who use the cluster. */
    private record Cast(Stage stage, List<SimNode> brokers, ClusterClaims claims) {
        void enter(boolean isChanging) {
            RecordCodec codec = new BatchCodec(layers().log().recordFormat(), false);
            Map<String, Integer> topics = new LinkedHashMap<>();
            topics.put("flights", stage.choice("partitions", 1, 3));
            if (stage.chance("second-topic", 40)) {
                topics.put("trips", 1);
            }
            Map<String, String> configs = new LinkedHashMap<>();
            configs.put("min.insync.replicas", Integer.toString(MIN_IN_SYNC));
            if (layers().has(Layers.Layer.SEGMENTS) && stage.chance("small-segments", 50)) {
                int bytes = stage.choice("segment-bytes", 2_000, 30_000);
                configs.put("internal.segment.bytes", Integer.toString(bytes));
            }
            if (stage.chance("flushed", 15)) {
                configs.put("flush.messages", "1");
            }
            stage.actor(
                    new ClusterTopicMaker(
                            client("maker"), topics, REPLICAS, configs, stage.partitions()));
            produces("p1", ALL_CAREFUL, codec);
            produces("p2", ALL_EAGER, codec);
            produces("p3", stage.chance("careless", 30) ? CARELESS : LEADER_ONLY, codec);
            reads("r1", 120_000, codec);
            ClusterReader auditor = reads("audit", 250_000, codec);
            stage.actor(new ConvergenceWatch(client("watch"), brokers, stage.partitions()));
            if (isChanging) {
                List<NodeId> ids = brokers.stream().map(SimNode::id).toList();
                stage.actor(new ClusterAdmin(client(ClusterAdmin.LABEL), stage.partitions(), ids));
            }
            stage.mustShow(
                    () ->
                            stage.history().acknowledged() == 0
                                    ? "no record was ever acknowledged"
                                    : null);
            stage.mustShow(() -> auditor.fullReads() == 0 ? "nothing was read to its end" : null);
        }

        private void produces(String label, ProducerPlan plan, RecordCodec codec) {
            stage.actor(
                    new ClusterProducer(
                            client(label), stage.history(), codec, plan, stage.partitions()));
        }

        private ClusterReader reads(String label, long gapUsMax, RecordCodec codec) {
            ClusterReader reader =
                    new ClusterReader(
                            client(label), stage.history(), codec, stage.partitions(), gapUsMax);
            stage.actor(reader);
            return reader;
        }

        private ClusterClient client(String label) {
            return new ClusterClient(stage, label, brokers);
        }
    }

    /**
     * Runs are short: what Kafka does after many seconds has to be done earlier in many of them.
     */
    private static Map<String, String> properties(Stage stage) {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("log.initial.task.delay.ms", "500");
        properties.put("log.retention.check.interval.ms", "5000");
        int lagMs = stage.oneOf("replica-lag-ms", List.of(500, 2_000, 30_000));
        properties.put("replica.lag.time.max.ms", Integer.toString(lagMs));
        int sessionMs = stage.oneOf("session-ms", List.of(1_000, 2_000, 4_000, 9_000));
        properties.put("broker.session.timeout.ms", Integer.toString(sessionMs));
        properties.put("broker.heartbeat.interval.ms", Integer.toString(sessionMs / 4));
        return properties;
    }

    private static Layers layers() {
        return Layers.load(loader());
    }

    private static ClassLoader loader() {
        return ClusterScenarios.class.getClassLoader();
    }
}
