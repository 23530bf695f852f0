package strata.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import strata.kernel.ErrorCode;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.replication.IsrProposal;
import strata.kernel.replication.IsrProposal.Member;
import strata.kernel.replication.IsrState;
import strata.kernel.replication.LeaderChange;
import strata.kernel.replication.LeaderReplica.FollowerView;
import strata.kernel.replication.LeaderSettings;

/**
 * What a leader should know and say: it remembers every fetch, and finds everything out anew from
 * all of them.
 */
final class HiddenTestLeader {
    private final NodeId self;
    private final int leaderEpoch;
    private final long epochStartOffset;
    private final Map<NodeId, Follower> followers = new LinkedHashMap<>();

    /** The brokers that may not be in an ISR. */
    final TreeSet<NodeId> unfit = new TreeSet<>();

    /** With a broker epoch below this one, but for -1, none may be in an ISR. */
    long brokerEpochMin = -1;

    private List<NodeId> replicas;
    private IsrState confirmed;
    private @Nullable IsrProposal underWay;
    private LeaderSettings settings;
    private long logEndOffset;
    private long ownEndOffset;
    private long highWatermark;

    /** One fetch that was served. */
    private record Fetched(long offset, long leaderEndOffset, long atMs, long brokerEpoch) {}

    private record Follower(long knownSinceMs, List<Fetched> fetches) {}

    HiddenTestLeader(
            NodeId self,
            int leaderEpoch,
            LeaderChange start,
            LeaderSettings settings,
            long logEndOffset) {
        this.self = self;
        this.leaderEpoch = leaderEpoch;
        this.epochStartOffset = logEndOffset;
        this.replicas = start.replicas();
        this.confirmed = start.isr();
        this.settings = settings;
        this.logEndOffset = logEndOffset;
        this.ownEndOffset = logEndOffset;
    }

    /** It begins to lead. */
    void begin(long knownHighWatermark, long nowMs) {
        highWatermark = Math.min(knownHighWatermark, logEndOffset);
        take(replicas, confirmed, nowMs);
        advance(nowMs);
    }

    private void take(List<NodeId> newReplicas, IsrState state, long nowMs) {
        replicas = newReplicas;
        confirmed = state;
        underWay = null;
        followers.keySet().retainAll(newReplicas);
        for (NodeId replica : newReplicas) {
            long since = state.isr().contains(replica) ? nowMs : FollowerView.NEVER_MS;
            if (!replica.equals(self)) {
                followers.putIfAbsent(replica, new Follower(since, new ArrayList<>()));
            }
        }
    }

    long highWatermark() {
        return highWatermark;
    }

    long logEndOffset() {
        return logEndOffset;
    }

    IsrState confirmed() {
        return confirmed;
    }

    List<NodeId> replicas() {
        return replicas;
    }

    @Nullable
    IsrProposal underWay() {
        return underWay;
    }

    boolean mayJoin(NodeId broker, long brokerEpoch) {
        return !unfit.contains(broker) && (brokerEpoch == -1 || brokerEpoch >= brokerEpochMin);
    }

    void appended(long newEndOffset) {
        logEndOffset = newEndOffset;
    }

    boolean ownEndMoved(long endOffset, long nowMs) {
        ownEndOffset = endOffset;
        return advance(nowMs);
    }

    void configure(LeaderSettings newSettings) {
        settings = newSettings;
    }

    /** A follower's fetch is served; returns whether the high watermark moved. */
    boolean fetched(NodeId id, long offset, long nowMs, long brokerEpoch) {
        of(id).fetches.add(new Fetched(offset, logEndOffset, nowMs, brokerEpoch));
        return advance(nowMs);
    }

    private Follower of(NodeId id) {
        Follower follower = followers.get(id);
        if (follower == null) {
            throw new AssertionError(id + " is no follower");
        }
        return follower;
    }

    FollowerView view(NodeId id) {
        return new FollowerView(endOf(id), caughtUpMs(id));
    }

    private long endOf(NodeId id) {
        List<Fetched> fetches = of(id).fetches;
        return fetches.isEmpty() ? -1 : fetches.get(fetches.size() - 1).offset;
    }

