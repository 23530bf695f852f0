package strata.sim.toy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Node;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.request.Fetch;
import strata.kernel.request.Produce;
import strata.kernel.request.Response;
import strata.kernel.storage.StorageException;
import strata.sim.HeapSlice;
import strata.sim.client.RecordCodec.Decoded;
import strata.sim.history.Promise;

/**
 * A toy to try the simulator on: the smallest node that keeps a promise. It appends what is
 * produced to one list, gives it out again, and has it all back after a crash. Right as it stands;
 * {@link ToyBug}s can be planted.
 */
public final class TallyNode implements Node {
    private static final int ENTRIES_MAX = 20;
    private static final long LATE_MS = 5;

    private final Promise promise;
    private final Set<ToyBug> bugs;
    private final TallyCodec codec = new TallyCodec();
    // Answers of this turn, and those that wait for a flush.
    private final List<Answer> answers = new ArrayList<>();
    private final Map<SyncId, List<Answer>> parked = new LinkedHashMap<>();
    private final List<Late> late = new ArrayList<>();
    private @Nullable NodeContext context;
    private @Nullable TallyStore store;
    private boolean stuck;
    private long syncs;

    private record Answer(RequestId to, Response response) {}

    /** Values that a bug has not written yet. */
    private record Late(long first, List<ByteBuffer> values) {}

    private record WriteLate() implements Timer {}

    public TallyNode(Promise promise, ToyBug... bugs) {
        this.promise = promise;
        this.bugs = EnumSet.noneOf(ToyBug.class);
        this.bugs.addAll(List.of(bugs));
    }

    @Override
    public void start(NodeContext world) {
        context = world;
        TallyStore recovered = new TallyStore(world.storage(), bugs);
        store = recovered;
        stuck = bugs.contains(ToyBug.STUCK_AFTER_RESTART) && !recovered.values().isEmpty();
    }

    @Override
    public void handle(Event event) {
        switch (event) {
            case Event.RequestArrived arrived -> {
                switch (arrived.request()) {
                    case Produce.Request produce -> produce(arrived.id(), produce);
                    case Fetch.Request fetch -> world().reply(arrived.id(), fetched(fetch));
                    default ->
                            world().reply(
                                            arrived.id(),
                                            new Response.CloseConnection("not served by a toy"));
                }
            }
            case Event.SyncDone done -> {
                List<Answer> flushed = parked.remove(done.id());
                if (flushed != null) {
                    flushed.forEach(this::leave);
                }
            }
            case Event.TimerFired fired -> writeLate();
            case Event.ClientDisconnected gone -> {}
            case Event.MessageArrived message -> {}
            case Event.PeerDisconnected gone -> {}
            case Event.AnswerArrived arrived -> {}
            case Event.LaneClosed closed -> {}
        }
    }

    @Override
    public void turnEnded() {
        if (!answers.isEmpty()) {
            boolean waits =
                    promise == Promise.FLUSHED_BEFORE_ACK
                            && !bugs.contains(ToyBug.ACK_BEFORE_FLUSH)
                            && !bugs.contains(ToyBug.ACK_BEFORE_WRITE);
            if (!waits || bugs.contains(ToyBug.ANSWERS_TWICE)) {
                answers.forEach(this::leave);
            }
            if (waits) {
                SyncId id = new SyncId(syncs++);
                parked.put(id, new ArrayList<>(answers));
                world().sync(List.of(store().journal()), id);
            }
            answers.clear();
        }
        if (store().journalEntries() >= ENTRIES_MAX) {
            store().checkpoint();
        }
    }

    @Override
    public void stop() {
        store().journal().flush();
        store().journal().close();
    }

    private void produce(RequestId id, Produce.Request request) {
        Produce.TopicData topic = request.topics().get(0);
        Produce.PartitionData data = topic.partitions().get(0);
        long first = append(valuesOf(Objects.requireNonNull(data.batches())));
        Produce.PartitionResult result =
                new Produce.PartitionResult(data.partition(), ErrorCode.NONE, first, -1L, 0L, null);
        Response response =
                request.acks() == 0
                        ? new Response.NoAnswer()
                        : new Produce.Response(
                                List.of(new Produce.TopicResult(topic.topic(), List.of(result))));
        if (!stuck) {
            answers.add(new Answer(id, response));
        }
    }

    private long append(List<ByteBuffer> values) {
        if (bugs.contains(ToyBug.ACK_BEFORE_WRITE) || bugs.contains(ToyBug.KEEPS_BUFFER)) {
            return appendLater(values);
        }
        long first = store().values().size();
        try {
            return store().append(copied(values));
        } catch (StorageException e) {
            if (bugs.contains(ToyBug.SWALLOWS_FAULT)) {
                return first;
            }
            throw e;
        }
    }

    /** Two bugs: the values are readable and acknowledged before they are written. */
    private long appendLater(List<ByteBuffer> values) {
        long first = store().values().size();
        List<byte[]> copies = copied(values);
        store().remember(copies);
        boolean keeps = bugs.contains(ToyBug.KEEPS_BUFFER);
        late.add(new Late(first, keeps ? values : copies.stream().map(ByteBuffer::wrap).toList()));
        world().setTimer(new WriteLate(), keeps ? 0 : LATE_MS);
        return first;
    }

    private void writeLate() {
        late.forEach(each -> store().write(each.first, copied(each.values)));
        late.clear();
    }

    private List<ByteBuffer> valuesOf(ByteBuffer batches) {
        return codec.decode(batches.duplicate()).stream().map(Decoded::value).toList();
    }

    private static List<byte[]> copied(List<ByteBuffer> values) {
        List<byte[]> copies = new ArrayList<>(values.size());
        for (ByteBuffer value : values) {
            byte[] copy = new byte[value.remaining()];
            value.duplicate().get(copy);
            copies.add(copy);
        }
        return copies;
    }

    private Response fetched(Fetch.Request request) {
        Fetch.TopicFetch topic = request.topics().get(0);
        Fetch.PartitionFetch wanted = topic.partitions().get(0);
        List<byte[]> values = store().values();
        Fetch.PartitionResult result =
                wanted.fetchOffset() > values.size()
                        ? Fetch.PartitionResult.failed(
                                wanted.partition(), ErrorCode.OFFSET_OUT_OF_RANGE)
                        : new Fetch.PartitionResult(
                                wanted.partition(),
                                ErrorCode.NONE,
                                values.size(),
                                values.size(),
                                0L,
                                null,
                                records((int) wanted.fetchOffset(), wanted.maxBytes()));
        return new Fetch.Response(
                ErrorCode.NONE, 0, List.of(new Fetch.TopicResult(topic.topic(), List.of(result))));
    }

    private HeapSlice records(int from, int maxBytes) {
        List<byte[]> values = store().values();
        int end = from;
        int size = 0;
        while (end < values.size()
                && (end == from
                        || size + TallyCodec.OVERHEAD_BYTES + values.get(end).length <= maxBytes)) {
            size += TallyCodec.OVERHEAD_BYTES + values.get(end).length;
            end++;
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        for (int offset = from; offset < end; offset++) {
            byte[] value = values.get(offset);
            bytes.putLong(offset).putInt(value.length).put(value);
        }
        return new HeapSlice(bytes.array());
    }

    private void leave(Answer answer) {
        world().reply(answer.to, answer.response);
    }

    private NodeContext world() {
        return Objects.requireNonNull(context);
    }

    private TallyStore store() {
        return Objects.requireNonNull(store);
    }
}
