package strata.replication.quorum;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import strata.kernel.NodeId;
import strata.kernel.Todo;
import strata.kernel.replication.Quorum.Member;

/** What the leader of an epoch knows of those who fetch from it. */
final class Followers {
    private static final long OBSERVER_MS = 300_000;
    private static final long UNKNOWN = -1;

    private final List<NodeId> others;
    private final long epochStart;
    private final long sinceMs;
    private final Map<NodeId, Member> members = new TreeMap<>();
    // The leader's log end as of each one's last fetch.
    private final Map<NodeId, Long> seenEnds = new TreeMap<>();

    /**
     * @param others the voters but the leader
     * @param epochStart where the leader's epoch begins
     */
    Followers(List<NodeId> others, long epochStart, long nowMs) {
        this.others = others;
        this.epochStart = epochStart;
        this.sinceMs = nowMs;
        others.forEach(node -> members.put(node, new Member(true, UNKNOWN, UNKNOWN, UNKNOWN)));
    }

    /** One has everything below an offset. */
    void fetched(NodeId node, long fetchOffset, long logEndOffset, long nowMs) {
        Member known = memberOr(node);
        long caughtUpMs = known.lastCaughtUpMs();
        if (fetchOffset >= logEndOffset) {
            caughtUpMs = nowMs;
        } else if (fetchOffset >= seenEnds.getOrDefault(node, Long.MAX_VALUE)) {
            caughtUpMs = known.lastFetchMs();
        }
        members.put(node, new Member(known.voter(), fetchOffset, nowMs, caughtUpMs));
        seenEnds.put(node, logEndOffset);
        members.values().removeIf(m -> !m.voter() && nowMs - m.lastFetchMs() > OBSERVER_MS);
    }

    /** One is alive, and busy with a snapshot. */
    void alive(NodeId node, long nowMs) {
        Member known = memberOr(node);
        members.put(
                node,
                new Member(known.voter(), known.logEndOffset(), nowMs, known.lastCaughtUpMs()));
    }

    private Member memberOr(NodeId node) {
        Member known = members.get(node);
        return known != null ? known : new Member(false, UNKNOWN, UNKNOWN, UNKNOWN);
    }

    /**
     * What is committed; see {@link CommitRule}.
     *
     * @param flushedOffset up to where the leader's own log is durable
     */
    long highWatermark(long flushedOffset, long present) {
        long[] ends = new long[others.size() + 1];
        for (int i = 0; i < others.size(); i++) {
            ends[i] = memberOr(others.get(i)).logEndOffset();
        }
        ends[others.size()] = flushedOffset;
        return CommitRule.highWatermark(ends, epochStart, present);
    }

    /**
     * The last time at which a majority had been heard of, the leader always being part of it: the
     * latest last fetches of the other voters that make it one, and of these the earliest. Who has
     * not fetched yet counts as heard of when this leader began; so the answer is never before
     * that.
     *
     * @return {@link Standing#NEVER_MS} when there is no other voter
     */
    long majorityHeardMs() {
        throw Todo.step(
                "3.9",
                "of the others' last fetches the one that makes a majority; none: since it leads");
    }

    /** The voters but the leader, the most up to date first. */
    List<NodeId> successors() {
        List<NodeId> sorted = new ArrayList<>(others);
        sorted.sort(
                Comparator.comparingLong((NodeId node) -> -memberOr(node).logEndOffset())
                        .thenComparing(Comparator.naturalOrder()));
        return sorted;
    }

    Map<NodeId, Member> members() {
        return Collections.unmodifiableMap(members);
    }
}
