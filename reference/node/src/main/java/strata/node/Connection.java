package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.request.Api;
import strata.kernel.request.Response;
import strata.kernel.storage.StorageException;
import strata.wire.DecodeResult;
import strata.wire.EncodedResponse;
import strata.wire.RequestContext;

/**
 * A client's connection: one request at a time, save that produces may wait beside each other;
 * answers in order (Kafka protocol guide, "Network").
 *
 * <p>While a request has no answer yet, or the client does not take its answers, no further request
 * is decoded that may not join it; bytes that come nevertheless are kept, and then the socket is
 * left alone.
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
    private final Unanswered unanswered = new Unanswered();
    // The answer that leaves piece by piece; null when there is none.
    private @Nullable ColdAnswer coldAnswer;
    private long requestCount;
    private long lastActiveMs;
    // Inside advance(), so that an answer given at once does not begin a second loop.
    private boolean advancing;
    private boolean goesOnSoon;
    private boolean closing;

    /**
     * Which connection it is.
     *
     * @param host the client's address
     * @param listener the name of the listener that it came by
     */
    record Arrival(long id, String host, String listener) {}

    Connection(NodeLoop node, Connections connections, Channel channel, Arrival arrival) {
        this.node = node;
        this.connections = connections;
        this.channel = channel;
        this.id = arrival.id();
        this.listener = arrival.listener();
        this.frames = connections.newFrames(this::goOn);
        this.host = arrival.host();
        this.lastActiveMs = node.clock().monotonicMs();
        channel.config().setRecvByteBufAllocator(new ReceiveAllocator(frames));
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
        if (isBusy()) {
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
        if (BrokenLine.isOfThePeer(cause)) {
            LOG.debug("connection {} of {} broke: {}", id, host, cause.getMessage());
        } else if (cause instanceof IOException || cause instanceof OutOfMemoryError) {
            LOG.warn("closing connection {} of {}: {}", id, host, cause.getMessage());
        } else {
            LOG.error("closing connection {} of {}", id, host, cause);
        }
        close();
    }

    /** Whether something is under way that is to end before the connection does. */
    private boolean isBusy() {
        return !unanswered.isEmpty() || isHeldUp();
    }

    private boolean isHeldUp() {
        return coldAnswer != null || closing || !channel.isWritable();
    }

    /** Whether a whole request waits, or a fault of one, that may be taken up now. */
    private boolean hasNext() {
        if (isHeldUp()) {
            return false;
        }
        boolean whole = frames.fault() != null || frames.hasNext();
        return whole && (unanswered.isEmpty() || mayJoin());
    }

    /** Whether what comes next may wait for its answer beside others, as far as is known. */
    private boolean mayJoin() {
        return unanswered.takesProduce()
                && frames.fault() == null
                && (!frames.hasApiKey() || frames.apiKey() == Api.PRODUCE.key());
    }

    /** Takes up every request that is whole, as long as each is answered at once. */
    private void advance() {
        if (advancing) {
            return;
        }
        advancing = true;
        try {
            while (hasNext() && node.isServing()) {
                String fault = frames.fault();
                if (fault != null) {
                    refuse(fault);
                } else {
                    take(frames.next(node));
                    node.endTurnIfLarge();
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
            case DecodeResult.Answer answer ->
                    answerAtOnce(new Unanswered.Answer.Bytes(answer.response()));
            case DecodeResult.Rejected rejected ->
                    answerAtOnce(new Unanswered.Answer.Close(rejected.why()));
        }
    }

    private void answerAtOnce(Unanswered.Answer answer) {
        unanswered.addAnswered(requestCount++, answer);
        letOut();
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
        RequestId request = new RequestId(id, requestCount++);
        unanswered.add(request.number(), decoded.context());
        ClientInfo client = new ClientInfo(decoded.client().clientId(), host, listener);
        node.deliver(new Event.RequestArrived(request, client, decoded.request()));
    }

    /** The node's answer to a request that has none. */
    void reply(long number, Response response) {
        RequestContext asked = unanswered.contextOf(number);
        unanswered.answer(
                number,
                switch (response) {
                    case Response.NoAnswer none -> new Unanswered.Answer.Nothing();
                    case Response.CloseConnection close -> new Unanswered.Answer.Close(close.why());
                    default ->
                            new Unanswered.Answer.Bytes(
                                    connections.codec().encode(asked, response));
                });
        letOut();
        if (!advancing && (frames.hasNext() || !channel.config().isAutoRead())) {
            goOnSoon();
        }
    }

    /** Sends the answers that are due, in order. */
    private void letOut() {
        Unanswered.Answer next = unanswered.poll();
        while (next != null) {
            switch (next) {
                case Unanswered.Answer.Bytes bytes when closing -> bytes.response().release();
                case Unanswered.Answer.Bytes bytes -> write(bytes.response());
                case Unanswered.Answer.Nothing nothing -> {}
                case Unanswered.Answer.Close close when closing -> {}
                case Unanswered.Answer.Close close -> refuse(close.why());
            }
            next = unanswered.poll();
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
        if (!goesOnSoon) {
            goesOnSoon = true;
            channel.eventLoop().execute(this::goOn);
        }
    }

    private void goOn() {
        goesOnSoon = false;
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
        boolean usable = !isHeldUp() && (unanswered.isEmpty() || mayJoin());
        boolean read = !frames.isWaiting() && (usable || frames.unread() == 0);
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
        } else if (idleMsMax >= 0 && !isBusy() && nowMs - lastActiveMs > idleMsMax) {
            LOG.debug("closing connection {} of {}: idle for {} ms", id, host, idleMsMax);
            close();
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "a connection in no pipeline");
    }
}
