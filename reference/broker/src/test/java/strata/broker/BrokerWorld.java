package strata.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.kernel.ClientInfo;
import strata.kernel.Clock;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.Message;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Peers;
import strata.kernel.RandomSource;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.Trace;
import strata.kernel.groups.TopicPatterns;
import strata.kernel.log.BatchBuilder;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.BatchSpec;
import strata.kernel.log.Compression;
import strata.kernel.request.CreateTopics;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.ListOffsets;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/** One broker, driven by hand: each request is a turn of its own; time goes by when told to. */
final class BrokerWorld implements NodeContext {
    static final BrokerConfig.Identity SELF =
            new BrokerConfig.Identity(new NodeId(1), "cluster-of-this-test00", "localhost", 9092);

    static final long START_MS = 1_700_000_000_000L;
    private static final long OWN_CONNECTION = 1L << 40;
    private static final String METADATA = "__cluster_metadata";

    /** What the broker asks of itself. */
    private record Asked(Lane lane, long correlation, Request request) {}

    final MemoryStorage storage;
    final Map<String, String> properties;
    final Layers layers;
    final Map<RequestId, Response> replies = new LinkedHashMap<>();
    // Of waiting fetches, with their delays.
    final Map<Timer, Long> timers = new LinkedHashMap<>();
    final List<SyncId> syncs = new ArrayList<>();
    private final List<SyncId> metadataSyncs = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private final Map<RequestId, Asked> asking = new LinkedHashMap<>();
    private final List<Event.AnswerArrived> answers = new ArrayList<>();
    final Broker broker;
    long wallMs;
    private final Map<Timer, Long> dueMs = new LinkedHashMap<>();
    private long monotonicMs;
    private final SplittableRandom random;
    private long requests;

    BrokerWorld(Map<String, String> properties) {
        this(properties, new MemoryStorage());
    }

    BrokerWorld(Map<String, String> properties, MemoryStorage storage) {
        this(properties, storage, Layers.load(BrokerWorld.class.getClassLoader()), START_MS);
    }

    BrokerWorld(Map<String, String> properties, MemoryStorage storage, Layers layers, long wallMs) {
        this.properties = properties;
        this.storage = storage;
        this.layers = layers;
        this.wallMs = wallMs;
        // Each process draws other topic ids.
        this.random = new SplittableRandom(7 + storage.processes++);
        this.broker =
                new Broker(
                        BrokerConfig.of(SELF, properties),
                        layers,
                        Compression.UNSUPPORTED,
                        TopicPatterns.UNSUPPORTED);
        broker.start(this);
        broker.turnEnded();
        pump();
    }

    static BrokerWorld on(Layers layers) {
        return new BrokerWorld(new LinkedHashMap<>(), new MemoryStorage(), layers, START_MS);
    }

    static BrokerWorld withDefaults() {
        return new BrokerWorld(new LinkedHashMap<>());
    }

    /** Another broker on the same disk, as after a crash. */
    BrokerWorld restarted() {
        return new BrokerWorld(properties, storage, layers, wallMs);
    }

    /** Another broker on the same disk, without layer 2. */
    BrokerWorld restartedOnLayer1() {
        return restartedOn(layer1());
    }

    /** Another broker on the same disk, with other layers. */
    BrokerWorld restartedOn(Layers others) {
        return new BrokerWorld(properties, storage, others, wallMs);
    }

    static Layers layer1() {
        return FewerLayers.without("segments", "replication", "groups", "transactions");
    }

    /** Layers 1 and 2: one node, whose stand-ins replicate nothing. */
    static Layers layers1And2() {
        return FewerLayers.without("replication", "groups", "transactions");
    }

    RequestId send(Request request) {
        return sendOver(1, request);
    }

    RequestId sendOver(long connection, Request request) {
        RequestId id = new RequestId(connection, requests++);
        turn(new Event.RequestArrived(id, ClientInfo.ANONYMOUS, request));
        return id;
    }

    void turn(Event event) {
        step(event);
        pump();
    }

    private void step(Event event) {
        broker.handle(event);
        broker.turnEnded();
    }

    /** Metadata is committed, and what the broker asks of itself is answered, without a word. */
    private void pump() {
        while (!metadataSyncs.isEmpty() || !asked.isEmpty() || !answers.isEmpty()) {
            if (!answers.isEmpty()) {
                step(answers.remove(0));
            } else if (!metadataSyncs.isEmpty()) {
                step(new Event.SyncDone(metadataSyncs.remove(0)));
            } else {
                Asked next = asked.remove(0);
                RequestId id = new RequestId(OWN_CONNECTION, requests++);
                asking.put(id, next);
                ClientInfo client = new ClientInfo(next.lane().clientId(), "localhost");
                step(new Event.RequestArrived(id, client, next.request()));
            }
        }
    }

    @Override
    public Peers peers() {
        return new Peers() {
            @Override
            public void reach(NodeId peer, String host, int port) {}

            @Override
            public void ask(NodeId peer, Lane lane, long correlation, Request request) {
                if (!peer.equals(SELF.id())) {
                    throw new AssertionError("there is no node " + peer);
                }
                asked.add(new Asked(lane, correlation, request));
            }

            @Override
            public void disconnect(NodeId peer, Lane lane) {}
        };
    }

    /** Lets time go by: timers come due, and what is being flushed becomes durable. */
    void passes(long ms) {
        long untilMs = monotonicMs + ms;
        settle();
        while (true) {
            Map.Entry<Timer, Long> next = null;
            for (Map.Entry<Timer, Long> entry : dueMs.entrySet()) {
                if (next == null || entry.getValue() < next.getValue()) {
                    next = entry;
                }
            }
            if (next == null || next.getValue() > untilMs) {
                break;
            }
            goTo(next.getValue());
            Timer timer = next.getKey();
            cancelTimer(timer);
            turn(new Event.TimerFired(timer));
            settle();
        }
        goTo(untilMs);
    }

