package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Check;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.request.Response;
import strata.kernel.storage.StorageException;
import strata.wire.DecodeResult;
import strata.wire.EncodedResponse;
import strata.wire.RequestContext;

/**
 * A client's connection: one request at a time, answers in order (Kafka protocol guide, "Network").
 *
 * <p>While a request has no answer yet, or the client does not take its answers, no further request
 * is decoded; bytes that come nevertheless are kept, and then the socket is left alone.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of Netty: a close that fails has nobody to tell.
final class Connection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final NodeLoop node;
    private final Connections connections;
    private final Channel channel;
    private final FrameAssembler frames;
    private final long id;
    private final String listener;
    private final String host;
    private @Nullable ChannelHandlerContext context;
    // The request that has no answer yet; null when the next one may be decoded.
    private @Nullable RequestContext pending;
    // The answer that leaves piece by piece; null when there is none.
    private @Nullable ColdAnswer coldAnswer;
    private long requestCount;
    private long lastActiveMs;
    // Inside advance(), so that an answer given at once does not begin a second loop.
    private boolean advancing;
    private boolean closing;

    /**
     * Which connection it is.
     *
     * @param listener the name of the listener that it came by
     */
    record Arrival(long id, String listener) {}

    Connection(NodeLoop node, Connections connections, Channel channel, Arrival arrival) {
        this.node = node;
        this.connections = connections;
        this.channel = channel;
        this.id = arrival.id();
        this.listener = arrival.listener();
        this.frames = connections.newFrames(this::goOn);
        this.host = hostOf(channel);
        this.lastActiveMs = node.clock().monotonicMs();
        channel.config().setRecvByteBufAllocator(new ReceiveAllocator(frames));
    }

    private static String hostOf(Channel channel) {
        // A peer that has gone already has no address any more.
        return channel.remoteAddress() instanceof InetSocketAddress peer
                ? peer.getAddress().getHostAddress()
                : "unknown";
    }

    long id() {
        return id;
    }

    String host() {
        return host;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        connections.entered(this);
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        ByteBuf target = (ByteBuf) message;
        boolean continued = frames.arrived(target);
        target.release();
        lastActiveMs = node.clock().monotonicMs();
        if (continued) {
            advance();
        } else {
            // It has closed its side, and still sends more than may wait here.
            close();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext active) {
        frames.settle(lastActiveMs);
        updateReading();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext active) {
        if (channel.isWritable()) {
            goOnSoon();
        }
    }

    /** The client sends no more; what it asked before may still be answered (TCP's half-close). */
    @Override
    public void userEventTriggered(ChannelHandlerContext active, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            // Behind the turn, in which its last requests may be answered.
            channel.eventLoop().execute(this::finish);
        }
    }

    private void finish() {
        if (closing) {
            return;
        }
        advance();
        if (isBlocked()) {
            // Nobody waits for an answer that is not there yet: most who close their side are gone.
            close();
        } else {
            closeAfterAnswers();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext active) {
        closing = true;
        cancelColdAnswer();
        frames.close();
        connections.left(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        if (isOfThePeer(cause)) {
            LOG.debug("connection {} of {} broke: {}", id, host, cause.getMessage());
        } else if (cause instanceof IOException || cause instanceof OutOfMemoryError) {
            LOG.warn("closing connection {} of {}: {}", id, host, cause.getMessage());
        } else {
            LOG.error("closing connection {} of {}", id, host, cause);
        }
        close();
    }

    // Everyday: the peer has gone, or is being sent what it no longer wants.
    private static boolean isOfThePeer(Throwable cause) {
        String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return cause instanceof ClosedChannelException
                || (cause instanceof IOException
                        && (message.contains("reset") || message.contains("broken pipe")));
    }

    private boolean isBlocked() {
        return pending != null || coldAnswer != null || closing || !channel.isWritable();
    }

    /** Takes up every request that is whole, as long as each is answered at once. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (!isBlocked() && node.isServing()) {
                String fault = frames.fault();
                if (fault != null) {
                    refuse(fault);
                } else if (frames.hasNext()) {
                    take(frames.next(node));
                    node.endTurnIfLarge();
                } else {
                    break;
                }
            }
        } finally {
            advancing = false;
        }
        updateReading();
    }

    private void take(ByteBuffer frame) {
        switch (decode(frame)) {
            case DecodeResult.Decoded decoded -> ask(decoded);
            case DecodeResult.Answer answer -> {
                requestCount++;
                write(answer.response().segments());
            }
            case DecodeResult.Rejected rejected -> refuse(rejected.why());
        }
    }

    private DecodeResult decode(ByteBuffer frame) {
        try {
            return connections.codec().decode(frame, host);
        } catch (RuntimeException e) {
            // A bug, and yet no reason to let one client take the node down.
            LOG.error("cannot decode a request of connection {} of {}", id, host, e);
            return new DecodeResult.Rejected("its request cannot be decoded: " + e);
        }
    }

    private void ask(DecodeResult.Decoded decoded) {
        pending = decoded.context();
        RequestId request = new RequestId(id, requestCount++);
        ClientInfo client = new ClientInfo(decoded.client().clientId(), host, listener);
        node.deliver(new Event.RequestArrived(request, client, decoded.request()));
    }

    /** The node's answer to the request that is pending. */
    void reply(long number, Response response) {
        Check.that(
                pending != null && number == requestCount - 1,
                "an answer to request %s, where %s were asked",
                number,
                requestCount);
        RequestContext answered = Objects.requireNonNull(pending);
        pending = null;
        switch (response) {
            case Response.NoAnswer none -> {}
            case Response.CloseConnection close -> refuse(close.why());
            default -> write(connections.codec().encode(answered, response));
        }
        if (!advancing && (frames.unread() > 0 || !channel.config().isAutoRead())) {
            goOnSoon();
        }
    }

    private void write(EncodedResponse response) {
        if (ColdAnswer.isWarm(response.segments())) {
            write(response.segments());
        } else {
            ColdAnswer cold =
                    new ColdAnswer(connections.pageReader(), response.segments(), new Pieces());
            coldAnswer = cold;
            cold.goOn();
        }
    }

    private void write(List<EncodedResponse.Segment> segments) {
        ReplyWriter.write(context(), segments);
        connections.hasWritten(this);
    }

    /** Lets the pieces of a cold answer out. */
    private final class Pieces implements ColdAnswer.Outlet {
        @Override
        public boolean isWritable() {
            return channel.isWritable();
        }

        @Override
        public void write(List<EncodedResponse.Segment> piece) {
            Connection.this.write(piece);
        }

        @Override
        public void ended() {
            coldAnswer = null;
            goOnSoon();
        }

        @Override
        public void failed(StorageException fault) {
            coldAnswer = null;
            node.fail(fault);
        }
    }

    private void cancelColdAnswer() {
        if (coldAnswer != null) {
            coldAnswer.cancel();
            coldAnswer = null;
        }
    }

    // Not at once: a turn may be under way.
    private void goOnSoon() {
        channel.eventLoop().execute(this::goOn);
    }

    private void goOn() {
        if (closing) {
            return;
        }
        if (coldAnswer != null) {
            coldAnswer.goOn();
        }
        advance();
        frames.settle(node.clock().monotonicMs());
        updateReading();
    }

    /** Reads on, unless bytes wait already that cannot be used. */
    private void updateReading() {
        boolean read = !frames.isWaiting() && !(isBlocked() && frames.unread() > 0);
        if (channel.config().isAutoRead() != read) {
            channel.config().setAutoRead(read);
        }
    }

    /** Closes the connection after the answers that were given before, with a line in the log. */
    private void refuse(String why) {
        LOG.warn("closing connection {} of {}: {}", id, host, why);
        closeAfterAnswers();
    }

    private void closeAfterAnswers() {
        closing = true;
        cancelColdAnswer();
        context().write(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        connections.hasWritten(this);
    }

    /** Closes the connection as it stands. */
    void close() {
        closing = true;
        channel.close();
    }

    void flush() {
        context().flush();
    }

    /**
     * Closes the connection when it is of no use any more: idle for too long, or in the way of
     * others.
     */
    void closeIfStale(long nowMs, long idleMsMax) {
        if (closing) {
            return;
        }
        String stalled = connections.frameMemory().stalled(frames, lastActiveMs, nowMs);
        if (stalled != null) {
            refuse(stalled);
        } else if (idleMsMax >= 0 && !isBlocked() && nowMs - lastActiveMs > idleMsMax) {
            LOG.debug("closing connection {} of {}: idle for {} ms", id, host, idleMsMax);
            close();
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "a connection in no pipeline");
    }
}
