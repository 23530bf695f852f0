package strata.node;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Event;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Nullable;
import strata.kernel.request.Request;
import strata.wire.PeerCodec.AnswerResult;
import strata.wire.PeerCodec.EncodedRequest;
import strata.wire.RequestContext;

/**
 * A connection to a peer: requests go out in order, and answers come in the same order.
 *
 * <p>Answers are cut from the stream as clients' requests are, and used in place: record bytes lie
 * in the buffer that the socket was read into until the turn ends.
 */
@SuppressWarnings("FutureReturnValueIgnored") // Of Netty: a close that fails has nobody to tell.
final class PeerConnection extends ChannelInboundHandlerAdapter implements PeerLine {
    private static final Logger LOG = LoggerFactory.getLogger(PeerConnection.class);

    private final NodeLoop node;
    private final PeerConnections peers;
    private final Ends ends;
    private final FrameAssembler frames;
    // What was asked and has no answer yet, in order.
    private final Deque<Asked> underWay = new ArrayDeque<>();
    // Requests as bytes that have not left, and their size.
    private final List<ByteBuffer> unsent = new ArrayList<>();
    private int unsentBytes;
    private int nextCorrelationId;
    // Null before the first flush.
    private @Nullable PeerDialer.Attempt attempt;
    // Null until it is connected.
    private @Nullable Channel channel;
    private boolean over;

    /**
     * @param correlation the node's own number
     */
    private record Asked(long correlation, RequestContext context) {}

    PeerConnection(NodeLoop node, PeerConnections peers, Ends ends, FrameAssembler frames) {
        this.node = node;
        this.peers = peers;
        this.ends = ends;
        this.frames = frames;
    }

    @Override
    public Ends ends() {
        return ends;
    }

    @Override
    public boolean waits() {
        return !underWay.isEmpty();
    }

    @Override
    public void ask(long correlation, Request request) {
        EncodedRequest encoded = peers.codec(ends.lane()).encode(nextCorrelationId++, request);
        underWay.add(new Asked(correlation, encoded.context()));
        unsent.add(encoded.frame());
        unsentBytes += encoded.frame().remaining();
    }

    @Override
    public void flush() {
        if (over) {
            return;
        }
        if (attempt == null) {
            connect();
        } else if (channel != null && unsentBytes > 0) {
            ByteBuf bytes = peers.allocator().directBuffer(unsentBytes, unsentBytes);
            unsent.forEach(bytes::writeBytes);
            unsent.clear();
            unsentBytes = 0;
            // A write that fails has the channel closed.
            channel.writeAndFlush(bytes, channel.voidPromise());
        }
    }

    private void connect() {
        Endpoint address = peers.addressOf(ends.peer());
        if (address == null) {
            LOG.debug("nobody has said where node {} is", ends.peer());
            end(Reason.UNREACHABLE);
        } else {
            attempt = peers.dialer().dial(address, this, new Outcome());
        }
    }

    /** What becomes of the attempt to connect. */
    private final class Outcome implements PeerDialer.Outcome {
        @Override
        public void failed(Reason reason, String why) {
            if (!over) {
                LOG.debug("{} of node {}: {} ({})", ends.lane(), ends.peer(), reason, why);
                end(reason);
            }
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        added.channel().config().setRecvByteBufAllocator(new ReceiveAllocator(frames));
    }

    @Override
    public void channelActive(ChannelHandlerContext active) {
        if (over) {
            active.close();
            return;
        }
        channel = active.channel();
        if (attempt != null) {
            attempt.succeeded();
        }
        flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext active, Object message) {
        ByteBuf target = (ByteBuf) message;
        boolean continued = frames.arrived(target);
        target.release();
        if (continued) {
            advance();
        }
    }

    private void advance() {
        while (!over && node.isServing()) {
            if (frames.fault() != null) {
                breakOff("an answer of no possible length");
            } else if (frames.hasNext()) {
                take(frames.next(node));
                node.endTurnIfLarge();
            } else {
                break;
            }
        }
    }

    private void take(ByteBuffer frame) {
        Asked asked = underWay.poll();
        if (asked == null) {
            breakOff("an answer to nothing");
            return;
        }
        switch (peers.codec(ends.lane()).decode(asked.context(), frame)) {
            case AnswerResult.Answered answered ->
                    node.deliver(
                            new Event.AnswerArrived(
                                    ends.peer(),
                                    ends.lane(),
                                    asked.correlation(),
                                    answered.response()));
            case AnswerResult.Malformed malformed -> breakOff(malformed.why());
        }
    }

    private void breakOff(String why) {
        InetSocketAddress at = channel == null ? null : (InetSocketAddress) channel.remoteAddress();
        LOG.warn("closing {} to node {} at {}: {}", ends.lane(), ends.peer(), at, why);
        end(Reason.RESET);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext active) {
        frames.settle(0L);
    }

    @Override
    public void channelInactive(ChannelHandlerContext inactive) {
        end(Reason.RESET);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext active, Throwable cause) {
        LOG.debug("{} to node {} broke: {}", ends.lane(), ends.peer(), String.valueOf(cause));
        end(Reason.RESET);
    }

    /** The last that is heard of a channel, whether or not it was ever connected. */
    @Override
    public void channelUnregistered(ChannelHandlerContext gone) {
        frames.close();
    }

    private void end(Reason reason) {
        if (!over) {
            close();
            peers.closed(this, reason);
        }
    }

    @Override
    public void close() {
        if (over) {
            return;
        }
        over = true;
        unsent.clear();
        if (attempt != null) {
            attempt.giveUp();
        }
        if (channel != null) {
            channel.close();
        }
    }
}
