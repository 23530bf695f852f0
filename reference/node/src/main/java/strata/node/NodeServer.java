package strata.node;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.broker.BrokerConfig;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.Todo;
import strata.kernel.request.Listener;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.storage.StorageException;

/**
 * A node in the real world: its data directory, its listeners, and the one event loop on which
 * everything happens.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of Netty: what matters is told by listeners.
public final class NodeServer {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServer.class);

    // As long as a broker may take to hand over its partitions.
    private static final long HAND_OVER_MS_MAX = 10_000;
    // How often idle connections are looked for.
    private static final long SWEEP_MS_MAX = 1_000;
    private static final long SWEEP_MS_MIN = 10;

    private final NodeConfig config;
    private final Transport transport;
    private final DirectoryLock lock;
    private final MetaProperties meta;
    private final DiskStorage storage;
    private final MultiThreadIoEventLoopGroup group;
    private final SingleThreadEventLoop loop;
    private final NodeLoop nodeLoop;
    private final ByteBufAllocator allocator = Transport.newAllocator();
    private final CompletableFuture<NodeEnd> ended = new CompletableFuture<>();
    private final ListenerSockets listeners;

    private NodeServer(
            NodeConfig config,
            Transport transport,
            DirectoryLock lock,
            @Nullable String clusterId) {
        RandomSource random = SeededRandom.fresh();
        NodeId self = new NodeId(config.nodeId());
        this.config = config;
        this.transport = transport;
        this.lock = lock;
        this.meta = MetaProperties.openOrCreate(config, clusterId, random.fork("meta"));
        this.storage = new DiskStorage(config.dataDirectory(), config.disk());
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("strata-node-" + self, true),
                        transport.ioHandlers());
        this.loop = (SingleThreadEventLoop) group.next();
        this.nodeLoop =
                new NodeLoop(
                        new NodeLoop.Parts(
                                self, loop, storage, random.fork("node"), this::failed, transport),
                        config.sockets(),
                        allocator);
        this.listeners = new ListenerSockets(config.sockets(), nodeLoop.connections());
    }

    /**
     * Starts a node; when this returns, it takes requests, which it may have wait.
     *
     * @param clusterId the cluster it is of; null for the one that its data directory names, or,
     *     for a node that is alone, a new one
     * @throws StartException when the environment does not allow it
     */
    public static NodeServer start(
            NodeConfig config, @Nullable String clusterId, NodeFactory factory) {
        return start(config, clusterId, factory, Transport.available());
    }

    static NodeServer start(
            NodeConfig config,
            @Nullable String clusterId,
            NodeFactory factory,
            Transport transport) {
        DirectoryLock lock = DirectoryLock.take(config.dataDirectory());
        NodeServer server;
        try {
            server = new NodeServer(config, transport, lock, clusterId);
        } catch (RuntimeException | Error e) {
            lock.close();
            throw e;
        }
        try {
            server.open(factory);
        } catch (StorageException e) {
            server.releaseAndWait();
            throw StartException.environment(e.getMessage(), e);
        } catch (RuntimeException | Error e) {
            server.releaseAndWait();
            throw e;
        }
        return server;
    }

    /** Where its first listener listens, with the real port. */
    public Endpoint listening() {
        return listeners.listening(config.listeners().get(0));
    }

    /** Where others reach its first listener. */
    public Endpoint advertised() {
        Listener first = listeners.advertised(config.listeners().get(0));
        return new Endpoint(first.host(), first.port());
    }

    /**
     * Where others reach it, as in {@code advertised.listeners}; without the name where there is
     * one listener.
     */
    public String reachable() {
        return config.listeners().size() == 1
                ? advertised().toString()
                : config.listeners().stream()
                        .map(listeners::advertised)
                        .map(at -> at.name() + "://" + new Endpoint(at.host(), at.port()))
                        .collect(Collectors.joining(","));
    }

    /** Who it is, as it tells others. */
    private BrokerConfig.Identity identity() {
        NodeId self = new NodeId(config.nodeId());
        Membership membership = config.membership();
        List<Listener> reachable = new ArrayList<>();
        List<NodeEndpoint> voters = new ArrayList<>(membership.voters());
        for (ListenerConfig listener : config.listeners()) {
            Listener at = listeners.advertised(listener);
            if (listener.use().isBroker() || !membership.roles().isBroker()) {
                reachable.add(at);
            }
            if (voters.isEmpty() && listener.use().isController()) {
                voters.add(new NodeEndpoint(self, at.host(), at.port()));
            }
        }
        return new BrokerConfig.Identity(
                self,
                meta.clusterId(),
                membership.roles(),
                List.copyOf(reachable),
                List.copyOf(voters));
    }

    /** Its {@code node.id}. */
    int nodeId() {
        return config.nodeId();
    }

    /** The cluster it is of: 22 characters of URL-safe base64. */
    public String clusterId() {
        return meta.clusterId();
    }

    /** What the buffers of its sockets are taken from. */
    ByteBufAllocator allocator() {
        return allocator;
    }

    /** Done when the node has come to its end, by {@link #stop} or a fault. */
    public CompletableFuture<NodeEnd> ended() {
        return ended.copy();
    }

    /**
     * Stops the node in good order: it may hand over first what it leads. What waits for an answer
     * then does not get one.
     */
    public CompletableFuture<NodeEnd> stop() {
        return onceOnLoop(() -> nodeLoop.askToStop(this::stopOnLoop, HAND_OVER_MS_MAX));
    }

    /** The same, but nothing is handed over: others have to notice. */
    public CompletableFuture<NodeEnd> stopAtOnce() {
        return onceOnLoop(this::stopOnLoop);
    }

    private CompletableFuture<NodeEnd> onceOnLoop(Runnable work) {
        try {
            loop.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("node {} has ended already", config.nodeId());
        }
        return ended();
    }

    // The listeners first: whoever connects meanwhile waits until the node is ready.
    private void open(NodeFactory factory) {
        for (ListenerConfig listener : config.listeners()) {
            listeners.bind(listener, group, transport, allocator);
        }
        NodeFactory.Served served = factory.create(identity());
        onLoop(() -> nodeLoop.start(served));
        listeners.accept();
        long idleMs = config.sockets().idleMsMax();
        long sweepMs =
                idleMs < 0
                        ? SWEEP_MS_MAX
                        : Math.max(SWEEP_MS_MIN, Math.min(SWEEP_MS_MAX, idleMs / 4));
        loop.scheduleWithFixedDelay(nodeLoop::sweep, sweepMs, sweepMs, TimeUnit.MILLISECONDS);
    }

    private void onLoop(Runnable work) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.execute(
                () -> {
                    try {
                        work.run();
                        done.complete(null);
                    } catch (RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                });
        try {
            done.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }

    private void stopOnLoop() {
        listeners.close();
        if (nodeLoop.stop()) {
            endWith(new NodeEnd.Stopped());
        }
    }

    /** The node threw: there is nothing left to serve. Called on the loop. */
    private void failed(Throwable cause) {
        ExitCode code;
        if (cause instanceof StorageException) {
            code = ExitCode.ENVIRONMENT;
            LOG.error("node {} stops: {}", config.nodeId(), cause.getMessage());
        } else if (cause instanceof Todo) {
            code = ExitCode.BUG;
            LOG.error("node {} stops: {}", config.nodeId(), cause.getMessage());
        } else {
            code = ExitCode.BUG;
            LOG.error("node {} stops on a bug", config.nodeId(), cause);
        }
        endWith(new NodeEnd.Failed(code, cause));
    }

    private void endWith(NodeEnd end) {
        // Only when the loop has ended is the port surely free.
        group.terminationFuture().addListener(terminated -> ended.complete(end));
        release();
    }

    private void releaseAndWait() {
        onLoop(this::release);
        group.terminationFuture().awaitUninterruptibly();
    }

    /** Gives everything back; called on the loop. */
    private void release() {
        listeners.close();
        nodeLoop.closeConnections();
        try {
            storage.close();
        } finally {
            lock.close();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
