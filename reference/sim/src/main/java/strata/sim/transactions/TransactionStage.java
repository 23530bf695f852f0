package strata.sim.transactions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.Supplier;
import strata.broker.Broker;
import strata.broker.Inspection;
import strata.broker.Layers;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.request.TransactionSupport;
import strata.kernel.transactions.TransactionState;
import strata.kernel.transactions.TransactionVersion;
import strata.kernel.transactions.TransactionsLayer;
import strata.sim.SimNode;
import strata.sim.broker.GzipCompression;
import strata.sim.broker.JavaTopicPatterns;
import strata.sim.check.Configuration.Transactions;
import strata.sim.cluster.ClusterClaims;
import strata.sim.cluster.ClusterClient;
import strata.sim.cluster.ClusterTopicMaker;
import strata.sim.cluster.ConvergenceWatch;
import strata.sim.groups.GroupsAdmin;
import strata.sim.groups.Leadership;
import strata.sim.scenario.Stage;

/** One run of a scenario with idempotent or transactional producers, being set up. */
final class TransactionStage {
    private static final int REPLICAS = 3;
    private static final int MIN_IN_SYNC = 2;
    private static final int WORKERS = 2;
    private static final long MARKERS_WITHIN_US = 6_000_000;
    private static final String INPUT = "flights";
    private static final String OUTPUT = "trips";
    private static final String STATE = "__transaction_state";
    private static final String GROUP = "workers";
    private static final String DIRTY = "dirty";

    private final Stage stage;
    private final TransactionScenarios.Kind kind;
    private final Supplier<Layers> layers;
    private final Map<NodeId, Broker> lives = new LinkedHashMap<>();
    private final Ledger ledger;
    private final ProcessedClaims processed;
    private final FencingClaims fencing;
    private final DecisionClaims decisions;
    private final ProducerClaims producers;
    private final int offsetsPartitions;
    private final int statePartitions;
    private final int timeoutMs;

    TransactionStage(Stage stage, TransactionScenarios.Kind kind, Supplier<Layers> layers) {
        this.stage = stage;
        this.kind = kind;
        this.layers = layers;
        this.ledger = new Ledger(stage.world(), kind.version(), List.of(DIRTY));
        this.processed = new ProcessedClaims(stage.world(), INPUT, ledger::lateEndMayHaveHit);
        this.fencing = new FencingClaims(stage.world());
        this.decisions = new DecisionClaims(stage.world());
        this.producers = new ProducerClaims(stage.world());
        this.offsetsPartitions = stage.choice("offsets-partitions", 1, 2);
        this.statePartitions = stage.choice("state-partitions", 1, 3);
        this.timeoutMs = stage.oneOf("transaction-timeout-ms", List.of(800, 1_500, 3_000, 8_000));
    }

    /** Everybody whose ways may be cut. */
    static String[] clients(TransactionScenarios.Kind kind) {
        return switch (kind.cast()) {
            case IDEMPOTENT -> new String[] {"i1", "i2", "i3", "r1", "audit"};
            case APPLICATIONS -> new String[] {"t1", "t2", "w1", "w2", "i1", "r1", DIRTY, "audit"};
            case LATE_ENDS -> new String[] {"t1", "i1", "r1", DIRTY, "audit"};
        };
    }

    void set() {
        stage.testimony(ledger);
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
        ledger.whenPromised(claims::acknowledged);
        List<NodeId> ids = kind.shape().brokers();
        List<SimNode> brokers = nodes.stream().filter(node -> ids.contains(node.id())).toList();
        Leadership leadership = new Leadership(brokers, this::look, offsetsPartitions);
        Party.Common common =
                new Party.Common(
                        ledger,
                        fencing,
                        processed,
                        new StampedRecords(layers.get().log().recordFormat()),
                        leadership::isCoordinator);
        makeTopics(brokers);
        Company company = new Company(brokers, common);
        switch (kind.cast()) {
            case IDEMPOTENT -> company.idempotent("i1", "i2", "i3");
            case APPLICATIONS -> company.transact();
            case LATE_ENDS -> company.endLate();
        }
        company.read(leadership);
        if (kind.moves()) {
            company.move(leadership, ids);
        }
    }

