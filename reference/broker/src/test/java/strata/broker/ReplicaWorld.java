package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import strata.broker.controller.Forwarding;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.metadata.MetadataRecord.TopicConfigChanged;
import strata.kernel.metadata.MetadataRecord.TopicCreated;
import strata.kernel.replication.ElectionRules;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.storage.FileSlice;

/**
 * Three brokers whose metadata is dictated: what the test commits, all of them that can be reached
 * apply. Proposals of ISRs are carried out by the rules of layer 3.
 */
final class ReplicaWorld {
    static final TopicId TOPIC = new TopicId(4711, 1);
    static final List<NodeId> ALL = List.of(new NodeId(1), new NodeId(2), new NodeId(3));
    private static final long BROKER_EPOCH = 0;

    final ClusterWorld world;
    final Layers layers;
    // What the brokers can read.
    final Compression compression = new TestGzip();
    private final Map<String, String> properties = new LinkedHashMap<>();
    private final List<MetadataRecord> facts = new ArrayList<>();
    private final MetadataImage image = new MetadataImage();
    // Whether proposals are answered.
    boolean controllerAnswers = true;
    // What becomes of each change that is asked for; NONE for that it is carried out.
    ErrorCode controllersAnswer = ErrorCode.NONE;

    ReplicaWorld(String... settings) {
        this(Layers.load(ReplicaWorld.class.getClassLoader()), settings);
    }

    ReplicaWorld(Layers layers, String... settings) {
        this.layers = layers;
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        world = new ClusterWorld(3, BrokerNode::new);
        for (NodeId id : ALL) {
            commit(new BrokerRegistered(id, "localhost", 9000 + id.number(), null, BROKER_EPOCH));
        }
        world.startAll();
    }

    /** A broker that is told its metadata. */
    final class BrokerNode implements Node {
        private final MetadataImage own = new MetadataImage();
        private final NodeId id;
        private @Nullable NodeContext context;
        private @Nullable BrokerRole role;
        private int applied;

        BrokerNode(NodeId id) {
            this.id = id;
        }

        @Override
        public void start(NodeContext started) {
            NodeContext context = started;
            this.context = started;
            ReplicationLayer replication = Objects.requireNonNull(layers.replication());
            LogContext logs = new LogContext(context.storage(), compression);
            BrokerConfig config =
                    BrokerConfig.of(
                            new BrokerConfig.Identity(
                                    id, "cluster-of-this-test00", "localhost", 9000),
                            properties);
            BrokerRole made =
                    new BrokerRole(
                            context,
                            config,
                            new BrokerRole.Ground(
                                    layers,
                                    compression,
                                    TopicPatterns.UNSUPPORTED,
                                    new LogOpener(layers, logs, context.random(), context.clock()),
                                    replication,
                                    new SyncIds(),
                                    true),
                            new BrokerRole.Cluster(
                                    own, () -> ALL.get(0), new Forwarding(context, null)));
            role = made;
            made.registered(BROKER_EPOCH);
            made.controllerIs(ALL.get(0));
            apply();
            made.open(true);
        }

        BrokerRole role() {
            return Objects.requireNonNull(role, "not started");
        }

        void apply() {
            while (applied < facts.size()) {
                MetadataRecord fact = facts.get(applied);
                own.apply(applied++, fact);
                role().committed(fact);
            }
            role().caughtUp();
        }

        @Override
        public void handle(Event event) {
            switch (event) {
                case Event.RequestArrived arrived -> request(arrived);
                case Event.TimerFired fired ->
                        check(role().timerFired(fired.timer()), fired.timer());
                case Event.SyncDone done -> check(role().syncDone(done.id()), done.id());
                case Event.ClientDisconnected gone ->
                        role().clientDisconnected(gone.connectionId());
                case Event.AnswerArrived arrived -> check(role().handle(arrived), arrived);
                case Event.LaneClosed closed -> role().laneClosed(closed);
                default -> throw new AssertionError(event.toString());
            }
        }

        private void request(Event.RequestArrived arrived) {
            if (arrived.request() instanceof AlterPartition.Request alter) {
                if (controllerAnswers) {
                    Objects.requireNonNull(context).reply(arrived.id(), alterPartition(alter));
                }
            } else {
                check(role().handle(arrived.id(), arrived.client(), arrived.request()), arrived);
            }
        }

        private static void check(boolean taken, Object what) {
            if (!taken) {
                throw new AssertionError("nobody takes " + what);
            }
        }

        @Override
        public void turnEnded() {
            role().turnEnded();
        }

        @Override
        public void stop() {
            role().stop(BROKER_EPOCH);
        }
    }

    BrokerRole role(int node) {
        return ((BrokerNode) world.node(node).node()).role();
    }

    /** Facts are committed; every broker that can be reached applies them. */
    void commit(MetadataRecord... committed) {
        for (MetadataRecord fact : committed) {
            image.apply(facts.size(), fact);
            facts.add(fact);
        }
        applyAll();
    }

    private void applyAll() {
        for (ClusterNode node : world.nodes.values()) {
            if (node.alive && !world.cutOff.contains(node.id)) {
                BrokerNode broker = (BrokerNode) node.node();
                broker.apply();
                broker.turnEnded();
            }
        }
    }

    void heal() {
        world.heal();
        applyAll();
        world.settle();
    }

    /** Topic {@code t} of one partition on all brokers, led by the first of these. */
    void create(List<NodeId> replicas, String... configs) {
        create("t", replicas, configs);
    }

