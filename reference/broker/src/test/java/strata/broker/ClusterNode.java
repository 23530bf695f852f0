package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import strata.kernel.Clock;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.Message;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Peers;
import strata.kernel.RandomSource;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.Trace;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.StorageFile;

/** One node of a {@link ClusterWorld}: its context, and what happens to it. */
final class ClusterNode implements NodeContext {
    /** What the node asked of a peer. */
    record Asked(NodeId from, NodeId to, Lane lane, long correlation, Request request) {}

    final NodeId id;
    final MemoryStorage storage;
    final Map<Timer, Long> dueMs = new LinkedHashMap<>();
    final List<SyncId> syncs = new ArrayList<>();
    final Map<RequestId, Response> replies = new LinkedHashMap<>();
    final List<Asked> asked = new ArrayList<>();
    // What it and its layers have noted.
    final List<String> notes = new ArrayList<>();
    final List<Event.LaneClosed> closed = new ArrayList<>();
    private final ClusterWorld world;
    private final SplittableRandom random;
    private @Nullable Node node;
    boolean alive;
    // Whether it has said that it may be stopped.
    boolean mayStop;
    // Whether what it flushes becomes durable by itself.
    boolean flushes = true;

    ClusterNode(ClusterWorld world, NodeId id, MemoryStorage storage) {
        this.world = world;
        this.id = id;
        this.storage = storage;
        this.random = new SplittableRandom(7L * id.number() + 100L * storage.processes++);
    }

    void start(Node started) {
        node = started;
        alive = true;
        started.start(this);
        started.turnEnded();
    }

    Node node() {
        return Objects.requireNonNull(node, "not started");
    }

    /** A turn of one event. */
    void turn(Event event) {
        if (alive) {
            node().handle(event);
            node().turnEnded();
        }
    }

    /** The process is gone, and all that was open with it. */
    void dies() {
        alive = false;
        dueMs.clear();
        syncs.clear();
        asked.clear();
    }

    @Override
    public NodeId self() {
        return id;
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public long monotonicMs() {
                return world.nowMs;
            }

            @Override
            public long wallMs() {
                return ClusterWorld.START_MS + world.nowMs;
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
        return notes::add;
    }

    @Override
    public Peers peers() {
        return new Peers() {
            @Override
            public void reach(NodeId peer, String host, int port) {}

            @Override
            public void ask(NodeId peer, Lane lane, long correlation, Request request) {
                asked.add(new Asked(id, peer, lane, correlation, request));
            }

            @Override
            public void disconnect(NodeId peer, Lane lane) {
                world.disconnect(id, peer, lane);
            }
        };
    }

    @Override
    public void mayStop() {
        mayStop = true;
    }

    @Override
    public void send(NodeId to, Message message) {
        throw new AssertionError("a message: " + message);
    }

    @Override
    public void reply(RequestId to, Response response) {
        if (!world.replied(this, to, response) && replies.put(to, response) != null) {
            throw new AssertionError("answered twice: " + to);
        }
    }

    @Override
    public void sync(List<StorageFile> files, SyncId syncId) {
        files.forEach(StorageFile::flush);
        syncs.add(syncId);
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        dueMs.put(timer, world.nowMs + delayMs);
    }

    @Override
    public void cancelTimer(Timer timer) {
        dueMs.remove(timer);
    }
}
