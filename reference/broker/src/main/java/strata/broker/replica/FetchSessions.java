package strata.broker.replica;

import java.util.LinkedHashMap;
import java.util.Map;
import strata.kernel.ErrorCode;
import strata.kernel.Nullable;
import strata.kernel.RandomSource;
import strata.kernel.request.Fetch;

/**
 * The fetch sessions of a broker (KIP-227), at most so many. Where there is no room a fetch is
 * served without one; a follower takes a consumer's place, and anybody that of one that has been
 * silent for long.
 */
public final class FetchSessions {
    private static final int INITIAL_EPOCH = 0;
    private static final int FINAL_EPOCH = -1;
    // As Kafka's min.incremental.fetch.session.eviction.ms.
    private static final long SILENT_MS = 120_000;

    private final int slots;
    private final RandomSource ids;
    // In the order of their last fetches, the oldest first.
    private final Map<Integer, FetchSession> sessions = new LinkedHashMap<>();

    /**
     * @param slots {@code max.incremental.fetch.session.cache.slots}
     */
    public FetchSessions(int slots, RandomSource ids) {
        this.slots = slots;
        this.ids = ids;
    }

    /**
     * The session of a fetch.
     *
     * @param session null where the request is refused
     * @param full whether every partition is to be answered for
     */
    public record Opened(@Nullable FetchSession session, boolean full, ErrorCode error) {
        private static Opened refused(ErrorCode error) {
            return new Opened(null, false, error);
        }
    }

    /** Finds or begins the session of a fetch, and has it take notice of what the fetch names. */
    public Opened open(Fetch.Request request, long nowMs) {
        int epoch = request.sessionEpoch();
        if (epoch == INITIAL_EPOCH || epoch == FINAL_EPOCH) {
            close(request.sessionId());
            FetchSession begun = epoch == INITIAL_EPOCH ? begin(request, nowMs) : null;
            FetchSession session =
                    begun == null ? new FetchSession(FetchSession.NONE, request) : begun;
            session.fetched(request, nowMs);
            return new Opened(session, true, ErrorCode.NONE);
        }
        FetchSession session = sessions.get(request.sessionId());
        if (session == null || session.replicaId() != request.replicaId()) {
            return Opened.refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (epoch != session.nextEpoch()) {
            return Opened.refused(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        }
        if (session.speaksOtherwise(request)) {
            return Opened.refused(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        session.advance();
        sessions.remove(session.id());
        sessions.put(session.id(), session);
        session.fetched(request, nowMs);
        return new Opened(session, false, ErrorCode.NONE);
    }

    private void close(int id) {
        FetchSession gone = sessions.remove(id);
        if (gone != null) {
            gone.end();
        }
    }

    private @Nullable FetchSession begin(Fetch.Request request, long nowMs) {
        // As Kafka: a reader of nothing needs no memory.
        if (request.topics().isEmpty() || !makeRoom(request.replicaId() >= 0, nowMs)) {
            return null;
        }
        int id = 1 + ids.nextInt(Integer.MAX_VALUE - 1);
        while (sessions.containsKey(id)) {
            id = 1 + ids.nextInt(Integer.MAX_VALUE - 1);
        }
        FetchSession session = new FetchSession(id, request);
        sessions.put(id, session);
        return session;
    }

    private boolean makeRoom(boolean forFollower, long nowMs) {
        if (sessions.size() < slots) {
            return true;
        }
        for (FetchSession session : sessions.values()) {
            boolean givesWay = forFollower && !session.isFollower();
            if (givesWay || nowMs - session.fetchedMs() > SILENT_MS) {
                close(session.id());
                return slots > 0;
            }
        }
        return false;
    }
}
