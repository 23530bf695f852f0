package strata.broker.metadata;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import strata.kernel.ErrorCode;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.TopicRef;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumFetchVerdict;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageFile;

/**
 * Serves the metadata log and its snapshots to the others. A fetch for which there is nothing waits
 * until there is something, the high watermark has moved beyond what its node knows, or its time is
 * over.
 */
final class FetchServing {
    private static final long WAIT_MAX_MS = 500;
    private static final int PIECE_MAX_BYTES = 4 << 20;

    private record Parked(
            RequestId id,
            TopicRef topic,
            FetchPosition position,
            int maxBytes,
            long knownHighWatermark,
            long untilMs) {}

    private final NodeContext context;
    private final String clusterId;
    private final Quorum quorum;
    private final ReplicatedLog log;
    private final SnapshotFiles snapshots;
    // One fetch of each node.
    private final Map<NodeId, Parked> parked = new TreeMap<>();
    // What each node was told last, for those that do not say what they know.
    private final Map<NodeId, Long> told = new TreeMap<>();
    private long timerMs = Long.MAX_VALUE;

    FetchServing(
            NodeContext context,
            MetadataSpec spec,
            Quorum quorum,
            ReplicatedLog log,
            SnapshotFiles snapshots) {
        this.context = context;
        this.clusterId = spec.clusterId();
        this.quorum = quorum;
        this.log = log;
        this.snapshots = snapshots;
    }

    /** Whether a fetch is one of the metadata log by another node. */
    static boolean isOfMetadata(Fetch.Request request) {
        if (request.replicaId() < 0 || request.topics().size() != 1) {
            return false;
        }
        return switch (request.topics().get(0).topic()) {
            case TopicRef.Named named -> named.name().equals(ReplicatedLog.NAME.topic());
            case TopicRef.Identified identified -> identified.id().equals(MetadataFetcher.TOPIC_ID);
        };
    }

    void fetch(RequestId id, Fetch.Request request) {
        if (isOfOtherCluster(request.clusterId())) {
            context.reply(id, new Fetch.Response(ErrorCode.INCONSISTENT_CLUSTER_ID, 0, List.of()));
            return;
        }
        Fetch.TopicFetch topic = request.topics().get(0);
        if (topic.partitions().size() != 1 || topic.partitions().get(0).partition() != 0) {
            context.reply(id, new Fetch.Response(ErrorCode.INVALID_REQUEST, 0, List.of()));
            return;
        }
        Fetch.PartitionFetch fetch = topic.partitions().get(0);
        NodeId replica = new NodeId(request.replicaId());
        FetchPosition position =
                new FetchPosition(
                        fetch.fetchOffset(),
                        fetch.currentLeaderEpoch(),
                        fetch.lastFetchedEpoch(),
                        fetch.logStartOffset());
        switch (quorum.fetchedBy(replica, position, nowMs())) {
            case QuorumFetchVerdict.Refused refused ->
                    reply(id, topic.topic(), failed(refused.error()));
            case QuorumFetchVerdict.Diverging diverging ->
                    reply(
                            id,
                            topic.topic(),
                            result(null)
                                    .withDivergingEpoch(
                                            new EpochEndOffset(
                                                    diverging.end().epoch(),
                                                    diverging.end().endOffset())));
            case QuorumFetchVerdict.Snapshot snapshot ->
                    reply(
                            id,
                            topic.topic(),
                            result(null)
                                    .withSnapshot(
                                            new EpochEndOffset(
                                                    snapshot.id().epoch(),
                                                    snapshot.id().offset())));
            case QuorumFetchVerdict.Serve any -> park(replica, id, request, position);
        }
    }

    private void park(NodeId replica, RequestId id, Fetch.Request request, FetchPosition position) {
        Fetch.TopicFetch topic = request.topics().get(0);
        long known = topic.partitions().get(0).highWatermark();
        if (known == Fetch.PartitionFetch.ANY_HIGH_WATERMARK) {
            known = told.getOrDefault(replica, -1L);
        }
        long waitMs = Math.clamp(request.maxWaitMs(), 0, WAIT_MAX_MS);
        Parked before =
                parked.put(
                        replica,
                        new Parked(
                                id,
                                topic.topic(),
                                position,
                                Math.min(request.maxBytes(), PIECE_MAX_BYTES),
                                known,
                                nowMs() + waitMs));
        if (before != null) {
            // Its connection has probably gone.
            reply(before.id(), before.topic(), result(null));
        }
    }

