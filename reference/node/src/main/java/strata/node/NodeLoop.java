package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.SingleThreadEventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Check;
import strata.kernel.Clock;
import strata.kernel.Event;
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
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.Response;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.wire.ProtocolCodec;

/**
 * Runs a node on an event loop: the real world's {@link NodeContext}. All of it happens on that one
 * thread.
 *
 * <p>A turn lasts from the first event of an iteration of the loop to the iteration's end. Requests
 * point into the buffers they came in, so those are held until the turn ends; when they come to
 * {@link #TURN_BYTES_MAX} it ends early.
 */
final class NodeLoop implements NodeContext, FrameAssembler.FrameHolder {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLoop.class);
    private static final Trace NOTES = text -> LOG.debug("{}", text);
    private static final int TURN_BYTES_MAX = 2 << 20;

    private final NodeId self;
    private final SingleThreadEventLoop loop;
    private final DiskStorage storage;
    private final Consumer<Throwable> onFault;
    private final Clock clock = new SystemClock();
    private final RandomSource random;
    private final NodeTimers timers;
    private final SyncRounds syncs;
    private final PageReader pageReader;
    private final Connections connections;
    private final PeerConnections peers;
    private final Runnable endOfIteration = this::endOfIteration;

    private @Nullable Node node;
    // Invariant: true from start() until the node stops or fails; no event is delivered otherwise.
    private boolean serving;
    // What is to be done when the node may be stopped; null while nobody has asked for it.
    private @Nullable Runnable whenMayStop;
    private boolean inTurn;
    private boolean endScheduled;
    // The buffers that the turn's requests point into, one reference each.
    private final List<ByteBuf> held = new ArrayList<>();
    private int heldBytes;
    // Messages to itself, which are handled in the next turn.
    private List<Message> toSelf = new ArrayList<>();

    /**
     * What a loop is made of.
     *
     * @param onFault told of the one fault that ends the node, on the loop
     */
    record Parts(
            NodeId self,
            SingleThreadEventLoop loop,
            DiskStorage storage,
            RandomSource random,
            Consumer<Throwable> onFault,
            Transport transport) {}

    NodeLoop(Parts parts, SocketSettings settings, ByteBufAllocator allocator) {
        this.self = parts.self();
        this.loop = parts.loop();
        this.storage = parts.storage();
        this.random = parts.random();
        this.onFault = parts.onFault();
        this.timers = new NodeTimers(loop, timer -> deliver(new Event.TimerFired(timer)));
        this.syncs =
                new SyncRounds(
                        new SyncThread("strata-sync-" + self),
                        loop,
                        id -> deliver(new Event.SyncDone(id)),
                        this::fail);
        this.pageReader = new PageReader("strata-read-" + self, loop);
        this.connections = new Connections(this, settings, allocator, pageReader);
        PeerDialer dialer =
                new PeerDialer(loop, parts.transport(), allocator, settings.setupMsMax());
        this.peers = new PeerConnections(this, self, dialer);
    }

    private Node node() {
        return Objects.requireNonNull(node, "the node has not started");
    }

    Connections connections() {
        return connections;
    }

    /** Gives up what is idle, from time to time. */
    void sweep() {
        connections.sweep();
        peers.sweep();
    }

    /** Closes every connection; what has not left is dropped. */
    void closeConnections() {
        peers.closeAll();
        connections.closeAll();
    }

    boolean isServing() {
        return serving;
    }

    /**
     * Starts the node.
     *
     * @throws RuntimeException whatever it throws
     */
    void start(NodeFactory.Served served) {
        node = served.node();
        connections.speak(new ProtocolCodec(served.apis()));
        served.node().start(this);
        serving = true;
        peers.turnEnded();
        sendToSelf();
    }

    /**
     * Asks the node to make ready for its stop.
     *
     * @param then what is to be done once it may be stopped, at the latest after the time given; on
     *     the loop, once or more often
     */
    void askToStop(Runnable then, long graceMs) {
        if (!serving || whenMayStop != null) {
            return;
        }
        whenMayStop = then;
        inTurn = true;
        scheduleEndOfTurn();
        try {
            if (node().askedToStop()) {
                mayStop();
            } else {
                var unused = loop.schedule(then, graceMs, TimeUnit.MILLISECONDS);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    @Override
    public void mayStop() {
        Runnable then = whenMayStop;
        if (then != null) {
            loop.execute(then);
        }
    }

    /**
     * Ends the turn that may be under way, and stops the node in good order.
     *
     * @return false when it has failed, and the fault is told
     */
    boolean stop() {
        endTurn();
        if (!serving) {
            return false;
        }
        try {
            node().stop();
        } catch (RuntimeException | Error e) {
            fail(e);
            return false;
        }
        shutDown();
        return true;
    }

    /** Ends everything but the connections; no event is delivered from here on. */
    private void shutDown() {
        serving = false;
        releaseHeld();
        timers.cancelAll();
        syncs.close();
        pageReader.close();
    }

    /** Hands the node an event, in the present turn or a new one. */
    void deliver(Event event) {
        if (!serving) {
            return;
        }
        inTurn = true;
        scheduleEndOfTurn();
        try {
            node().handle(event);
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Has the end of the loop's present iteration let out what was written. */
    void scheduleEndOfTurn() {
        if (!endScheduled) {
            endScheduled = true;
            loop.executeAfterEventLoopIteration(endOfIteration);
        }
    }

    private void endOfIteration() {
        endScheduled = false;
        endTurn();
    }

    /** Ends the turn early when its requests hold much memory; never while the node handles one. */
    void endTurnIfLarge() {
        if (heldBytes >= TURN_BYTES_MAX) {
            endTurn();
        }
    }

    private void endTurn() {
        if (inTurn && serving) {
            try {
                node().turnEnded();
            } catch (RuntimeException | Error e) {
                fail(e);
                return;
            }
        }
        inTurn = false;
        if (serving) {
            releaseHeld();
            connections.turnEnded();
            peers.turnEnded();
            sendToSelf();
        }
    }

    /** Ends the node on a fault. */
    void fail(Throwable fault) {
        if (serving) {
            shutDown();
            // Not at once: a connection may be in the middle of a read.
            loop.execute(() -> onFault.accept(fault));
        }
    }

    @Override
    public void hold(ByteBuf buffer, int sizeInBytes) {
        held.add(buffer);
        heldBytes += sizeInBytes;
        scheduleEndOfTurn();
    }

    private void releaseHeld() {
        held.forEach(ByteBuf::release);
        held.clear();
        heldBytes = 0;
    }

    private void sendToSelf() {
        if (!toSelf.isEmpty()) {
            List<Message> messages = toSelf;
            toSelf = new ArrayList<>();
            for (Message message : messages) {
                loop.execute(() -> deliver(new Event.MessageArrived(self, message)));
            }
        }
    }

    @Override
    public NodeId self() {
        return self;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public RandomSource random() {
        return random;
    }

    @Override
    public Storage storage() {
        return storage;
    }

    @Override
    public Trace trace() {
        return NOTES;
    }

    @Override
    public Peers peers() {
        return peers;
    }

    @Override
    public void send(NodeId to, Message message) {
        Check.that(to.equals(self), "other nodes are asked, not sent to: %s", to);
        toSelf.add(message);
    }

    @Override
    public void reply(RequestId to, Response response) {
        Connection connection = connections.get(to.connectionId());
        if (connection != null) {
            connection.reply(to.number(), response);
            return;
        }
        if (!peers.reply(to.connectionId(), to.number(), response)) {
            Check.that(connections.hasKnown(to.connectionId()), "an answer to nobody: %s", to);
            release(response);
        }
    }

    /** Gives back the slices of an answer that nobody gets. */
    static void release(Response response) {
        if (response instanceof FetchSnapshot.Response piece && piece.bytes() != null) {
            piece.bytes().release();
        } else if (response instanceof Fetch.Response fetch) {
            releaseSlices(fetch);
        }
    }

    private static void releaseSlices(Fetch.Response fetch) {
        for (Fetch.TopicResult topic : fetch.topics()) {
            for (Fetch.PartitionResult partition : topic.partitions()) {
                if (partition.records() != null) {
                    partition.records().release();
                }
            }
        }
    }

    @Override
    public void sync(List<StorageFile> files, SyncId id) {
        syncs.add(files, id);
    }

    @Override
    public void setTimer(Timer timer, long delayMs) {
        timers.set(timer, delayMs);
    }

    @Override
    public void cancelTimer(Timer timer) {
        timers.cancel(timer);
    }
}
