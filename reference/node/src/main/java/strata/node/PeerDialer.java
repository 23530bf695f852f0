package strata.node;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Nullable;

/**
 * Opens connections to peers, without a wait on the loop: not for the peer, and not for the name of
 * its host.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of Netty: what matters is told by listeners.
final class PeerDialer {
    private static final Logger LOG = LoggerFactory.getLogger(PeerDialer.class);

    private final SingleThreadEventLoop loop;
    private final Transport transport;
    private final ByteBufAllocator allocator;
    private final long setupTimeoutMs;

    /**
     * @param setupTimeoutMs how long finding the host and connecting to it may take together
     */
    PeerDialer(
            SingleThreadEventLoop loop,
            Transport transport,
            ByteBufAllocator allocator,
            long setupTimeoutMs) {
        this.loop = loop;
        this.transport = transport;
        this.allocator = allocator;
        this.setupTimeoutMs = setupTimeoutMs;
    }

    SingleThreadEventLoop loop() {
        return loop;
    }

    ByteBufAllocator allocator() {
        return allocator;
    }

    /** Hears how an attempt ends, unless its channel becomes active. */
    interface Outcome {
        /** There is no connection; told at most once, and never out of {@link PeerDialer#dial}. */
        void failed(Reason reason, String why);
    }

    /**
     * Begins to connect.
     *
     * @param handler of the channel; it becomes active when the connection is there
     */
    Attempt dial(Endpoint to, ChannelHandler handler, Outcome outcome) {
        Attempt attempt = new Attempt(to, handler, outcome);
        attempt.begin();
        return attempt;
    }

    /** One attempt to connect. */
    final class Attempt {
        private final Endpoint to;
        private final ChannelHandler handler;
        private final Outcome outcome;
        private final Future<?> timeout;
        private @Nullable ChannelFuture connecting;
        private boolean ended;

        private Attempt(Endpoint to, ChannelHandler handler, Outcome outcome) {
            this.to = to;
            this.handler = handler;
            this.outcome = outcome;
            this.timeout =
                    loop.schedule(
                            () -> failed(Reason.UNREACHABLE, "no answer"),
                            setupTimeoutMs,
                            TimeUnit.MILLISECONDS);
        }

        private void begin() {
            byte[] literal = NetUtil.createByteArrayFromIpAddressString(to.host());
            if (literal == null) {
                Thread.ofPlatform().daemon().name("strata-resolve").start(this::resolve);
                return;
            }
            try {
                InetAddress address = InetAddress.getByAddress(to.host(), literal);
                loop.execute(() -> connect(address));
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address of " + literal.length + " bytes", e);
            }
        }

        // On a thread of its own: a name server may take its time.
        private void resolve() {
            InetAddress address = null;
            try {
                address = InetAddress.getByName(to.host());
            } catch (UnknownHostException e) {
                LOG.debug("no host {}: {}", to.host(), e.getMessage());
            }
            InetAddress found = address;
            try {
                loop.execute(
                        () -> {
                            if (found == null) {
                                failed(Reason.UNREACHABLE, "the host is unknown");
                            } else {
                                connect(found);
                            }
                        });
            } catch (RejectedExecutionException e) {
                LOG.debug("the node has ended: {}", e.getMessage());
            }
        }

        private void connect(InetAddress address) {
            if (ended) {
                return;
            }
            ChannelFuture future =
                    new Bootstrap()
                            .group(loop)
                            .channelFactory(transport.clientChannels())
                            .option(ChannelOption.TCP_NODELAY, true)
                            .option(ChannelOption.SO_KEEPALIVE, true)
                            .option(ChannelOption.ALLOCATOR, allocator)
                            // The attempt has a timeout of its own.
                            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
                            .handler(handler)
                            .connect(new InetSocketAddress(address, to.port()));
            connecting = future;
            future.addListener(
                    done -> {
                        if (!done.isSuccess()) {
                            Throwable cause = done.cause();
                            failed(reasonOf(cause), String.valueOf(cause.getMessage()));
                        }
                    });
        }

        /** The channel is active. */
        void succeeded() {
            ended = true;
            timeout.cancel(false);
        }

        /** Nobody waits for it any more. */
        void giveUp() {
            ended = true;
            timeout.cancel(false);
            if (connecting != null) {
                connecting.channel().close();
            }
        }

        private void failed(Reason reason, String why) {
            if (!ended) {
                giveUp();
                outcome.failed(reason, why);
            }
        }
    }

    private static Reason reasonOf(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (cause instanceof ConnectException && message.contains("refused")) {
            return Reason.REFUSED;
        }
        return cause instanceof IOException && message.contains("reset")
                ? Reason.RESET
                : Reason.UNREACHABLE;
    }
}
