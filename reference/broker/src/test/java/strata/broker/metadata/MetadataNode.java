package strata.broker.metadata;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.broker.MemoryStorage;
import strata.broker.OneRandom;
import strata.broker.SyncIds;
import strata.kernel.Clock;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.Message;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Peers;
import strata.kernel.RandomSource;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.TopicPartition;
import strata.kernel.Trace;
import strata.kernel.log.Compression;
import strata.kernel.log.LogContext;
import strata.kernel.log.PartitionLog;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLogSpec;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/** A node that has nothing but its metadata runtime. */
final class MetadataNode implements NodeContext, Clock, Peers, MetadataListener {
    final NodeId id;
    final MemoryStorage storage;
    final Map<RequestId, Response> replies = new LinkedHashMap<>();
    final List<MetadataRecord> committed = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    boolean alive;
    boolean flushes = true;
    private final MetadataWorld world;
    private final Map<Timer, Long> timers = new LinkedHashMap<>();
    private final List<Runnable> leaving = new ArrayList<>();
    private final SyncIds syncIds = new SyncIds();
    private @Nullable MetadataRuntime runtime;
    private long timerNumbers;
    ReplicationLayer replication;
    String clusterId = MetadataWorld.CLUSTER;

    MetadataNode(MetadataWorld world, NodeId id, MemoryStorage storage) {
        this.world = world;
        this.id = id;
        this.storage = storage;
        this.replication = world.layer3();
    }

    void start() {
        alive = true;
        MetadataSpec spec =
                new MetadataSpec(
                        clusterId,
                        world.voters,
                        world.layers.log().recordFormat(),
                        this::open,
                        replication,
                        syncIds::next,
                        world.settings);
        MetadataRuntime fresh = new MetadataRuntime(this, spec, this);
        runtime = fresh;
        fresh.start();
        fresh.turnEnded();
        leave();
    }

    private PartitionLog open(
            TopicPartition name, SegmentSettings settings, SegmentedLogSpec.Known known) {
        return Objects.requireNonNull(world.layers.segments())
                .open(
                        world.layers.log(),
                        new LogContext(storage, Compression.UNSUPPORTED, Trace.NONE),
                        new SegmentedLogSpec(name.toString(), settings, known, random(), wallMs()));
    }

    MetadataRuntime runtime() {
        return Objects.requireNonNull(runtime);
    }

    /** Appends a fact, in a turn of its own. */
    long append(MetadataRecord... facts) {
        long end = runtime().append(List.of(facts));
        runtime().turnEnded();
        leave();
        return end;
    }

    void turn(Event event) {
        if (!alive) {
            return;
        }
        try {
            handle(event);
        } catch (StorageException e) {
            // The disk failed: so does the node.
            leaving.clear();
            world.kill(this);
        }
    }

    private void handle(Event event) {
        boolean mine =
                switch (event) {
                    case Event.RequestArrived arrived ->
                            runtime().handle(arrived.id(), arrived.request());
                    case Event.AnswerArrived arrived -> runtime().handle(arrived);
                    case Event.LaneClosed closed -> runtime().handle(closed);
                    case Event.TimerFired fired -> runtime().timerFired(fired.timer());
                    case Event.SyncDone done -> runtime().syncDone(done.id());
                    default -> throw new AssertionError(event);
                };
        if (!mine) {
            throw new AssertionError("whose is " + event);
        }
        runtime().turnEnded();
        leave();
    }

    void resign() {
        runtime().resign();
        runtime().turnEnded();
        leave();
    }

    private void leave() {
        List<Runnable> now = List.copyOf(leaving);
        leaving.clear();
        now.forEach(Runnable::run);
    }

    @Override
    public NodeId self() {
        return id;
    }

    @Override
    public Clock clock() {
        return this;
    }

    @Override
    public long monotonicMs() {
        return world.nowMs();
    }

    @Override
    public long wallMs() {
        return 1_700_000_000_000L + world.nowMs();
    }

    @Override
    public RandomSource random() {
        SplittableRandom random = new SplittableRandom(id.number() * 31L + storage.processes++);
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
    public Peers peers() {
        return this;
    }

    @Override
    public void reach(NodeId peer, String host, int port) {}

    @Override
    public void ask(NodeId peer, Lane lane, long correlation, Request request) {
        leaving.add(() -> world.ask(this, peer, lane, correlation, request));
    }

    @Override
    public void disconnect(NodeId peer, Lane lane) {
        world.disconnect(this, peer, lane);
    }

    @Override
    public void send(NodeId to, Message message) {
        throw new AssertionError("no messages");
    }

    @Override
    public void reply(RequestId to, Response response) {
        leaving.add(() -> world.replied(this, to, response));
    }

    @Override
    public void sync(List<StorageFile> files, SyncId syncId) {
        if (flushes) {
            world.at(
                    world.nowMs() + MetadataWorld.STEP_MS,
                    () -> {
                        if (alive) {
                            turn(new Event.SyncDone(syncId));
                        }
                    });
        }
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        long number = timerNumbers++;
        timers.put(timer, number);
        world.at(
                world.nowMs() + delayMs,
                () -> {
                    if (Objects.equals(timers.get(timer), number)) {
                        timers.remove(timer);
                        turn(new Event.TimerFired(timer));
                    }
                });
    }

    @Override
    public void cancelTimer(Timer timer) {
        timers.remove(timer);
    }

    @Override
    public void committed(long offset, MetadataRecord fact) {
        committed.add(fact);
    }

    @Override
    public void caughtUp(long committedEnd) {}

    @Override
    public void snapshotLoaded() {
        told.add("snapshot");
    }

    @Override
    public void leading(int epoch) {
        told.add("leading " + epoch);
    }

    @Override
    public void notLeading(@Nullable NodeId leader, int epoch) {
        told.add("led by " + leader + " in " + epoch);
    }
}
