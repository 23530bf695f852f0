package strata.node;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Event;
import strata.kernel.Nullable;
import strata.wire.ProtocolCodec;

/** The connections of a loop, and what they share. */
final class Connections {
    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

    private final NodeLoop node;
    private final SocketSettings settings;
    private final ByteBufAllocator allocator;
    private final Landing landing;
    private final FrameMemory frameMemory;
    private final PageReader pageReader;
    // Invariant: every connection that was let in and has not gone, by its id.
    private final LongObjectMap<Connection> open = new LongObjectHashMap<>();
    private final Map<String, Integer> countsByHost = new HashMap<>();
    // Those with answers that have not been flushed; a connection may be in it twice.
    private List<Connection> written = new ArrayList<>();
    private long nextId;
    private @Nullable ProtocolCodec codec;

    Connections(
            NodeLoop node,
            SocketSettings settings,
            ByteBufAllocator allocator,
            PageReader pageReader) {
        this.pageReader = pageReader;
        this.node = node;
        this.settings = settings;
        this.allocator = allocator;
        this.landing = new Landing(allocator);
        this.frameMemory = new FrameMemory(settings.queuedBytesMax());
    }

    /**
     * What requests are read with, and answers written; before the first connection is accepted.
     */
    void speak(ProtocolCodec spoken) {
        codec = spoken;
    }

    ProtocolCodec codec() {
        return Objects.requireNonNull(codec, "the node has not started");
    }

    /** A connection for a channel that a listener has accepted. */
    Connection accepted(Channel channel, String listener) {
        var arrival = new Connection.Arrival(nextId++, hostOf(channel), listener);
        return new Connection(node, this, channel, arrival);
    }

    private static String hostOf(Channel channel) {
        // A peer that has gone already has no address any more.
        return channel.remoteAddress() instanceof InetSocketAddress peer
                ? peer.getAddress().getHostAddress()
                : "unknown";
    }

    /** Lets a connection in, or closes it when there are too many. */
    void entered(Connection connection) {
        String host = connection.host();
        if (open.size() >= settings.connectionsMax()) {
            LOG.warn(
                    "refusing a connection of {}: max.connections={} are open",
                    host,
                    settings.connectionsMax());
            connection.close();
        } else if (countsByHost.getOrDefault(host, 0) >= settings.connectionsPerAddressMax()) {
            LOG.warn(
                    "refusing a connection of {}: max.connections.per.ip={} are open",
                    host,
                    settings.connectionsPerAddressMax());
            connection.close();
        } else {
            open.put(connection.id(), connection);
            countsByHost.merge(host, 1, Integer::sum);
        }
    }

    /** A connection has gone. */
    void left(Connection connection) {
        if (open.remove(connection.id()) == null) {
            return;
        }
        countsByHost.computeIfPresent(
                connection.host(), (host, count) -> count == 1 ? null : count - 1);
        node.deliver(new Event.ClientDisconnected(connection.id()));
    }

    @Nullable
    Connection get(long id) {
        return open.get(id);
    }

    /** Whether there has been a connection of that id. */
    boolean hasKnown(long id) {
        return id >= 0 && id < nextId;
    }

    int count() {
        return open.size();
    }

    FrameAssembler newFrames(Runnable goOn) {
        return new FrameAssembler(
                landing, frameMemory, allocator, settings.requestBytesMax(), goOn);
    }

    /** For the answers of a peer, whose memory is counted by itself: it was asked for them. */
    FrameAssembler newAnswerFrames(FrameMemory memory, AnswerMemory answers) {
        return FrameAssembler.ofAnswers(landing, memory, allocator, answers);
    }

    /** The id of a connection of the node to itself. */
    long newId() {
        return nextId++;
    }

    /** Reads what answers need from the disk. */
    PageReader pageReader() {
        return pageReader;
    }

    FrameMemory frameMemory() {
        return frameMemory;
    }

    /** What a connection has written leaves at the end of the turn. */
    void hasWritten(Connection connection) {
        written.add(connection);
        node.scheduleEndOfTurn();
    }

    /** The turn is over: lets the answers out, then those go on that had to wait for memory. */
    void turnEnded() {
        List<Connection> flushed = written;
        if (!flushed.isEmpty()) {
            written = new ArrayList<>();
            for (Connection connection : flushed) {
                connection.flush();
            }
        }
        frameMemory.wakeWaiting();
    }

    /** Closes connections that are idle or stand in the way of others. */
    void sweep() {
        long nowMs = node.clock().monotonicMs();
        for (Connection connection : List.copyOf(open.values())) {
            connection.closeIfStale(nowMs, settings.idleMsMax());
        }
        node.scheduleEndOfTurn();
    }

    /** Closes every connection; answers that have not been flushed are dropped. */
    void closeAll() {
        for (Connection connection : List.copyOf(open.values())) {
            connection.close();
        }
        landing.close();
    }
}