    /** Answers those that need not wait any longer. */
    void turnEnded() {
        if (parked.isEmpty()) {
            return;
        }
        QuorumStatus status = quorum.status();
        long next = Long.MAX_VALUE;
        for (NodeId replica : new ArrayList<>(parked.keySet())) {
            Parked fetch = Objects.requireNonNull(parked.get(replica));
            if (!isOver(fetch, status)) {
                next = Math.min(next, fetch.untilMs());
                continue;
            }
            parked.remove(replica);
            answer(replica, fetch, status);
        }
        if (next != timerMs) {
            timerMs = next;
            if (next == Long.MAX_VALUE) {
                context.cancelTimer(MetadataTimer.PARKED);
            } else {
                context.setTimer(MetadataTimer.PARKED, Math.max(0, next - nowMs()));
            }
        }
    }

    /** The timer of waiting fetches has fired: the turn's end looks at them. */
    void timerFired() {
        timerMs = Long.MAX_VALUE;
    }

    private boolean isOver(Parked fetch, QuorumStatus status) {
        boolean news =
                log.end().offset() > fetch.position().fetchOffset()
                        || status.highWatermark() > fetch.knownHighWatermark();
        return news || !serves(fetch, status) || nowMs() >= fetch.untilMs();
    }

    private static boolean serves(Parked fetch, QuorumStatus status) {
        return status.role() == QuorumStatus.Role.LEADER
                && status.epoch() == fetch.position().currentLeaderEpoch();
    }

    private void answer(NodeId replica, Parked fetch, QuorumStatus status) {
        if (!serves(fetch, status)) {
            reply(fetch.id(), fetch.topic(), failed(ErrorCode.NOT_LEADER_OR_FOLLOWER));
            return;
        }
        told.put(replica, status.highWatermark());
        long offset = fetch.position().fetchOffset();
        // The log's beginning may have been deleted meanwhile: it asks again, then.
        boolean there = offset >= log.startOffset() && offset < log.end().offset();
        reply(fetch.id(), fetch.topic(), result(there ? log.read(offset, fetch.maxBytes()) : null));
    }

    private Fetch.PartitionResult result(@Nullable FileSlice records) {
        long highWatermark = quorum.status().highWatermark();
        return new Fetch.PartitionResult(
                        0,
                        ErrorCode.NONE,
                        highWatermark,
                        highWatermark,
                        log.startOffset(),
                        null,
                        records)
                .withLeader(leader());
    }

    private Fetch.PartitionResult failed(ErrorCode error) {
        return Fetch.PartitionResult.failed(0, error).withLeader(leader());
    }

    private LeaderAndEpoch leader() {
        QuorumStatus status = quorum.status();
        return new LeaderAndEpoch(status.leader(), status.epoch());
    }

    private void reply(RequestId id, TopicRef topic, Fetch.PartitionResult result) {
        context.reply(
                id,
                new Fetch.Response(
                        ErrorCode.NONE, 0, List.of(new Fetch.TopicResult(topic, List.of(result)))));
    }

    FetchSnapshot.Response fetchSnapshot(FetchSnapshot.Request request) {
        if (isOfOtherCluster(request.clusterId())) {
            return FetchSnapshot.Response.failed(ErrorCode.INCONSISTENT_CLUSTER_ID, null);
        }
        if (request.replicaId() < 0) {
            return FetchSnapshot.Response.failed(ErrorCode.INVALID_REQUEST, leader());
        }
        NodeId replica = new NodeId(request.replicaId());
        ErrorCode error = quorum.snapshotFetchedBy(replica, request.currentLeaderEpoch(), nowMs());
        OffsetAndEpoch id =
                new OffsetAndEpoch(request.snapshot().endOffset(), request.snapshot().epoch());
        if (error == ErrorCode.NONE && !snapshots.has(id)) {
            error = ErrorCode.SNAPSHOT_NOT_FOUND;
        }
        if (error != ErrorCode.NONE) {
            return FetchSnapshot.Response.failed(error, leader());
        }
        try (StorageFile file = snapshots.open(id)) {
            long size = file.size();
            long position = request.position();
            if (position < 0 || position >= size) {
                return FetchSnapshot.Response.failed(ErrorCode.POSITION_OUT_OF_RANGE, leader());
            }
            int most = Math.clamp(request.maxBytes(), 1, PIECE_MAX_BYTES);
            int count = (int) Math.min(most, size - position);
            return new FetchSnapshot.Response(
                    request.snapshot(), size, position, file.slice(position, count));
        }
    }

    private boolean isOfOtherCluster(@Nullable String cluster) {
        return cluster != null && !cluster.equals(clusterId);
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }
}
