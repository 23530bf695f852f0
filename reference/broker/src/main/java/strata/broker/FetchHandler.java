package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.broker.replica.FetchSession;
import strata.broker.replica.FetchSessions;
import strata.broker.replica.SessionPartition;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.RequestId;
import strata.kernel.Timer;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.request.Fetch;

/**
 * Answers fetches, and parks those that ask for more than there is until there is enough or their
 * time is up.
 *
 * <p>Invariant: a parked fetch is in {@code parked}, is its session's, and has a timer; one that is
 * not parked is neither.
 */
final class FetchHandler {
    /** A parked fetch's time is up. */
    record FetchTimer(RequestId id) implements Timer {}

    /** Followers that wait are to be told of the high watermark. */
    record HighWatermarkTimer() implements Timer {}

    // A follower that waits for records is told of the high watermark alone only after this time:
    // on a busy partition the next records have taken it along by then.
    private static final long HIGH_WATERMARK_DELAY_MS = 20;

    /** A fetch that waits. */
    private static final class Parked {
        private final RequestId id;
        private final Fetch.Request request;
        private final FetchSession session;
        private final boolean full;
        // What could be read when last looked, plus what was appended since.
        private long availableBytes;
        // Whether it is answered however little there is.
        private boolean forced;

        Parked(RequestId id, Fetch.Request request, FetchSession session, boolean full) {
            this.id = id;
            this.request = request;
            this.session = session;
            this.full = full;
        }
    }

    private final NodeContext context;
    private final FetchSessions sessions;
    private final FetchReader reader;
    private final Leadership leadership;
    private final Map<RequestId, Parked> parked = new LinkedHashMap<>();
    // Parked fetches to look at again at the end of the turn.
    private final Set<Parked> stirred = new LinkedHashSet<>();
    // Followers' sessions that may know an old high watermark; invariant: a timer is set if any.
    private final Set<FetchSession> uninformed = new LinkedHashSet<>();

    FetchHandler(
            NodeContext context,
            FetchSessions sessions,
            FetchReader reader,
            Leadership leadership) {
        this.context = context;
        this.sessions = sessions;
        this.reader = reader;
        this.leadership = leadership;
    }

    void handle(RequestId id, Fetch.Request request) {
        FetchSessions.Opened opened = sessions.open(request, context.clock().monotonicMs());
        FetchSession session = opened.session();
        if (session == null) {
            context.reply(id, new Fetch.Response(opened.error(), 0, List.of()));
            return;
        }
        if (session.parked() instanceof Parked older) {
            // Its sender has given it up: it has sent the session's next.
            unpark(older);
            context.reply(older.id, new Fetch.Response(ErrorCode.NONE, session.id(), List.of()));
        }
        reader.heard(session);
        FetchReader.Result result = reader.read(session, request, opened.full());
        boolean nothingToWaitFor =
                request.maxWaitMs() <= 0 || (opened.full() && request.topics().isEmpty());
        if (nothingToWaitFor || result.failed() || result.bytes() >= request.minBytes()) {
            answer(id, session, result);
            return;
        }
        result.release();
        Parked fetch = new Parked(id, request, session, opened.full());
        fetch.availableBytes = result.bytes();
        parked.put(id, fetch);
        session.parked(fetch);
        context.setTimer(new FetchTimer(id), request.maxWaitMs());
        if (session.isFollower() && result.news()) {
            isUninformed(session);
        }
    }

    private void answer(RequestId id, FetchSession session, FetchReader.Result result) {
        List<Fetch.TopicResult> topics = result.topics();
        session.told(result.read());
        context.reply(
                id,
                new Fetch.Response(
                        ErrorCode.NONE, session.id(), topics, leadership.endpoints(topics)));
        if (!session.lasts()) {
            session.end();
        }
    }

    /** A leader is about to append: who has fetched all there was, has done so by now. */
    void appending(Partition partition) {
        LeaderReplica leader = partition.leader();
        List<SessionPartition> readers = partition.readers();
        for (int i = 0; i < readers.size() && leader != null; i++) {
            SessionPartition fetched = readers.get(i);
            if (!fetched.isDue() && fetched.session().isFollower()) {
                reader.judge(fetched, partition, leader);
            }
        }
    }