    /** A topic of one partition on all brokers, led by the first of these. */
    void create(String name, List<NodeId> replicas, String... configs) {
        commit(new TopicCreated(name, TOPIC));
        for (int i = 0; i < configs.length; i += 2) {
            commit(new TopicConfigChanged(TOPIC, configs[i], configs[i + 1]));
        }
        commit(new PartitionChanged(TOPIC, 0, replicas, replicas, replicas.get(0), 0, 0));
        world.settle();
        world.passes(100);
    }

    PartitionChanged state() {
        return topic().partitions().get(0);
    }

    private TopicState topic() {
        return Objects.requireNonNull(image.topic(TOPIC));
    }

    /** Dictates a partition's next state. */
    void change(UnaryOperator<PartitionChanged> change) {
        commit(change.apply(state()));
        world.settle();
    }

    /** Another broker leads from now on, with this ISR. */
    void elect(int leader, Integer... isr) {
        List<NodeId> members = new ArrayList<>();
        for (int member : isr) {
            members.add(new NodeId(member));
        }
        change(
                now ->
                        new PartitionChanged(
                                TOPIC,
                                0,
                                now.replicas(),
                                members,
                                new NodeId(leader),
                                now.leaderEpoch() + 1,
                                now.partitionEpoch() + 1));
    }

    private AlterPartition.Response alterPartition(AlterPartition.Request request) {
        List<AlterPartition.TopicResult> topics = new ArrayList<>();
        for (AlterPartition.TopicChange topic : request.topics()) {
            List<AlterPartition.PartitionResult> results = new ArrayList<>();
            for (AlterPartition.PartitionChange change : topic.partitions()) {
                results.add(carryOut(change));
            }
            topics.add(new AlterPartition.TopicResult(topic.topic(), results));
        }
        return new AlterPartition.Response(ErrorCode.NONE, topics);
    }

    private AlterPartition.PartitionResult carryOut(AlterPartition.PartitionChange change) {
        PartitionChanged now = state();
        if (controllersAnswer != ErrorCode.NONE) {
            return AlterPartition.PartitionResult.failed(0, controllersAnswer);
        }
        if (change.partitionEpoch() < now.partitionEpoch()
                || change.leaderEpoch() < now.leaderEpoch()) {
            return AlterPartition.PartitionResult.failed(0, ErrorCode.INVALID_UPDATE_VERSION);
        }
        List<NodeId> isr =
                change.newIsr().stream().map(member -> new NodeId(member.brokerId())).toList();
        PartitionChanged next =
                Objects.requireNonNull(layers.replication())
                        .elections()
                        .decide(
                                now,
                                ElectionRules.Wish.isr(isr),
                                new ElectionRules.Circumstances(any -> true, 1, false));
        image.apply(facts.size(), next);
        facts.add(next);
        return new AlterPartition.PartitionResult(
                0,
                ErrorCode.NONE,
                next.leader(),
                next.leaderEpoch(),
                next.isr(),
                AlterPartition.Recovery.RECOVERED,
                next.partitionEpoch());
    }

    Partition partition(int node) {
        return Objects.requireNonNull(partitionOrNull(node), "not here");
    }

    @Nullable
    Partition partitionOrNull(int node) {
        return role(node).store().partition(TOPIC, 0);
    }

    ByteBuffer batch(String... values) {
        BatchBuilder batch =
                layers.log().recordFormat().newBatch(BatchSpec.at(0), Compression.UNSUPPORTED);
        for (String value : values) {
            ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
            batch.add(ClusterWorld.START_MS, null, bytes, List.of());
        }
        return batch.build();
    }

    /** Sends a produce with acks=all. */
    RequestId produce(int node, String... values) {
        return world.send(node, Requests.produce(-1, "t", 0, batch(values)));
    }

    /** The answer to a produce; its error is NONE where it succeeded. */
    Produce.PartitionResult produced(int node, RequestId id) {
        return world.answer(Produce.Response.class, node, id).topics().get(0).partitions().get(0);
    }

    boolean isAnswered(int node, RequestId id) {
        return world.node(node).replies.containsKey(id);
    }

    /** What a consumer reads from an offset on. */
    List<String> read(int node, long offset) {
        Fetch.Response response =
                world.ask(Fetch.Response.class, node, Requests.fetch("t", offset, 0, 0));
        Fetch.PartitionResult result = response.topics().get(0).partitions().get(0);
        if (result.error() != ErrorCode.NONE) {
            throw new AssertionError("fetch: " + result.error());
        }
        return values(result.records());
    }

    List<String> values(@Nullable FileSlice slice) {
        return Values.of(layers, slice);
    }

    /** A fetch in a session. */
    static Fetch.Request sessionFetch(int sessionId, int epoch, long offset, int maxWaitMs) {
        List<Fetch.TopicFetch> topics =
                offset < 0
                        ? List.of()
                        : List.of(
                                new Fetch.TopicFetch(
                                        TopicRef.identified(TOPIC),
                                        List.of(
                                                new Fetch.PartitionFetch(
                                                        0, -1, offset, -1, -1, 1 << 20))));
        return new Fetch.Request(
                -1,
                maxWaitMs,
                1,
                1 << 20,
                IsolationLevel.READ_UNCOMMITTED,
                sessionId,
                epoch,
                topics);
    }

    @Nullable
    Request lastAsked(int from, int to) {
        return world.lastAsked(from, to, strata.kernel.Lane.REPLICA_FETCH);
    }
}
