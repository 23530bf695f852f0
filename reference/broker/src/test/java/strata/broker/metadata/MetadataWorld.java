package strata.broker.metadata;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import strata.broker.Layers;
import strata.broker.MemoryStorage;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Lane;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.replication.QuorumTimeouts;
import strata.kernel.replication.ReplicationLayer;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;

/**
 * Several nodes' metadata runtimes, and the connections between them; time goes by when told to.
 */
final class MetadataWorld {
    static final long STEP_MS = 1;
    static final String CLUSTER = "cluster-of-this-test00";

    private record Happening(long timeMs, long number, Runnable what)
            implements Comparable<Happening> {
        @Override
        public int compareTo(Happening other) {
            return timeMs != other.timeMs
                    ? Long.compare(timeMs, other.timeMs)
                    : Long.compare(number, other.number);
        }
    }

    private record Connection(NodeId from, NodeId to, Lane lane) {}

    private record UnderWay(MetadataNode asker, Connection connection, long correlation) {}

    final Layers layers = Layers.load(MetadataWorld.class.getClassLoader());
    final Map<NodeId, MetadataNode> nodes = new TreeMap<>();
    final List<NodeEndpoint> voters = new ArrayList<>();
    final Set<NodeId> cutOff = new LinkedHashSet<>();
    final List<Request> heard = new ArrayList<>();
    MetadataSpec.Settings settings =
            new MetadataSpec.Settings(QuorumTimeouts.DEFAULT, 2_000, 20L << 20);
    private final PriorityQueue<Happening> queue = new PriorityQueue<>();
    private final Map<RequestId, UnderWay> underWay = new LinkedHashMap<>();
    private long nowMs = 10_000;
    private long numbers;

    MetadataWorld(int voterCount, int observerCount) {
        for (int i = 1; i <= voterCount; i++) {
            voters.add(new NodeEndpoint(new NodeId(i), "localhost", 9000 + i));
        }
        for (int i = 1; i <= voterCount + observerCount; i++) {
            nodes.put(new NodeId(i), new MetadataNode(this, new NodeId(i), new MemoryStorage()));
        }
    }

    ReplicationLayer layer3() {
        return Objects.requireNonNull(layers.replication());
    }

    MetadataWorld started() {
        nodes.values().forEach(MetadataNode::start);
        return this;
    }

    long nowMs() {
        return nowMs;
    }

    MetadataNode node(int number) {
        return Objects.requireNonNull(nodes.get(new NodeId(number)));
    }

    @Nullable
    MetadataNode leader() {
        MetadataNode leader = null;
        for (MetadataNode node : nodes.values()) {
            boolean leads = node.alive && node.runtime().status().role() == Role.LEADER;
            boolean later =
                    leads
                            && (leader == null
                                    || node.runtime().status().epoch()
                                            > leader.runtime().status().epoch());
            if (later) {
                leader = node;
            }
        }
        return leader;
    }

    MetadataNode awaitLeader() {
        passesUntil(10_000, () -> leader() != null);
        return Objects.requireNonNull(leader(), "nobody leads");
    }

    void kill(MetadataNode node) {
        node.alive = false;
        for (Map.Entry<RequestId, UnderWay> entry : List.copyOf(underWay.entrySet())) {
            UnderWay one = entry.getValue();
            if (one.connection().to().equals(node.id)) {
                underWay.remove(entry.getKey());
                closed(one.asker(), one.connection(), Reason.RESET);
            }
        }
    }

    /** A process comes up again on its disk. */
    MetadataNode restart(MetadataNode node) {
        return restart(node, node.storage);
    }

    MetadataNode restart(MetadataNode node, MemoryStorage storage) {
        node.alive = false;
        MetadataNode fresh = new MetadataNode(this, node.id, storage);
        nodes.put(node.id, fresh);
        fresh.start();
        return fresh;
    }

    void at(long timeMs, Runnable what) {
        queue.add(new Happening(timeMs, numbers++, what));
    }

