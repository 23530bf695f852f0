package strata.broker.controller;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import strata.broker.BrokerConfig;
import strata.broker.Layers;
import strata.broker.controller.ControllerRuntime.NextBlock;
import strata.broker.metadata.MetadataImage;
import strata.broker.metadata.TopicState;
import strata.kernel.ClientInfo;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.TopicId;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.metadata.MetadataRecord.BrokerRegistered;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.request.AlterPartition;
import strata.kernel.request.BrokerHeartbeat;
import strata.kernel.request.BrokerRegistration;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.transactions.ProducerIdBlock;

/** One controller, driven by hand: its log is a list, its clock stands still unless told to go. */
final class ControllerWorld implements ControllerLog {
    static final String CLUSTER = "cluster-of-this-test00";

    private static final ClientInfo PASSED_ON = new ClientInfo(Lane.FORWARDING.clientId(), "");

    final List<MetadataRecord> log = new ArrayList<>();
    // Where each batch of the log ends.
    final List<Long> batchEnds = new ArrayList<>();
    final PeerWorld node;
    final Map<RequestId, Response> replies;
    final List<PeerWorld.Asked> asked;
    final List<NodeId> disconnected;
    final BrokerConfig config;
    ControllerRuntime controller;
    // Null stands for no layer 5.
    @Nullable NextBlock nextBlock;
    boolean commitsAtOnce = true;
    long committedEnd;
    private final Map<Integer, Long> epochs = new LinkedHashMap<>();
    // Of the log below its end.
    private MetadataImage image = new MetadataImage();
    private int imageEnd;
    private int epoch;
    private long requests;
    private long incarnations;

    ControllerWorld(String... settings) {
        this(7, settings);
    }

