package strata.node;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import strata.kernel.Check;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.request.Api;
import strata.kernel.request.ApiVersions;
import strata.kernel.request.Fetch;
import strata.kernel.request.Produce;
import strata.kernel.request.Request;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/**
 * A node that does what a request's client id says: {@code park} keeps the request waiting, {@code
 * release} answers all that wait, and so on; any other id is answered at once. Fetches are answered
 * with slices of a file of random bytes.
 */
@SuppressWarnings("NullAway.Init") // Its fields are there from start() on.
final class CommandNode implements Node {
    static final int FILE_BYTES = 8 << 20;
    static final Set<Api> APIS = EnumSet.of(Api.API_VERSIONS, Api.FETCH, Api.PRODUCE);

    final byte[] content = new byte[FILE_BYTES];

    /** The client ids of requests, in the order in which they were handled. */
    final BlockingQueue<String> handled = new LinkedBlockingQueue<>();

    /** The names of the listeners by which they came. */
    final BlockingQueue<String> listeners = new LinkedBlockingQueue<>();

    final BlockingQueue<Event.ClientDisconnected> disconnected = new LinkedBlockingQueue<>();
    final AtomicInteger fetchCount = new AtomicInteger();
    final AtomicInteger turnCount = new AtomicInteger();
    final AtomicInteger stopCount = new AtomicInteger();

    final AtomicInteger askedToStopCount = new AtomicInteger();

    /** Whether it says itself when it may be stopped: at the command {@code handed over}. */
    volatile boolean handsOver;

    private final List<Parked> parked = new ArrayList<>();
    private final List<Parked> untilOneLeaves = new ArrayList<>();
    private NodeContext context;
    private volatile DiskFile file;

    private record Parked(RequestId id, Request request) {}

    CommandNode() {
        new Random(42).nextBytes(content);
    }

    @Override
    public void start(NodeContext started) {
        context = started;
        StorageFile opened = started.storage().open("topic-0/content");
        opened.truncate(0);
        opened.write(ByteBuffer.wrap(content), 0);
        file = (DiskFile) opened;
    }

    @Override
    public void handle(Event event) {
        switch (event) {
            case Event.RequestArrived arrived -> {
                String command = arrived.client().clientId();
                handled.add(command);
                listeners.add(arrived.client().listener());
                handle(command, new Parked(arrived.id(), arrived.request()));
            }
            case Event.ClientDisconnected gone -> {
                disconnected.add(gone);
                untilOneLeaves.forEach(this::answer);
                untilOneLeaves.clear();
            }
            default -> Check.that(false, "not expected: %s", event);
        }
    }

    private void handle(String command, Parked request) {
        switch (command) {
            case "park" -> parked.add(request);
            case "park until one leaves" -> untilOneLeaves.add(request);
            case "release" -> {
                parked.forEach(this::answer);
                parked.clear();
                answer(request);
            }
            case "no answer" -> context.reply(request.id(), new Response.NoAnswer());
            case "close" -> context.reply(request.id(), new Response.CloseConnection("told to"));
            case "disk fault" ->
                    throw new StorageException(StorageException.Kind.FULL, "the disk is full");
            case "handed over" -> context.mayStop();
            case "bug" -> Check.that(false, "told to fail");
            case "close file" -> {
                file.close();
                answer(request);
            }
            default -> answer(request);
        }
    }

    private void answer(Parked parkedRequest) {
        context.reply(parkedRequest.id(), responseTo(parkedRequest.request()));
    }

    private Response responseTo(Request request) {
        return switch (request) {
            case Fetch.Request fetch -> {
                fetchCount.incrementAndGet();
                yield responseTo(fetch);
            }
            case Produce.Request produce -> new Produce.Response(List.of());
            default -> new ApiVersions.Response(APIS);
        };
    }

    private Fetch.Response responseTo(Fetch.Request fetch) {
        List<Fetch.TopicResult> topics = new ArrayList<>();
        for (Fetch.TopicFetch topic : fetch.topics()) {
            List<Fetch.PartitionResult> partitions = new ArrayList<>();
            for (Fetch.PartitionFetch partition : topic.partitions()) {
                partitions.add(
                        new Fetch.PartitionResult(
                                partition.partition(),
                                ErrorCode.NONE,
                                0L,
                                0L,
                                0L,
                                null,
                                slice(partition.fetchOffset(), partition.maxBytes())));
            }
            topics.add(new Fetch.TopicResult(topic.topic(), partitions));
        }
        return new Fetch.Response(ErrorCode.NONE, 0, topics);
    }

    private @Nullable FileSlice slice(long position, int count) {
        boolean isInside = position >= 0 && count > 0 && position + count <= FILE_BYTES;
        return isInside ? file.slice(position, count) : null;
    }

    @Override
    public void turnEnded() {
        turnCount.incrementAndGet();
    }

    @Override
    public boolean askedToStop() {
        askedToStopCount.incrementAndGet();
        return !handsOver;
    }

    @Override
    public void stop() {
        stopCount.incrementAndGet();
    }

    /** Whether the file is closed for good, as it is once the last slice is released. */
    boolean isFileFree() {
        return !file.inode().isOpen();
    }
}