    private void goTo(long nowMs) {
        wallMs += nowMs - monotonicMs;
        monotonicMs = nowMs;
    }

    /** What is being flushed becomes durable. */
    void settle() {
        while (!syncs.isEmpty()) {
            turn(new Event.SyncDone(syncs.remove(0)));
        }
    }

    /** Another broker on the same disk, after this one was stopped in good order. */
    BrokerWorld stoppedAndRestarted() {
        broker.stop();
        return restarted();
    }

    <R extends Response> R ask(Class<R> type, Request request) {
        return answer(type, send(request));
    }

    <R extends Response> R answer(Class<R> type, RequestId id) {
        return type.cast(Objects.requireNonNull(replies.get(id), "not answered"));
    }

    CreateTopics.TopicResult create(String name, int partitions, CreateTopics.Config... configs) {
        CreateTopics.NewTopic topic =
                new CreateTopics.NewTopic(name, partitions, (short) 1, List.of(), List.of(configs));
        return ask(
                        CreateTopics.Response.class,
                        new CreateTopics.Request(List.of(topic), 1000, false))
                .topics()
                .get(0);
    }

    ByteBuffer batch(String... values) {
        BatchBuilder batch =
                layers.log().recordFormat().newBatch(BatchSpec.at(0), Compression.UNSUPPORTED);
        for (String value : values) {
            ByteBuffer bytes = ByteBuffer.wrap(value.getBytes(StandardCharsets.UTF_8));
            batch.add(wallMs, null, bytes, List.of());
        }
        return batch.build();
    }

    /** A batch of one record. */
    ByteBuffer keyed(String key, String value) {
        BatchBuilder batch =
                layers.log().recordFormat().newBatch(BatchSpec.at(0), Compression.UNSUPPORTED);
        batch.add(wallMs, utf8(key), utf8(value), List.of());
        return batch.build();
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    Produce.PartitionResult append(String topic, String... values) {
        return appended(send(Requests.produce(1, topic, 0, batch(values))));
    }

    Produce.PartitionResult appended(RequestId id) {
        return answer(Produce.Response.class, id).topics().get(0).partitions().get(0);
    }

    Fetch.PartitionResult fetched(RequestId id) {
        return answer(Fetch.Response.class, id).topics().get(0).partitions().get(0);
    }

    /** The values in a fetch's answer; gives its slice back. */
    List<String> values(Fetch.PartitionResult result) {
        return Values.of(layers, result.records());
    }

    /** All values from an offset to the end of partition 0, fetch by fetch. */
    List<String> valuesFrom(String topic, long offset) {
        List<String> values = new ArrayList<>();
        long next = offset;
        while (true) {
            Fetch.PartitionResult result = fetched(send(Requests.fetch(topic, next, 0, 0)));
            if (result.error() != ErrorCode.NONE) {
                throw new AssertionError("fetch at " + next + ": " + result.error());
            }
            FileSlice slice = result.records();
            if (slice == null) {
                return values;
            }
            ByteBuffer bytes = ByteBuffer.allocate(slice.count());
            slice.read(bytes, 0);
            bytes.flip();
            while (bytes.hasRemaining()) {
                BatchHeader header = BatchHeader.at(bytes, bytes.position());
                next = header.nextOffset();
                bytes.position(bytes.position() + header.sizeInBytes());
            }
            values.addAll(values(result));
        }
    }

    /** Asks for the offset of a time, or one of the special ones, of partition 0. */
    ListOffsets.PartitionResult offsetAt(String topic, long timestamp) {
        ListOffsets.Request request =
                new ListOffsets.Request(
                        -1,
                        IsolationLevel.READ_UNCOMMITTED,
                        List.of(
                                new ListOffsets.TopicQuery(
                                        topic,
                                        List.of(
                                                new ListOffsets.PartitionQuery(
                                                        0, -1, timestamp)))));
        return ask(ListOffsets.Response.class, request).topics().get(0).partitions().get(0);
    }

    @Override
    public NodeId self() {
        return SELF.id();
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long monotonicMs() {
                return monotonicMs;
            }

            @Override
            public long wallMs() {
                return wallMs;
            }
        };
    }

    @Override
    public RandomSource random() {
        return new OneRandom(random);
    }

    @Override
    public MemoryStorage storage() {
        return storage;
    }

    @Override
    public Trace trace() {
        return Trace.NONE;
    }

    @Override
    public void send(NodeId to, Message message) {
        throw new AssertionError("a message before layer 3: " + message);
    }

    @Override
    public void reply(RequestId to, Response response) {
        Asked own = asking.remove(to);
        if (own != null) {
            answers.add(
                    new Event.AnswerArrived(SELF.id(), own.lane(), own.correlation(), response));
            return;
        }
        Response earlier = replies.put(to, response);
        if (earlier != null) {
            throw new AssertionError("answered twice: " + to);
        }
    }

    @Override
    public void sync(List<StorageFile> files, SyncId id) {
        files.forEach(StorageFile::flush);
        boolean metadata = files.stream().anyMatch(f -> f.name().startsWith(METADATA));
        (metadata ? metadataSyncs : syncs).add(id);
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        if (timer instanceof FetchHandler.FetchTimer) {
            timers.put(timer, delayMs);
        }
        dueMs.put(timer, monotonicMs + delayMs);
    }

    @Override
    public void cancelTimer(Timer timer) {
        timers.remove(timer);
        dueMs.remove(timer);
    }
}