    private long caughtUpMs(NodeId id) {
        Follower follower = of(id);
        long latestMs = follower.knownSinceMs;
        Fetched before = null;
        for (Fetched fetch : follower.fetches) {
            if (before != null && fetch.offset >= before.leaderEndOffset) {
                latestMs = Math.max(latestMs, before.atMs);
            }
            if (fetch.offset >= fetch.leaderEndOffset) {
                latestMs = Math.max(latestMs, fetch.atMs);
            }
            before = fetch;
        }
        return latestMs;
    }

    long brokerEpoch(NodeId id) {
        LongStream all = of(id).fetches.stream().mapToLong(Fetched::brokerEpoch);
        return LongStream.concat(LongStream.of(-1), all).max().orElse(-1);
    }

    boolean isInSync(NodeId id, long nowMs) {
        return endOf(id) == logEndOffset || caughtUpMs(id) + settings.lagTimeMaxMs() >= nowMs;
    }

    private boolean keepsUp(NodeId id, long nowMs) {
        return endOf(id) >= 0 && isInSync(id, nowMs) && mayJoin(id, brokerEpoch(id));
    }

    private boolean isMember(NodeId id) {
        return confirmed.isr().contains(id);
    }

    private boolean counts(NodeId id, long nowMs) {
        IsrProposal proposal = underWay;
        boolean joining =
                proposal != null
                        && proposal.isr().stream().map(Member::broker).toList().contains(id);
        return isMember(id) || joining || keepsUp(id, nowMs);
    }

    private boolean advance(long nowMs) {
        long before = highWatermark;
        if (confirmed.isr().size() >= Math.min(settings.minInsyncReplicas(), replicas.size())) {
            long least =
                    Stream.concat(
                                    Stream.of(ownEndOffset),
                                    followers.keySet().stream()
                                            .filter(id -> counts(id, nowMs))
                                            .map(this::endOf))
                            .min(Long::compare)
                            .orElseThrow();
            highWatermark = Math.max(highWatermark, least);
        }
        return highWatermark > before;
    }

    /** Whether one outside of the ISR is to join it. */
    boolean joins(NodeId id, long nowMs) {
        return !isMember(id)
                && keepsUp(id, nowMs)
                && endOf(id) >= Math.max(highWatermark, epochStartOffset);
    }

    @Nullable
    IsrProposal isrDue(long nowMs) {
        if (underWay != null) {
            return null;
        }
        List<Member> members = new ArrayList<>();
        for (NodeId id : replicas) {
            boolean stays =
                    id.equals(self)
                            || (isMember(id)
                                    ? isInSync(id, nowMs) && mayJoin(id, -1)
                                    : joins(id, nowMs));
            if (stays) {
                members.add(new Member(id, id.equals(self) ? -1 : brokerEpoch(id)));
            }
        }
        List<NodeId> isr = members.stream().map(Member::broker).toList();
        boolean same = isr.size() == confirmed.isr().size() && confirmed.isr().containsAll(isr);
        if (!same || confirmed.recovering()) {
            underWay = new IsrProposal(leaderEpoch, confirmed.partitionEpoch(), members);
        }
        return underWay;
    }

    boolean isrAnswered(
            IsrProposal proposal, ErrorCode error, @Nullable IsrState state, long nowMs) {
        if (!proposal.equals(underWay)) {
            return false;
        }
        if (error == ErrorCode.NONE && state != null) {
            take(replicas, state, nowMs);
        } else if (error == ErrorCode.INELIGIBLE_REPLICA
                || error == ErrorCode.OPERATION_NOT_ATTEMPTED) {
            take(replicas, confirmed, nowMs);
        } else {
            return false;
        }
        return advance(nowMs);
    }

    boolean metadataChanged(LeaderChange change, long nowMs) {
        if (change.isr().partitionEpoch() <= confirmed.partitionEpoch()) {
            return false;
        }
        take(change.replicas(), change.isr(), nowMs);
        return advance(nowMs);
    }
}
