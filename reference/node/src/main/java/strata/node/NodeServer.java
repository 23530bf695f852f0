package strata.node;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.Todo;
import strata.kernel.storage.StorageException;

/**
 * A node in the real world: its data directory, its listener, and the one event loop on which
 * everything happens.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of Netty: what matters is told by listeners.
public final class NodeServer {
    private static final Logger LOG = LoggerFactory.getLogger(NodeServer.class);

    // A client that takes its answers slower than it asks is read no further at the upper mark.
    private static final WriteBufferWaterMark WRITE_MARKS =
            new WriteBufferWaterMark(128 * 1024, 256 * 1024);
    // After so many pieces of one connection it is the others' turn.
    private static final int WRITES_A_TURN = 4;
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
    private @Nullable Channel listener;

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
        this.meta =
                MetaProperties.openOrCreate(
                        config.dataDirectory(), config.nodeId(), clusterId, random.fork("meta"));
        this.storage = new DiskStorage(config.dataDirectory(), config.disk());
        this.group =
                new MultiThreadIoEventLoopGroup(
                        1,
                        new DefaultThreadFactory("strata-node-" + self, true),
                        transport.ioHandlers());
        this.loop = (SingleThreadEventLoop) group.next();
        this.nodeLoop =
                new NodeLoop(
                        new NodeLoop.Parts(self, loop, storage, random.fork("node"), this::failed),
                        config.sockets(),
                        allocator);
    }

    /**
     * Starts a node; when this returns, it serves.
     *
     * @param clusterId the cluster it is of; null for the one that its data directory names, or a
     *     new one
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

    /** Where it listens, with the real port. */
    public Endpoint listening() {
        Channel open = Objects.requireNonNull(listener, "not started");
        InetSocketAddress address = (InetSocketAddress) open.localAddress();
        return new Endpoint(config.listener().host(), address.getPort());
    }

    /** Where clients reach it. */
    public Endpoint advertised() {
        return config.advertisedAt(listening().port());
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

    /** Stops the node in good order; what waits for an answer does not get one. */
    public CompletableFuture<NodeEnd> stop() {
        try {
            loop.execute(this::stopOnLoop);
        } catch (RejectedExecutionException e) {
            LOG.debug("node {} has ended already", config.nodeId());
        }
        return ended();
    }

    // The listener first: whoever connects meanwhile waits until the node is ready.
    private void open(NodeFactory factory) {
        Channel open = bind();
        listener = open;
        NodeFactory.Served served =
                factory.create(new NodeId(config.nodeId()), meta.clusterId(), advertised());
        onLoop(() -> nodeLoop.start(served));
        open.config().setAutoRead(true);
        long idleMs = config.sockets().idleMsMax();
        long sweepMs =
                idleMs < 0
                        ? SWEEP_MS_MAX
                        : Math.max(SWEEP_MS_MIN, Math.min(SWEEP_MS_MAX, idleMs / 4));
        Connections connections = nodeLoop.connections();
        loop.scheduleWithFixedDelay(connections::sweep, sweepMs, sweepMs, TimeUnit.MILLISECONDS);
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

    private Channel bind() {
        Endpoint endpoint = config.listener();
        InetSocketAddress address =
                endpoint.host().isEmpty()
                        ? new InetSocketAddress(endpoint.port())
                        : new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            throw StartException.environment(
                    "cannot listen at " + endpoint + ": the host is unknown; correct listeners");
        }
        ChannelFuture bound = bootstrap().bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw cannotListen(endpoint, bound.cause());
        }
        return bound.channel();
    }

    private ServerBootstrap bootstrap() {
        SocketSettings settings = config.sockets();
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .group(group)
                        .channelFactory(transport.serverChannels())
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.SO_BACKLOG, settings.backlog())
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.ALLOCATOR, allocator)
                        .childOption(ChannelOption.WRITE_SPIN_COUNT, WRITES_A_TURN)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
                        .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, UnsentBytes.ESTIMATOR)
                        .childHandler(new Acceptor(nodeLoop.connections()));
        if (settings.receiveBufferBytes() > 0) {
            // On the listener, as the window's scale is settled before accept.
            bootstrap.option(ChannelOption.SO_RCVBUF, settings.receiveBufferBytes());
        }
        if (settings.sendBufferBytes() > 0) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, settings.sendBufferBytes());
        }
        return bootstrap;
    }

    /** Gives each channel that is accepted its connection. */
    private static final class Acceptor extends ChannelInitializer<Channel> {
        private final Connections connections;

        Acceptor(Connections connections) {
            this.connections = connections;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(connections.accepted(channel));
        }
    }

    private static StartException cannotListen(Endpoint endpoint, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("address already in use")) {
            reason =
                    "port "
                            + endpoint.port()
                            + " is in use by another program;"
                            + " stop it, or choose another port in listeners";
        } else if (lower.contains("permission denied")) {
            reason = "port " + endpoint.port() + " is reserved; choose one above 1023 in listeners";
        } else if (lower.contains("cannot assign")) {
            reason = "this machine has no such address; correct listeners";
        }
        return StartException.environment("cannot listen at " + endpoint + ": " + reason, cause);
    }

    private void stopOnLoop() {
        if (listener != null) {
            listener.close();
        }
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
        if (listener != null) {
            listener.close();
        }
        nodeLoop.connections().closeAll();
        try {
            storage.close();
        } finally {
            lock.close();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }
}
