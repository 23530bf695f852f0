package strata.replication.quorum;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.NodeId;
import strata.kernel.replication.Quorum.Say;
import strata.kernel.replication.QuorumAsk;

/**
 * What this node has to say to others: one thing to each, said again until it is answered or there
 * is something else to say.
 */
final class Asks {
    private static final long RETRY_MAX_MS = 500;
    private static final long UNDER_WAY = Long.MAX_VALUE;

    /**
     * @param dueMs when it is to be said; {@link #UNDER_WAY} while it waits for its answer
     * @param failures in a row
     */
    private record Pending(QuorumAsk ask, long dueMs, int failures) {}

    private final ElectionTimes times;
    private final Map<NodeId, Pending> pending = new TreeMap<>();

    Asks(ElectionTimes times) {
        this.times = times;
    }

    /** Says something to these, now, in place of all that was still to be said. */
    void say(Iterable<NodeId> to, QuorumAsk ask, long nowMs) {
        pending.clear();
        to.forEach(node -> pending.put(node, new Pending(ask, nowMs, 0)));
    }

    /** There is nothing more to say. */
    void clear() {
        pending.clear();
    }

    /** What is to be said now; it counts as said. */
    List<Say> due(long nowMs) {
        List<Say> due = new ArrayList<>();
        pending.replaceAll(
                (to, p) -> {
                    if (p.dueMs() > nowMs) {
                        return p;
                    }
                    due.add(new Say(to, p.ask()));
                    return new Pending(p.ask(), UNDER_WAY, p.failures());
                });
        return due;
    }

    /** When something is to be said next. */
    long nextMs() {
        long next = UNDER_WAY;
        for (Pending p : pending.values()) {
            next = Math.min(next, p.dueMs());
        }
        return next;
    }

    /** It was answered: not to be said again. */
    void answered(NodeId from, QuorumAsk asked) {
        Pending p = pending.get(from);
        if (p != null && p.ask().equals(asked)) {
            pending.remove(from);
        }
    }

    /** It was not answered: to be said again. */
    void unanswered(NodeId from, QuorumAsk asked, long nowMs) {
        Pending p = pending.get(from);
        if (p != null && p.ask().equals(asked) && p.dueMs() == UNDER_WAY) {
            int failures = p.failures() + 1;
            long dueMs = nowMs + times.retryMs(failures, RETRY_MAX_MS);
            pending.put(from, new Pending(asked, dueMs, failures));
        }
    }
}