    private @Nullable Inspection look(NodeId node) {
        Broker broker = lives.get(node);
        return broker == null ? null : broker.inspection();
    }

    /** The layers, with the transactions' under watch. */
    private Layers watched() {
        Layers all = layers.get();
        TransactionsLayer transactions = Objects.requireNonNull(all.transactions());
        return all.with(
                Layers.Layer.TRANSACTIONS,
                "watched",
                new WatchedTransactions(transactions, decisions, producers));
    }

    private void makeTopics(List<SimNode> brokers) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        int least = kind.cast() == TransactionScenarios.Cast.LATE_ENDS ? 2 : 1;
        wanted.put(INPUT, stage.choice("partitions", least, 3));
        if (kind.hasWorkers()) {
            wanted.put(OUTPUT, stage.choice("output-partitions", 1, 2));
        }
        Map<String, String> configs = new LinkedHashMap<>();
        configs.put("min.insync.replicas", Integer.toString(MIN_IN_SYNC));
        if (stage.chance("small-segments", 50)) {
            int bytes = stage.choice("segment-bytes", 2_000, 20_000);
            configs.put("internal.segment.bytes", Integer.toString(bytes));
        }
        stage.actor(
                new ClusterTopicMaker(
                        new ClusterClient(stage, "maker", brokers),
                        wanted,
                        REPLICAS,
                        configs,
                        stage.partitions()));
    }

    private Supplier<List<TopicPartition>> partitions(Predicate<TopicPartition> such) {
        return () -> stage.partitions().stream().filter(such).toList();
    }

    /** Moves leaders just when a transaction gets to a step, to each of the steps in turn. */
    private final class InTurn {
        private static final List<TransactionState> STEPS =
                List.of(
                        TransactionState.PREPARE_COMMIT,
                        TransactionState.ONGOING,
                        TransactionState.PREPARE_ABORT,
                        TransactionState.ONGOING,
                        TransactionState.EMPTY);

        private final GroupsAdmin mover;
        private int turn;

        InTurn(GroupsAdmin mover) {
            this.mover = mover;
        }

        void reached(TransactionState state) {
            if (state == STEPS.get(turn % STEPS.size())) {
                // Not within the turn of the node that got there.
                stage.world().after(1, this::electNow);
            }
        }

        private void electNow() {
            if (mover.electNow()) {
                turn++;
            }
        }
    }

    /** Those who use the cluster. */
    private final class Company {
        private final List<SimNode> brokers;
        private final Party.Common common;

        Company(List<SimNode> brokers, Party.Common common) {
            this.brokers = brokers;
            this.common = common;
        }

        void transact() {
            Supplier<List<TopicPartition>> inputs = partitions(p -> p.topic().equals(INPUT));
            for (String label : List.of("t1", "t2")) {
                stage.actor(
                        new TransactionalProducer(
                                parties(label, "id-" + label), inputs, kind.temper()));
            }
            idempotent("i1");
            for (int i = 0; i < WORKERS; i++) {
                int rest = i;
                String label = "w" + (i + 1);
                Worker.Route route =
                        new Worker.Route(
                                GROUP,
                                partitions(
                                        p ->
                                                p.topic().equals(INPUT)
                                                        && p.partition() % WORKERS == rest),
                                partitions(p -> p.topic().equals(OUTPUT)));
                stage.actor(new Worker(parties(label, "id-" + label), route, kind.temper()));
            }
            stage.mustShow(() -> processed.processed() == 0 ? "nothing was processed" : null);
            endsAreShown();
        }

        void endLate() {
            LateEnder ender =
                    new LateEnder(
                            parties("t1", "id-t1"),
                            partitions(p -> p.topic().equals(INPUT)),
                            stage.oneOf("late-commits", List.of(0, 50, 100)));
            stage.actor(ender);
            idempotent("i1");
            stage.mustShow(
                    () ->
                            ender.executed() + ender.refused() == 0
                                    ? "no end came late to an open transaction"
                                    : null);
            endsAreShown();
        }

        private void endsAreShown() {
            stage.mustShow(() -> ledger.committed() == 0 ? "nothing was committed" : null);
            stage.mustShow(() -> ledger.aborted() == 0 ? "nothing was aborted" : null);
            if (kind.version() == Transactions.V1 && stage.chance("old-cluster", 60)) {
                stage.actor(new OldCluster(new ClusterClient(stage, "update", brokers)));
            }
        }

        void idempotent(String... labels) {
            for (String label : labels) {
                stage.actor(
                        new IdempotentProducer(
                                parties(label, null),
                                partitions(p -> p.topic().equals(INPUT)),
                                kind.temper()));
            }
            stage.mustShow(() -> ledger.acknowledged() == 0 ? "nothing was acknowledged" : null);
        }

        void read(Leadership leadership) {
            reads("r1", true, 90_000);
            if (kind.transactional()) {
                reads(DIRTY, false, 200_000);
            }
            CommittedReader auditor = reads("audit", true, 250_000);
            stage.actor(
                    new ConvergenceWatch(
                            new ClusterClient(stage, "watch", brokers),
                            brokers,
                            stage.partitions()));
            stage.actor(
                    new TransactionWatch(
                            new ClusterClient(stage, "looker", brokers),
                            brokers,
                            () -> withOffsets(leadership),
                            timeoutMs * 1_100L + MARKERS_WITHIN_US,
                            new TransactionWatch.Ending() {
                                @Override
                                public boolean isAllRead() {
                                    return auditor.fullReads() >= stage.partitions().size();
                                }

                                @Override
                                public void over() {
                                    if (kind.hasWorkers()) {
                                        processed.complete();
                                    }
                                }
                            }));
            stage.mustShow(() -> auditor.fullReads() == 0 ? "nothing was read to its end" : null);
        }

        private List<TopicPartition> withOffsets(Leadership leadership) {
            List<TopicPartition> all = new ArrayList<>(stage.partitions());
            if (kind.hasWorkers()) {
                all.addAll(leadership.all());
            }
            return all;
        }

        private CommittedReader reads(String label, boolean committedOnly, long gapUsMax) {
            Party party = parties(label, null).party(0);
            CommittedReader reader =
                    new CommittedReader(
                            party,
                            new Polls(party, committedOnly),
                            stage.partitions(),
                            gapUsMax,
                            label.equals("audit"));
            stage.actor(reader);
            return reader;
        }

        void move(Leadership leadership, List<NodeId> ids) {
            List<TopicPartition> movable = new ArrayList<>();
            movable.add(new TopicPartition(INPUT, 0));
            if (kind.transactional()) {
                movable.addAll(leadership.all());
                for (int number = 0; number < statePartitions; number++) {
                    movable.add(new TopicPartition(STATE, number));
                }
            }
            GroupsAdmin mover =
                    new GroupsAdmin(
                            new ClusterClient(stage, GroupsAdmin.LABEL, brokers),
                            stage.partitions(),
                            ids,
                            movable,
                            new GroupsAdmin.Wants(true, 0));
            stage.actor(mover);
            decisions.moves().whenReached(new InTurn(mover)::reached);
        }

        private Parties parties(String label, @Nullable String transactionalId) {
            TransactionVersion version =
                    kind.version() == Transactions.V1
                            ? TransactionVersion.V0
                            : TransactionVersion.V2;
            TransactionSupport support =
                    version.bumpsEpochs()
                            ? TransactionSupport.ADDS_PARTITIONS
                            : stage.chance("abortable-" + label, 50)
                                    ? TransactionSupport.ABORTABLE
                                    : TransactionSupport.OLD;
            return new Parties(
                    stage,
                    brokers,
                    new Parties.Post(label, transactionalId, GROUP),
                    new Party.Manners(version, support, timeoutMs),
                    common);
        }
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
        properties.put("transaction.state.log.num.partitions", Integer.toString(statePartitions));
        properties.put("transaction.state.log.replication.factor", Integer.toString(REPLICAS));
        properties.put("transaction.state.log.min.isr", Integer.toString(MIN_IN_SYNC));
        return properties;
    }
}
