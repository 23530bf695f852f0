package strata.node;

import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import strata.kernel.Event;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.Peers;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.wire.PeerCodec;

/**
 * A node's lanes to its peers: for each one a connection, opened by the first request, on the
 * node's own loop.
 *
 * <p>Invariant: what is asked over a lane before the node has been told that its connection is gone
 * is gone with it; so that when it is told, nothing is under way on that lane.
 */
final class PeerConnections implements Peers {
    private final NodeLoop node;
    private final NodeId self;
    private final Map<Lane, PeerCodec> codecs = new EnumMap<>(Lane.class);
    private final PeerDialer dialer;
    private final FrameMemory frameMemory = new FrameMemory(-1);
    private final AnswerMemory answerMemory;
    private final Map<NodeId, Endpoint> addresses = new HashMap<>();
    private final Map<NodeId, EnumMap<Lane, PeerLine>> open = new HashMap<>();
    // The lines to itself, by the connection ids that their requests bear.
    private final Map<Long, OwnLine> ownLines = new HashMap<>();
    // Those with requests that have not left; a line may be in it twice.
    private List<PeerLine> asked = new ArrayList<>();

    PeerConnections(NodeLoop node, NodeId self, PeerDialer dialer) {
        this.node = node;
        this.self = self;
        this.dialer = dialer;
        for (Lane lane : Lane.values()) {
            codecs.put(lane, new PeerCodec(lane.clientId()));
        }
        this.answerMemory = new AnswerMemory(dialer.allocator());
    }

    @Override
    public void reach(NodeId peer, String host, int port) {
        addresses.put(peer, new Endpoint(host, port));
    }

    @Override
    public void ask(NodeId peer, Lane lane, long correlation, Request request) {
        PeerLine line = line(peer, lane);
        if (line == null) {
            line = newLine(new PeerLine.Ends(peer, lane));
            open.computeIfAbsent(peer, any -> new EnumMap<>(Lane.class)).put(lane, line);
        }
        line.ask(correlation, request);
        asked.add(line);
        node.scheduleEndOfTurn();
    }

    private PeerLine newLine(PeerLine.Ends ends) {
        if (ends.peer().equals(self)) {
            OwnLine line = new OwnLine(node, this, ends, node.connections().newId());
            ownLines.put(line.connectionId(), line);
            return line;
        }
        return new PeerConnection(node, this, ends, newFrames());
    }

    private FrameAssembler newFrames() {
        return node.connections().newAnswerFrames(frameMemory, answerMemory);
    }

    private @Nullable PeerLine line(NodeId peer, Lane lane) {
        EnumMap<Lane, PeerLine> lines = open.get(peer);
        return lines == null ? null : lines.get(lane);
    }

    @Override
    public void disconnect(NodeId peer, Lane lane) {
        PeerLine line = line(peer, lane);
        if (line == null) {
            return;
        }
        boolean waits = line.waits();
        line.close();
        if (waits) {
            // Not at once: a turn is under way.
            dialer.loop().execute(() -> closed(line, Reason.CLOSED_HERE));
        } else {
            forget(line);
        }
    }

    /** Tells the node that a line has gone, outside of what the node is doing. */
    void closed(PeerLine line, Reason reason) {
        if (forget(line)) {
            PeerLine.Ends ends = line.ends();
            node.deliver(new Event.LaneClosed(ends.peer(), ends.lane(), reason));
        }
    }

    private boolean forget(PeerLine line) {
        EnumMap<Lane, PeerLine> lines = open.get(line.ends().peer());
        return lines != null && lines.remove(line.ends().lane(), line);
    }

    /** A line to itself is of no use any more. */
    void ended(OwnLine line) {
        ownLines.remove(line.connectionId());
    }

    /**
     * The node's answer to a request of its own.
     *
     * @return false when the connection is none of those to itself, or has gone
     */
    boolean reply(long connectionId, long number, Response response) {
        OwnLine line = ownLines.get(connectionId);
        if (line == null) {
            return false;
        }
        line.reply(number, response);
        return true;
    }

    /** Where a peer is to be reached; null when nobody has said. */
    @Nullable
    Endpoint addressOf(NodeId peer) {
        return addresses.get(peer);
    }

    PeerCodec codec(Lane lane) {
        return Objects.requireNonNull(codecs.get(lane));
    }

    PeerDialer dialer() {
        return dialer;
    }

    /** What is written to a peer is taken from it. */
    ByteBufAllocator allocator() {
        return dialer.allocator();
    }

    /** The turn is over: lets the requests out. */
    void turnEnded() {
        List<PeerLine> flushed = asked;
        if (!flushed.isEmpty()) {
            asked = new ArrayList<>();
            flushed.forEach(PeerLine::flush);
        }
    }

    /** Closes every line, without a word to the node. */
    void closeAll() {
        List<PeerLine> lines = new ArrayList<>();
        open.values().forEach(ofPeer -> lines.addAll(ofPeer.values()));
        open.clear();
        lines.forEach(PeerLine::close);
        ownLines.clear();
        answerMemory.close();
    }

    /** Gives back memory that has been of no use for a while. */
    void sweep() {
        answerMemory.sweep();
    }
}
