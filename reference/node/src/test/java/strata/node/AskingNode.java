package strata.node;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.Fetch;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/**
 * A node that asks what a test has it ask, answers as it is told by the software's name in an
 * ApiVersions request or with so many bytes of a file, and writes down what happens to it.
 */
@SuppressWarnings("NullAway.Init") // Its fields are there from start() on.
final class AskingNode implements Node {
    private static final int FILE_BYTES = 40 << 20;
    // Who asks itself for a fetch of that patience leaves before the answer is there.
    private static final int LEAVES_MS = 77;

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final BlockingQueue<Consumer<NodeContext>> orders = new LinkedBlockingQueue<>();
    private final Set<Long> connections = new ConcurrentSkipListSet<>();
    private final List<RequestId> parked = new ArrayList<>();
    private NodeContext context;
    private @Nullable StorageFile file;
    private volatile @Nullable FileSlice lastSlice;

    /** Looks every millisecond for what a test wants done. */
    private record Look() implements Timer {}

    static Fetch.Request fetch(int size) {
        return fetch(size, 0);
    }

    static Fetch.Request fetchAndLeave(int size) {
        return fetch(size, LEAVES_MS);
    }

    private static Fetch.Request fetch(int size, int maxWaitMs) {
        return new Fetch.Request(
                1,
                maxWaitMs,
                1,
                size,
                IsolationLevel.READ_UNCOMMITTED,
                0,
                -1,
                List.of(
                        new Fetch.TopicFetch(
                                TopicRef.identified(new TopicId(0L, 1L)),
                                List.of(new Fetch.PartitionFetch(0, 1, 0L, 1, 0L, size)))));
    }

    RunningNode start(Path directory, int id, SocketSettings sockets, Transport transport) {
        NodeConfig config =
                new NodeConfig(
                        id,
                        Membership.ALONE,
                        RunningNode.listeners(new Endpoint("127.0.0.1", 0)),
                        directory.resolve("node-" + id),
                        sockets,
                        DiskSettings.ofProcess(),
                        Map.of());
        return RunningNode.start(this, config, transport);
    }

    void reach(NodeId peer, RunningNode at) {
        int port = at.server.listening().port();
        onLoop(started -> started.peers().reach(peer, "127.0.0.1", port));
    }

    void ask(NodeId peer, Lane lane, long correlation, String command) {
        ApiVersions.Request request = new ApiVersions.Request(command, "1");
        onLoop(started -> started.peers().ask(peer, lane, correlation, request));
    }

    void onLoop(Consumer<NodeContext> order) {
        orders.add(order);
    }

    /** What it answered last, with a reference only if nobody has given it back. */
    FileSlice lastSlice() {
        return Objects.requireNonNull(lastSlice);
    }

    /** The connections by which it was asked. */
    Set<Long> connections() {
        return new TreeSet<>(connections);
    }

    String next() {
        try {
            return Objects.requireNonNull(events.poll(30, TimeUnit.SECONDS), "nothing happens");
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    List<String> nextOf(int count) {
        List<String> next = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            next.add(next());
        }
        return next;
    }

    @Override
    public void start(NodeContext started) {
        context = started;
        context.setTimer(new Look(), 1);
    }

    @Override
    public void handle(Event event) {
        switch (event) {
            case Event.TimerFired fired -> {
                Consumer<NodeContext> order = orders.poll();
                while (order != null) {
                    order.accept(context);
                    order = orders.poll();
                }
                context.setTimer(new Look(), 1);
            }
            case Event.RequestArrived arrived -> handle(arrived);
            case Event.AnswerArrived arrived ->
                    events.add(
                            arrived.from()
                                    + " "
                                    + arrived.lane()
                                    + " "
                                    + arrived.correlation()
                                    + " "
                                    + shown(arrived.response()));
            case Event.LaneClosed closed ->
                    events.add(closed.peer() + " " + closed.lane() + " " + closed.reason());
            case Event.ClientDisconnected gone -> events.add("a client has gone");
            default -> throw new IllegalStateException("not expected: " + event);
        }
    }

    private void handle(Event.RequestArrived arrived) {
        connections.add(arrived.id().connectionId());
        if (arrived.request() instanceof Fetch.Request fetch) {
            events.add("asked fetch");
            context.reply(arrived.id(), responseTo(fetch));
            if (fetch.maxWaitMs() == LEAVES_MS) {
                context.peers().disconnect(context.self(), Lane.REPLICA_FETCH);
            }
            return;
        }
        String command = ((ApiVersions.Request) arrived.request()).softwareName();
        events.add("asked " + command);
        switch (command) {
            case "park" -> parked.add(arrived.id());
            case "release" -> {
                parked.forEach(this::answer);
                parked.clear();
                answer(arrived.id());
            }
            case "close" -> context.reply(arrived.id(), new Response.CloseConnection("told to"));
            default -> answer(arrived.id());
        }
    }

    private void answer(RequestId id) {
        context.reply(id, new ApiVersions.Response(CommandNode.APIS));
    }

    private Fetch.Response responseTo(Fetch.Request fetch) {
        FileSlice slice = file().slice(0L, fetch.maxBytes());
        lastSlice = slice;
        Fetch.PartitionResult partition =
                new Fetch.PartitionResult(0, ErrorCode.NONE, 0L, 0L, 0L, null, slice);
        return new Fetch.Response(
                ErrorCode.NONE,
                0,
                List.of(new Fetch.TopicResult(fetch.topics().get(0).topic(), List.of(partition))));
    }

    private StorageFile file() {
        if (file == null) {
            file = context.storage().open("bytes");
            ByteBuffer numbers = ByteBuffer.allocate(1 << 20);
            for (long at = 0; at < FILE_BYTES; at += numbers.capacity()) {
                numbers.clear();
                while (numbers.hasRemaining()) {
                    numbers.putLong(at + numbers.position());
                }
                file.write(numbers.flip(), at);
            }
        }
        return file;
    }

    private static String shown(Response response) {
        return switch (response) {
            case ApiVersions.Response any -> "ApiVersions";
            case Fetch.Response fetch -> shown(fetch.topics().get(0).partitions().get(0));
            default -> response.toString();
        };
    }

    private static String shown(Fetch.PartitionResult partition) {
        FileSlice slice = Objects.requireNonNull(partition.records());
        ByteBuffer bytes = ByteBuffer.allocate(slice.count());
        int count = slice.read(bytes, 0);
        bytes.flip();
        for (int at = 0; at + Long.BYTES <= count; at += Long.BYTES) {
            if (bytes.getLong(at) != at) {
                return "wrong bytes at " + at;
            }
        }
        ByteBuffer inPlace = slice.bytes();
        slice.release();
        return "fetched " + count + (inPlace == null ? " in a file" : " in memory");
    }
}