    /** A leader has appended. */
    void appended(Partition partition, int bytes, boolean highWatermarkMoved) {
        List<SessionPartition> readers = partition.readers();
        for (int i = 0; i < readers.size(); i++) {
            SessionPartition fetched = readers.get(i);
            if (highWatermarkMoved || fetched.session().isFollower()) {
                news(fetched, bytes);
            }
        }
    }

    /** Records have become visible. */
    void highWatermarkMoved(Partition partition) {
        List<SessionPartition> readers = partition.readers();
        for (int i = 0; i < readers.size(); i++) {
            SessionPartition fetched = readers.get(i);
            if (fetched.session().isFollower()) {
                fetched.session().due(fetched);
                isUninformed(fetched.session());
            } else {
                news(fetched, Integer.MAX_VALUE);
            }
        }
    }

    /** Records were deleted from the start: followers are to delete them, too. */
    void logStartMoved(Partition partition) {
        List<SessionPartition> readers = partition.readers();
        for (int i = 0; i < readers.size(); i++) {
            SessionPartition fetched = readers.get(i);
            fetched.session().due(fetched);
            if (fetched.session().isFollower()) {
                isUninformed(fetched.session());
            }
        }
    }

    /** A replica has another role, or other settings. */
    void changed(Partition partition) {
        List<SessionPartition> readers = partition.readers();
        for (int i = 0; i < readers.size(); i++) {
            news(readers.get(i), Integer.MAX_VALUE);
        }
    }

    /** A replica is gone: those who wait for it are told. */
    void gone(Partition partition) {
        for (SessionPartition fetched : new ArrayList<>(partition.readers())) {
            fetched.forgetPartition();
            news(fetched, Integer.MAX_VALUE);
        }
    }

    private void news(SessionPartition fetched, int bytes) {
        FetchSession session = fetched.session();
        session.due(fetched);
        if (session.parked() instanceof Parked fetch) {
            fetch.availableBytes += bytes;
            if (fetch.availableBytes >= fetch.request.minBytes()) {
                stirred.add(fetch);
            }
        }
    }

    private void isUninformed(FetchSession session) {
        if (session.parked() != null) {
            if (uninformed.isEmpty()) {
                context.setTimer(new HighWatermarkTimer(), HIGH_WATERMARK_DELAY_MS);
            }
            uninformed.add(session);
        }
    }

    /** Tells followers that still wait of the high watermark. */
    void informFollowers() {
        for (FetchSession session : uninformed) {
            if (session.parked() instanceof Parked fetch) {
                fetch.forced = true;
                stirred.add(fetch);
            }
        }
        uninformed.clear();
    }

    void timerFired(FetchTimer timer) {
        Parked fetch = parked.get(timer.id());
        if (fetch != null) {
            fetch.forced = true;
            stirred.add(fetch);
        }
    }

    void disconnected(long connectionId) {
        List<Parked> gone = new ArrayList<>();
        for (Parked fetch : parked.values()) {
            if (fetch.id.connectionId() == connectionId) {
                gone.add(fetch);
            }
        }
        for (Parked fetch : gone) {
            unpark(fetch);
            if (!fetch.session.lasts()) {
                fetch.session.end();
            }
        }
    }

    /** Answers the parked fetches for which there is enough by now. */
    void turnEnded() {
        // What one finds may be news for another.
        while (!stirred.isEmpty()) {
            Parked fetch = stirred.iterator().next();
            stirred.remove(fetch);
            FetchReader.Result result = reader.read(fetch.session, fetch.request, fetch.full);
            if (fetch.forced || result.failed() || result.bytes() >= fetch.request.minBytes()) {
                unpark(fetch);
                answer(fetch.id, fetch.session, result);
            } else {
                result.release();
                fetch.availableBytes = result.bytes();
            }
        }
    }

    private void unpark(Parked fetch) {
        parked.remove(fetch.id);
        stirred.remove(fetch);
        fetch.session.parked(null);
        uninformed.remove(fetch.session);
        context.cancelTimer(new FetchTimer(fetch.id));
    }
}
