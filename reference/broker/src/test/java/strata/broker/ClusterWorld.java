package strata.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import strata.kernel.ClientInfo;
import strata.kernel.Event;
import strata.kernel.Event.LaneClosed.Reason;
import strata.kernel.Lane;
import strata.kernel.Node;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.request.Fetch;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;

/**
 * Several nodes, driven by hand: each request is a turn of its own, what nodes ask each other is
 * delivered in the order of asking, time goes by when told to.
 */
final class ClusterWorld {
    static final long START_MS = 1_700_000_000_000L;

    /** Makes a node's process. */
    interface Processes {
        Node process(NodeId id);
    }

    private record Connection(NodeId from, NodeId to, Lane lane) {}

    private record UnderWay(Connection connection, long correlation) {}

    private record Answer(NodeId to, Event.AnswerArrived arrived) {}

    long nowMs;
    final Map<NodeId, ClusterNode> nodes = new TreeMap<>();
    // Whom nobody reaches, and who reaches nobody.
    final Set<NodeId> cutOff = new LinkedHashSet<>();
    // What is asked over this lane does not get there for now; null for none.
    @Nullable Lane heldUp;
    // What was asked, in order; for tests that look at it.
    final List<ClusterNode.Asked> heard = new ArrayList<>();
    // How many timers have come due.
    long timersFired;
    private final Processes processes;
    private final Map<NodeId, Map<RequestId, UnderWay>> underWay = new TreeMap<>();
    private final List<Answer> answers = new ArrayList<>();
    private final Map<Connection, Long> connectionIds = new LinkedHashMap<>();
    private long requests;
    private long nextConnectionId = 1000;

    ClusterWorld(int count, Processes processes) {
        this.processes = processes;
        for (int i = 1; i <= count; i++) {
            nodes.put(new NodeId(i), new ClusterNode(this, new NodeId(i), new MemoryStorage()));
        }
    }

    void startAll() {
        nodes.values().forEach(node -> node.start(processes.process(node.id)));
        settle();
    }

    ClusterNode node(int number) {
        return Objects.requireNonNull(nodes.get(new NodeId(number)));
    }

    /** A client sends a request to a node. */
    RequestId send(int node, Request request) {
        RequestId id = new RequestId(1, requests++);
        node(node).turn(new Event.RequestArrived(id, ClientInfo.ANONYMOUS, request));
        settle();
        return id;
    }

    <R extends Response> R answer(Class<R> type, int node, RequestId id) {
        return type.cast(Objects.requireNonNull(node(node).replies.get(id), "not answered"));
    }

    <R extends Response> R ask(Class<R> type, int node, Request request) {
        return answer(type, node, send(node, request));
    }

    /** Sends, and lets time go by until there is an answer. */
    <R extends Response> R await(Class<R> type, int node, Request request, long mostMs) {
        RequestId id = send(node, request);
        passesUntil(mostMs, () -> node(node).replies.containsKey(id));
        return answer(type, node, id);
    }

    /** A process dies; its connections break. */
    void kill(int number) {
        ClusterNode dead = node(number);
        dead.dies();
        breakConnections(dead.id, Reason.RESET);
        settle();
    }

    /** A process is stopped in good order: it hands over first what it leads. */
    void stop(int number) {
        ClusterNode stopping = node(number);
        stopping.mayStop = stopping.node().askedToStop();
        stopping.node().turnEnded();
        passesUntil(10_000, () -> stopping.mayStop);
        if (!stopping.mayStop) {
            throw new AssertionError("node " + number + " does not want to stop");
        }
        stopping.node().stop();
        stopping.dies();
        breakConnections(stopping.id, Reason.RESET);
        settle();
    }

    /** A dead process comes up again on its disk. */
    void restart(int number) {
        NodeId id = new NodeId(number);
        ClusterNode fresh = new ClusterNode(this, id, node(number).storage);
        nodes.put(id, fresh);
        fresh.start(processes.process(id));
        settle();
    }

    /** Nobody reaches a node any more, nor it anybody. */
    void cutOff(int number) {
        cutOff.add(new NodeId(number));
        breakConnections(new NodeId(number), Reason.RESET);
        settle();
    }

    void heal() {
        cutOff.clear();
        settle();
    }

    private void breakConnections(NodeId id, Reason reason) {
        Set<Connection> broken = new LinkedHashSet<>();
        for (Connection connection : connectionIds.keySet()) {
            boolean self = connection.from().equals(connection.to());
            if (!self && (connection.from().equals(id) || connection.to().equals(id))) {
                broken.add(connection);
            }
        }
        broken.forEach(connection -> close(connection, reason));
        if (!Objects.requireNonNull(nodes.get(id)).alive) {
            connectionIds.keySet().removeIf(one -> one.from().equals(id));
        }
    }

    void disconnect(NodeId from, NodeId to, Lane lane) {
        close(new Connection(from, to, lane), Reason.CLOSED_HERE);
    }

