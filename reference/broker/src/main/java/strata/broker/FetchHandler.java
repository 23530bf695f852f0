package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.request.Fetch;

/**
 * Answers fetches, and parks those that ask for more than there is until there is enough or their
 * time is up.
 *
 * <p>Invariant: a parked fetch is in {@code parked}, in {@code watchers} of each of its partitions,
 * and has a timer; one that is not parked is in none of them.
 */
final class FetchHandler {
    /** A parked fetch's time is up. */
    record FetchTimer(RequestId id) implements Timer {}

    /** A fetch that waits. */
    private static final class Parked {
        private final RequestId id;
        private final Fetch.Request request;
        // What could be read when last looked, plus what was appended since.
        private long availableBytes;
        private final List<Partition> watched = new ArrayList<>();

        Parked(RequestId id, Fetch.Request request, long availableBytes) {
            this.id = id;
            this.request = request;
            this.availableBytes = availableBytes;
        }
    }

    private final NodeContext context;
    private final PartitionFinder finder;
    private final FetchReader reader;
    private final Map<RequestId, Parked> parked = new LinkedHashMap<>();
    private final Map<Partition, Set<Parked>> watchers = new LinkedHashMap<>();
    // Parked fetches to look at again at the end of the turn.
    private final Set<Parked> stirred = new LinkedHashSet<>();

    FetchHandler(NodeContext context, PartitionFinder finder, FetchReader reader) {
        this.context = context;
        this.finder = finder;
        this.reader = reader;
    }

    void handle(RequestId id, Fetch.Request request) {
        // KIP-227: a full fetch (epoch 0 or -1) is served with or without a session; what goes on
        // with a session cannot be, as this broker makes none.
        if (request.sessionEpoch() != 0 && request.sessionEpoch() != -1) {
            context.reply(
                    id, new Fetch.Response(ErrorCode.FETCH_SESSION_ID_NOT_FOUND, 0, List.of()));
            return;
        }
        FetchReader.Result result = reader.read(request);
        boolean nothingToWaitFor = request.maxWaitMs() <= 0 || request.topics().isEmpty();
        if (nothingToWaitFor || result.failed() || result.bytes() >= request.minBytes()) {
            context.reply(id, result.response());
            return;
        }
        result.release();
        park(new Parked(id, request, result.bytes()));
    }

    /** Records were appended to a partition, or became visible. */
    void progressed(Partition partition, int bytes) {
        Set<Parked> waiting = watchers.get(partition);
        if (waiting == null) {
            return;
        }
        for (Parked fetch : waiting) {
            fetch.availableBytes += bytes;
            if (fetch.availableBytes >= fetch.request.minBytes()) {
                stirred.add(fetch);
            }
        }
    }

    /** A partition is gone: those who wait for it are told. */
    void deleted(Partition partition) {
        Set<Parked> waiting = watchers.get(partition);
        if (waiting != null) {
            stirred.addAll(waiting);
        }
    }

    void timerFired(FetchTimer timer) {
        Parked fetch = parked.get(timer.id());
        if (fetch != null) {
            unpark(fetch);
            context.reply(fetch.id, reader.read(fetch.request).response());
        }
    }

    void disconnected(long connectionId) {
        List<Parked> gone = new ArrayList<>();
        for (Parked fetch : parked.values()) {
            if (fetch.id.connectionId() == connectionId) {
                gone.add(fetch);
            }
        }
        gone.forEach(this::unpark);
    }

    /** Answers the parked fetches for which there is enough by now. */
    void turnEnded() {
        if (stirred.isEmpty()) {
            return;
        }
        List<Parked> ready = new ArrayList<>(stirred);
        stirred.clear();
        for (Parked fetch : ready) {
            FetchReader.Result result = reader.read(fetch.request);
            if (result.failed() || result.bytes() >= fetch.request.minBytes()) {
                unpark(fetch);
                context.reply(fetch.id, result.response());
            } else {
                result.release();
                fetch.availableBytes = result.bytes();
            }
        }
    }

    private void park(Parked fetch) {
        parked.put(fetch.id, fetch);
        for (Fetch.TopicFetch topic : fetch.request.topics()) {
            for (Fetch.PartitionFetch p : topic.partitions()) {
                Partition partition = finder.find(topic.topic(), p.partition()).partition();
                if (partition != null) {
                    fetch.watched.add(partition);
                    watchers.computeIfAbsent(partition, any -> new LinkedHashSet<>()).add(fetch);
                }
            }
        }
        context.setTimer(new FetchTimer(fetch.id), fetch.request.maxWaitMs());
    }

    private void unpark(Parked fetch) {
        parked.remove(fetch.id);
        stirred.remove(fetch);
        for (Partition partition : fetch.watched) {
            watchers.computeIfPresent(
                    partition,
                    (any, waiting) -> waiting.remove(fetch) && waiting.isEmpty() ? null : waiting);
        }
        context.cancelTimer(new FetchTimer(fetch.id));
    }
}
