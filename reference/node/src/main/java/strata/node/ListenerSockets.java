package strata.node;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import strata.kernel.request.Listener;

/** A node's listeners, bound: whoever connects waits until the node is ready. */
@SuppressWarnings("FutureReturnValueIgnored") // Of Netty: what matters is told by listeners.
final class ListenerSockets {
    // A client that takes its answers slower than it asks is read no further at the upper mark.
    private static final WriteBufferWaterMark WRITE_MARKS =
            new WriteBufferWaterMark(128 * 1024, 256 * 1024);
    // After so many pieces of one connection it is the others' turn.
    private static final int WRITES_A_TURN = 4;

    private final SocketSettings settings;
    private final Connections connections;
    private final Map<ListenerConfig, Channel> open = new LinkedHashMap<>();

    ListenerSockets(SocketSettings settings, Connections connections) {
        this.settings = settings;
        this.connections = connections;
    }

    /**
     * Binds one more listener.
     *
     * @throws StartException when that is not possible
     */
    void bind(
            ListenerConfig listener,
            EventLoopGroup group,
            Transport transport,
            ByteBufAllocator allocator) {
        Endpoint endpoint = listener.bind();
        InetSocketAddress address =
                endpoint.host().isEmpty()
                        ? new InetSocketAddress(endpoint.port())
                        : new InetSocketAddress(endpoint.host(), endpoint.port());
        if (address.isUnresolved()) {
            throw StartException.environment(
                    "cannot listen at " + endpoint + ": the host is unknown; correct listeners");
        }
        ServerBootstrap bootstrap =
                bootstrap(new Acceptor(connections, listener.name()), allocator)
                        .group(group)
                        .channelFactory(transport.serverChannels());
        ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw cannotListen(endpoint, bound.cause());
        }
        open.put(listener, bound.channel());
    }

    private ServerBootstrap bootstrap(Acceptor acceptor, ByteBufAllocator allocator) {
        ServerBootstrap bootstrap =
                new ServerBootstrap()
                        .option(ChannelOption.AUTO_READ, false)
                        .option(ChannelOption.SO_BACKLOG, settings.backlog())
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                        .childOption(ChannelOption.SO_KEEPALIVE, true)
                        .childOption(ChannelOption.ALLOCATOR, allocator)
                        .childOption(ChannelOption.WRITE_SPIN_COUNT, WRITES_A_TURN)
                        .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WRITE_MARKS)
                        .childOption(ChannelOption.MESSAGE_SIZE_ESTIMATOR, UnsentBytes.ESTIMATOR)
                        .childHandler(acceptor);
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
        private final String listener;

        Acceptor(Connections connections, String listener) {
            this.connections = connections;
            this.listener = listener;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(connections.accepted(channel, listener));
        }
    }

    /** Lets those in who wait. */
    void accept() {
        open.values().forEach(channel -> channel.config().setAutoRead(true));
    }

    void close() {
        open.values().forEach(Channel::close);
    }

    /** Where a listener listens, with the real port. */
    Endpoint listening(ListenerConfig listener) {
        Channel channel = Objects.requireNonNull(open.get(listener), "not started");
        InetSocketAddress address = (InetSocketAddress) channel.localAddress();
        return new Endpoint(listener.bind().host(), address.getPort());
    }

    /** Where others reach a listener. */
    Listener advertised(ListenerConfig listener) {
        Endpoint at = listener.advertisedAt(listening(listener).port());
        return new Listener(listener.name(), at.host(), at.port());
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
}