    private void close(Connection connection, Reason reason) {
        Long id = connectionIds.remove(connection);
        ClusterNode from = Objects.requireNonNull(nodes.get(connection.from()));
        ClusterNode to = Objects.requireNonNull(nodes.get(connection.to()));
        Map<RequestId, UnderWay> waiting = underWay.getOrDefault(connection.to(), Map.of());
        waiting.values().removeIf(one -> one.connection().equals(connection));
        answers.removeIf(
                one ->
                        one.to().equals(connection.from())
                                && one.arrived().from().equals(connection.to())
                                && one.arrived().lane() == connection.lane());
        if (id != null && to.alive) {
            to.turn(new Event.ClientDisconnected(id));
        }
        if (from.alive) {
            from.turn(new Event.LaneClosed(connection.to(), connection.lane(), reason));
        }
    }

    /** Whether an answer was to a peer; it travels then. */
    boolean replied(ClusterNode by, RequestId id, Response response) {
        if (id.connectionId() < 1000) {
            return false;
        }
        UnderWay asked = underWay.getOrDefault(by.id, Map.of()).remove(id);
        if (asked != null) {
            Connection connection = asked.connection();
            answers.add(
                    new Answer(
                            connection.from(),
                            new Event.AnswerArrived(
                                    by.id,
                                    connection.lane(),
                                    asked.correlation(),
                                    overTheWire(response))));
        }
        return true;
    }

    /** Record batches arrive in memory. */
    private static Response overTheWire(Response response) {
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

    private static FileSlice inMemory(FileSlice slice) {
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
                return bytes.remaining();
            }

            @Override
            public int read(ByteBuffer into, int from) {
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

    /** Delivers what is under way, until nothing is. */
    void settle() {
        for (int i = 0; i < 100_000; i++) {
            if (!step()) {
                return;
            }
        }
        throw new AssertionError(
                "it never ends: " + heard.subList(heard.size() - 20, heard.size()));
    }

    private boolean step() {
        for (ClusterNode node : nodes.values()) {
            if (node.alive && node.flushes && !node.syncs.isEmpty()) {
                node.turn(new Event.SyncDone(node.syncs.remove(0)));
                return true;
            }
        }
        if (!answers.isEmpty()) {
            Answer answer = answers.remove(0);
            Objects.requireNonNull(nodes.get(answer.to())).turn(answer.arrived());
            return true;
        }
        for (ClusterNode node : nodes.values()) {
            for (int i = 0; node.alive && i < node.asked.size(); i++) {
                if (node.asked.get(i).lane() != heldUp) {
                    deliver(node.asked.remove(i));
                    return true;
                }
            }
        }
        return false;
    }

    private void deliver(ClusterNode.Asked asked) {
        heard.add(asked);
        Connection connection = new Connection(asked.from(), asked.to(), asked.lane());
        ClusterNode to = nodes.get(asked.to());
        boolean self = asked.from().equals(asked.to());
        if (!self && (cutOff.contains(asked.from()) || cutOff.contains(asked.to()))) {
            close(connection, Reason.UNREACHABLE);
        } else if (to == null || !to.alive) {
            close(connection, Reason.REFUSED);
        } else {
            long connectionId =
                    connectionIds.computeIfAbsent(connection, any -> nextConnectionId++);
            RequestId id = new RequestId(connectionId, requests++);
            underWay.computeIfAbsent(asked.to(), any -> new LinkedHashMap<>())
                    .put(id, new UnderWay(connection, asked.correlation()));
            ClientInfo client = new ClientInfo(asked.lane().clientId(), "localhost");
            to.turn(new Event.RequestArrived(id, client, asked.request()));
        }
    }

    /** Lets time go by: timers come due. */
    void passes(long ms) {
        passesUntil(ms, () -> false);
    }

    /** Lets time go by until something is the case, or the time is up. */
    void passesUntil(long mostMs, BooleanSupplier enough) {
        long untilMs = nowMs + mostMs;
        settle();
        while (!enough.getAsBoolean()) {
            ClusterNode next = null;
            Map.Entry<Timer, Long> timer = null;
            for (ClusterNode node : nodes.values()) {
                for (Map.Entry<Timer, Long> entry : node.dueMs.entrySet()) {
                    if (timer == null || entry.getValue() < timer.getValue()) {
                        timer = entry;
                        next = node;
                    }
                }
            }
            if (timer == null || next == null || timer.getValue() > untilMs) {
                nowMs = untilMs;
                return;
            }
            nowMs = Math.max(nowMs, timer.getValue());
            Timer due = timer.getKey();
            next.dueMs.remove(due);
            timersFired++;
            next.turn(new Event.TimerFired(due));
            settle();
        }
    }

    /** The last that a node asked another on a lane; null for nothing. */
    @Nullable
    Request lastAsked(int from, int to, Lane lane) {
        Request last = null;
        for (ClusterNode.Asked one : heard) {
            if (one.from().number() == from && one.to().number() == to && one.lane() == lane) {
                last = one.request();
            }
        }
        return last;
    }
}