    ControllerWorld(long seed, String... settings) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        NodeId self = new NodeId(100);
        config =
                BrokerConfig.of(
                        new BrokerConfig.Identity(
                                self,
                                CLUSTER,
                                BrokerConfig.Roles.CONTROLLER,
                                List.of(new Listener("CONTROLLER", "localhost", 9090)),
                                List.of(new NodeEndpoint(self, "localhost", 9090))),
                        properties);
        node = new PeerWorld(config, seed);
        replies = node.replies;
        asked = node.asked;
        disconnected = node.disconnected;
        node.timers = timer -> controller.timerFired(timer);
        controller = newRuntime();
    }

    private ControllerRuntime newRuntime() {
        ReplicationLayer layer =
                Objects.requireNonNull(
                        Layers.load(ControllerWorld.class.getClassLoader()).replication());
        return new ControllerRuntime(
                node,
                config,
                new ControllerRuntime.Rules(layer.elections(), layer.fencing(), nextBlock),
                this);
    }

    /** A controller that is active, and brokers 1 to n that serve. */
    static ControllerWorld withBrokers(int count, String... settings) {
        ControllerWorld world = new ControllerWorld(settings);
        world.controller.activated(++world.epoch);
        for (int id = 1; id <= count; id++) {
            world.serves(id);
        }
        return world;
    }

    /** The same on top of a layer 5 that gives out ids by the thousand, up to a last one. */
    static ControllerWorld withTransactions(int brokers, long lastId) {
        ControllerWorld world = new ControllerWorld();
        world.nextBlock =
                first ->
                        first > lastId - ProducerIdBlock.SIZE
                                ? null
                                : new ProducerIdBlock(first, ProducerIdBlock.SIZE);
        world.failover();
        for (int id = 1; id <= brokers; id++) {
            world.serves(id);
        }
        return world;
    }

    /** Another controller takes over. */
    void failover() {
        controller.deactivated();
        controller = newRuntime();
        node.forgetTimers();
        committedEnd = log.size();
        controller.activated(++epoch);
    }

    // What brokers say. Broker n speaks over connection n.

    ErrorCode register(int id, long previousEpoch) {
        return register(id, new UUID(id, ++incarnations), previousEpoch, null);
    }

    ErrorCode register(int id, UUID incarnation, long previousEpoch, @Nullable String rack) {
        BrokerRegistration.Response response =
                ask(
                        BrokerRegistration.Response.class,
                        id,
                        registration(CLUSTER, id, incarnation, previousEpoch, rack));
        if (response.error() == ErrorCode.NONE) {
            epochs.put(id, response.brokerEpoch());
        }
        return response.error();
    }

    /** Another process says that it is this broker, and that it listens at another port. */
    ErrorCode registerElsewhere(int id) {
        BrokerRegistration.Request request =
                new BrokerRegistration.Request(
                        id,
                        CLUSTER,
                        new UUID(id, ++incarnations),
                        List.of(new Listener("PLAINTEXT", "host-" + id, 19090)),
                        List.of(),
                        null,
                        -1);
        return ask(BrokerRegistration.Response.class, 50 + id, request).error();
    }

    static BrokerRegistration.Request registration(
            String cluster, int id, UUID incarnation, long previousEpoch, @Nullable String rack) {
        return new BrokerRegistration.Request(
                id,
                cluster,
                incarnation,
                List.of(new Listener("PLAINTEXT", "host-" + id, 9090 + id)),
                List.of(),
                rack,
                previousEpoch);
    }

    void serves(int id) {
        if (register(id, -1) != ErrorCode.NONE) {
            throw new AssertionError("broker " + id + " is not let in");
        }
        beat(id);
    }

    BrokerHeartbeat.Response beat(int id) {
        return beat(id, log.size() - 1, false, false);
    }

    BrokerHeartbeat.Response beat(int id, long offset, boolean wantFence, boolean wantShutDown) {
        return ask(
                BrokerHeartbeat.Response.class,
                id,
                new BrokerHeartbeat.Request(id, epoch(id), offset, wantFence, wantShutDown));
    }

    long epoch(int id) {
        return epochs.getOrDefault(id, -1L);
    }

    /** Its session runs out while all others that serve speak. */
    void fallsSilent(int id) {
        for (int i = 0; i < 10; i++) {
            passes(1_000);
            MetadataImage image = image();
            for (int other : epochs.keySet()) {
                BrokerRegistered broker = image.broker(new NodeId(other));
                if (other != id && broker != null && !broker.fenced()) {
                    beat(other);
                }
            }
        }
    }

    /** A leader asks for an ISR, of the state that it is in. */
    AlterPartition.PartitionResult alterIsr(String topic, int partition, int... isr) {
        PartitionChanged now = partition(topic, partition);
        int leader = Objects.requireNonNull(now.leader()).number();
        return alterIsr(leader, topicId(topic), change(now, false, isr));
    }

    AlterPartition.PartitionChange change(PartitionChanged now, boolean recovering, int... isr) {
        List<AlterPartition.IsrMember> members = new ArrayList<>();
        for (int id : isr) {
            members.add(new AlterPartition.IsrMember(id, epoch(id)));
        }
        return new AlterPartition.PartitionChange(
                now.partition(),
                now.leaderEpoch(),
                members,
                recovering ? AlterPartition.Recovery.RECOVERING : AlterPartition.Recovery.RECOVERED,
                now.partitionEpoch());
    }

    AlterPartition.PartitionResult alterIsr(
            int sender, TopicId topic, AlterPartition.PartitionChange change) {
        AlterPartition.Response response =
                ask(
                        AlterPartition.Response.class,
                        sender,
                        new AlterPartition.Request(
                                sender,
                                epoch(sender),
                                List.of(new AlterPartition.TopicChange(topic, List.of(change)))));
        if (response.error() != ErrorCode.NONE) {
            throw new AssertionError("refused: " + response.error());
        }
        return response.topics().get(0).partitions().get(0);
    }

    // What clients say.

    CreateTopics.TopicResult create(String name, int partitions, int factor, String... configs) {
        List<CreateTopics.Config> set = new ArrayList<>();
        for (int i = 0; i < configs.length; i += 2) {
            set.add(new CreateTopics.Config(configs[i], configs[i + 1]));
        }
        return create(new CreateTopics.NewTopic(name, partitions, (short) factor, List.of(), set));
    }

    /** One partition on these brokers. */
    CreateTopics.TopicResult createOn(String name, List<NodeId> replicas, String... configs) {
        List<CreateTopics.Config> set = new ArrayList<>();
        for (int i = 0; i < configs.length; i += 2) {
            set.add(new CreateTopics.Config(configs[i], configs[i + 1]));
        }
        return create(
                new CreateTopics.NewTopic(
                        name,
                        -1,
                        (short) -1,
                        List.of(new CreateTopics.Assignment(0, replicas)),
                        set));
    }

    private CreateTopics.TopicResult create(CreateTopics.NewTopic topic) {
        return ask(
                        CreateTopics.Response.class,
                        99,
                        new CreateTopics.Request(List.of(topic), 1000, false))
                .topics()
                .get(0);
    }

    <R extends Response> R ask(Class<R> type, long connection, Request request) {
        return answer(type, send(connection, request));
    }

    <R extends Response> R answer(Class<R> type, RequestId id) {
        return node.answer(type, id);
    }

    RequestId send(long connection, Request request) {
        RequestId id = new RequestId(connection, requests++);
        if (!controller.handle(id, PASSED_ON, request)) {
            throw new AssertionError("not taken: " + request);
        }
        return id;
    }

    void commit() {
        committedEnd = log.size();
        controller.committed();
    }

    // What is so.

    MetadataImage image() {
        if (imageEnd > log.size()) {
            image = new MetadataImage();
            imageEnd = 0;
        }
        while (imageEnd < log.size()) {
            image.apply(imageEnd, log.get(imageEnd));
            imageEnd++;
        }
        return image;
    }

    TopicId topicId(String topic) {
        return Objects.requireNonNull(image().topic(topic)).id();
    }

    PartitionChanged partition(String topic, int partition) {
        TopicState state = Objects.requireNonNull(image().topic(topic));
        return state.partitions().get(partition);
    }

    PartitionChanged partition(String topic) {
        return partition(topic, 0);
    }

    static List<NodeId> nodes(int... numbers) {
        List<NodeId> nodes = new ArrayList<>();
        for (int number : numbers) {
            nodes.add(new NodeId(number));
        }
        return nodes;
    }

    void passes(long ms) {
        node.passes(ms);
    }

    /** A probe of a broker ends. */
    void probed(int id, Event.LaneClosed.Reason reason) {
        controller.handle(new Event.LaneClosed(new NodeId(id), Lane.PROBE, reason));
    }

    // The log.

    @Override
    public long append(List<MetadataRecord> facts) {
        log.addAll(facts);
        batchEnds.add((long) log.size());
        if (commitsAtOnce) {
            committedEnd = log.size();
        }
        return log.size();
    }

    @Override
    public long committedEnd() {
        return committedEnd;
    }

    @Override
    public void replayAll(Applier applier) {
        for (int offset = 0; offset < log.size(); offset++) {
            applier.apply(offset, log.get(offset));
        }
    }
}