    void ask(MetadataNode from, NodeId to, Lane lane, long correlation, Request request) {
        Connection connection = new Connection(from.id, to, lane);
        at(nowMs + STEP_MS, () -> deliver(from, connection, correlation, request));
    }

    private void deliver(
            MetadataNode from, Connection connection, long correlation, Request request) {
        MetadataNode to = Objects.requireNonNull(nodes.get(connection.to()));
        if (cutOff.contains(from.id) || cutOff.contains(to.id)) {
            return;
        }
        if (!to.alive) {
            closed(from, connection, Reason.REFUSED);
            return;
        }
        heard.add(request);
        RequestId id = new RequestId(numbers++, 0);
        underWay.put(id, new UnderWay(from, connection, correlation));
        to.turn(new Event.RequestArrived(id, ClientInfo.ANONYMOUS, request));
    }

    private void closed(MetadataNode asker, Connection connection, Reason reason) {
        underWay.values().removeIf(one -> one.connection().equals(connection));
        at(
                nowMs + STEP_MS,
                () -> asker.turn(new Event.LaneClosed(connection.to(), connection.lane(), reason)));
    }

    void disconnect(MetadataNode from, NodeId to, Lane lane) {
        Connection connection = new Connection(from.id, to, lane);
        if (underWay.values().removeIf(one -> one.connection().equals(connection))) {
            closed(from, connection, Reason.CLOSED_HERE);
        }
    }

    void replied(MetadataNode by, RequestId id, Response response) {
        UnderWay asked = underWay.remove(id);
        if (asked == null) {
            by.replies.put(id, response);
            return;
        }
        Response arriving = overTheWire(response);
        Connection connection = asked.connection();
        at(
                nowMs + STEP_MS,
                () -> {
                    if (!cutOff.contains(by.id) && !cutOff.contains(connection.from())) {
                        asked.asker()
                                .turn(
                                        new Event.AnswerArrived(
                                                by.id,
                                                connection.lane(),
                                                asked.correlation(),
                                                arriving));
                    }
                });
    }

    private static Response overTheWire(Response response) {
        if (response instanceof FetchSnapshot.Response piece && piece.bytes() != null) {
            return piece.withBytes(inMemory(piece.bytes()));
        }
        if (!(response instanceof Fetch.Response fetch)) {
            return response;
        }
        List<Fetch.TopicResult> topics = new ArrayList<>();
        for (Fetch.TopicResult topic : fetch.topics()) {
            List<Fetch.PartitionResult> results = new ArrayList<>();
            for (Fetch.PartitionResult result : topic.partitions()) {
                FileSlice records = result.records();
                results.add(records == null ? result : result.withRecords(inMemory(records)));
            }
            topics.add(new Fetch.TopicResult(topic.topic(), results));
        }
        return new Fetch.Response(fetch.error(), fetch.sessionId(), topics, fetch.endpoints());
    }

    private static FileSlice inMemory(@Nullable FileSlice from) {
        FileSlice slice = Objects.requireNonNull(from);
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        slice.read(bytes, 0);
        slice.release();
        bytes.flip();
        return new FileSlice() {
            @Override
            public long position() {
                return 0;
            }

            @Override
            public int count() {
                return bytes.limit();
            }

            @Override
            public int read(ByteBuffer into, int start) {
                throw new AssertionError("the bytes are here");
            }

            @Override
            public FileSlice retain() {
                return this;
            }

            @Override
            public void release() {}

            @Override
            public ByteBuffer bytes() {
                return bytes.duplicate();
            }
        };
    }

    void passes(long ms) {
        passesUntil(ms, () -> false);
    }

    void passesUntil(long mostMs, BooleanSupplier enough) {
        long untilMs = nowMs + mostMs;
        while (!enough.getAsBoolean() && !queue.isEmpty() && queue.element().timeMs() <= untilMs) {
            Happening next = queue.remove();
            nowMs = Math.max(nowMs, next.timeMs());
            next.what().run();
        }
        if (!enough.getAsBoolean()) {
            nowMs = untilMs;
        }
    }
}
