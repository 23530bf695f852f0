package strata.broker.metadata;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.ErrorCode;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.SyncId;
import strata.kernel.TopicId;
import strata.kernel.TopicRef;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.FetchPosition;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumAnswer;
import strata.kernel.replication.QuorumFetch;
import strata.kernel.replication.QuorumFetched;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.request.EpochEndOffset;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.IsolationLevel;
import strata.kernel.request.LeaderAndEpoch;
import strata.kernel.request.Response;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.StorageException;

/** The fetches that this node makes of the metadata log, one at a time, and of snapshots. */
final class MetadataFetcher {
    /** The id of the metadata log's topic (KIP-595). */
    static final TopicId TOPIC_ID = new TopicId(0L, 1L);

    private static final Logger LOG = LoggerFactory.getLogger(MetadataFetcher.class);
    private static final int MAX_WAIT_MS = 500;
    private static final int FETCH_BYTES = 1 << 20;
    private static final long NOBODY = -1;

    /** Is told that a snapshot is here, whole and flushed. */
    interface Installer {
        /** Returns false for one that is damaged. */
        boolean install(OffsetAndEpoch snapshot);
    }

    /**
     * What comes of fetches.
     *
     * @param answered a leader has answered; true when there was no more to fetch
     */
    record Outcome(Installer installer, Consumer<Boolean> answered) {}

    private final NodeContext context;
    private final MetadataSpec spec;
    private final Quorum quorum;
    private final SnapshotFiles snapshots;
    private final Outcome outcome;
    // What was asked last and is not answered; null for none.
    private @Nullable QuorumFetch asked;
    private @Nullable SnapshotDownload download;
    private @Nullable SyncId flushing;
    // Of the request under way; NOBODY while there is none.
    private long correlation = NOBODY;
    private long correlations;
    // What was last said of a fetch that failed; empty since one went well.
    private String complaint = "";
    private long sinceMs;

    MetadataFetcher(
            NodeContext context,
            MetadataSpec spec,
            Quorum quorum,
            SnapshotFiles snapshots,
            Outcome outcome) {
        this.context = context;
        this.spec = spec;
        this.quorum = quorum;
        this.snapshots = snapshots;
        this.outcome = outcome;
    }

    /** Makes the fetch that is due, if one is. */
    void settle() {
        QuorumFetch wanted = quorum.fetch(nowMs());
        if (wanted == null) {
            return;
        }
        if (asked != null && !asked.from().equals(wanted.from())) {
            // Another one leads: what is under way is of no use.
            forget();
        }
        if (asked == null) {
            asked = wanted;
            ask(wanted.from(), request(wanted.position()));
        }
    }

    private void forget() {
        asked = null;
        correlation = NOBODY;
        flushing = null;
        if (download != null) {
            download.file().close();
            snapshots.abandon(download.id());
            download = null;
        }
    }

    private void ask(NodeId from, strata.kernel.request.Request request) {
        correlation = correlations++;
        sinceMs = nowMs();
        context.peers().ask(from, Lane.METADATA_FETCH, correlation, request);
    }

    private Fetch.Request request(FetchPosition position) {
        Fetch.PartitionFetch partition =
                new Fetch.PartitionFetch(
                        0,
                        position.currentLeaderEpoch(),
                        position.fetchOffset(),
                        position.lastFetchedEpoch(),
                        position.logStartOffset(),
                        FETCH_BYTES,
                        quorum.status().highWatermark());
        return new Fetch.Request(
                context.self().number(),
                MAX_WAIT_MS,
                1,
                FETCH_BYTES,
                IsolationLevel.READ_UNCOMMITTED,
                0,
                -1,
                List.of(
                        new Fetch.TopicFetch(
                                new TopicRef.Identified(TOPIC_ID), List.of(partition))),
                -1L,
                List.of(),
                "",
                spec.clusterId());
    }

    /** An answer on the lane of metadata fetches. */
    void answered(Event.AnswerArrived arrived) {
        Response response = arrived.response();
        boolean current = asked != null && arrived.correlation() == correlation;
        if (current) {
            correlation = NOBODY;
        }
        switch (response) {
            case Fetch.Response r -> {
                if (current) {
                    fetched(Objects.requireNonNull(asked), r);
                }
                release(r);
            }
            case FetchSnapshot.Response r -> {
                if (current) {
                    piece(Objects.requireNonNull(asked), r);
                }
                FileSlice bytes = r.bytes();
                if (bytes != null) {
                    bytes.release();
                }
            }
            default -> {
                if (current) {
                    failed(false);
                }
            }
        }
    }

    private static void release(Fetch.Response response) {
        for (Fetch.TopicResult topic : response.topics()) {
            for (Fetch.PartitionResult partition : topic.partitions()) {
                FileSlice records = partition.records();
                if (records != null) {
                    records.release();
                }
            }
        }
    }

    /** Once, as the next answer comes soon and will be the same. */
    private void complain(NodeId from, ErrorCode error) {
        if (error == ErrorCode.INCONSISTENT_CLUSTER_ID && quorum.status().highWatermark() < 0) {
            throw new StorageException(
                    StorageException.Kind.ACCESS,
                    String.format(
                            Locale.ROOT,
                            "node %s is of another cluster; the data of this node are of cluster"
                                    + " %s: correct controller.quorum.voters, or choose another"
                                    + " log.dirs",
                            from,
                            spec.clusterId()));
        }
        String said =
                String.format(Locale.ROOT, "Node %s answers %s to a metadata fetch.", from, error);
        if (!said.equals(complaint)) {
            complaint = said;
            LOG.warn(said);
        }
    }

    private void fetched(QuorumFetch fetch, Fetch.Response response) {
        boolean formed =
                response.error() == ErrorCode.NONE
                        && response.topics().size() == 1
                        && response.topics().get(0).partitions().size() == 1;
        if (!formed) {
            complain(fetch.from(), response.error());
            failed(false);
            return;
        }
        complaint = "";
        QuorumAnswer answer = answerOf(response.topics().get(0).partitions().get(0));
        if (answer.error() == ErrorCode.NONE) {
            outcome.answered().accept(isEnd(fetch, answer));
        }
        QuorumFetched result = quorum.fetched(fetch, answer, nowMs());
        if (result instanceof QuorumFetched.NeedsSnapshot needs
                && needs.id().offset() > quorum.status().highWatermark()) {
            LOG.info(
                    "Getting the metadata snapshot at offset {} from {}.",
                    needs.id().offset(),
                    fetch.from());
            download = new SnapshotDownload(needs.id(), snapshots);
            askPiece(fetch, download);
        } else {
            asked = null;
        }
    }

    /** Whether the leader has no more than was fetched before; and that is flushed. */
    private static boolean isEnd(QuorumFetch fetch, QuorumAnswer answer) {
        ByteBuffer batches = answer.batches();
        return answer.diverging() == null
                && answer.snapshot() == null
                && (batches == null || !batches.hasRemaining())
                && answer.highWatermark() <= fetch.position().fetchOffset();
    }

    private static QuorumAnswer answerOf(Fetch.PartitionResult result) {
        LeaderAndEpoch leader = result.currentLeader();
        EpochEndOffset diverging = result.divergingEpoch();
        EpochEndOffset snapshot = result.snapshot();
        FileSlice records = result.records();
        ByteBuffer batches = records == null ? null : bytes(records);
        return new QuorumAnswer(
                result.error(),
                leader == null ? -1 : leader.epoch(),
                leader == null ? null : leader.leader(),
                result.highWatermark(),
                diverging == null ? null : new EpochEnd(diverging.epoch(), diverging.endOffset()),
                snapshot == null
                        ? null
                        : new OffsetAndEpoch(snapshot.endOffset(), snapshot.epoch()),
                batches);
    }

    private static ByteBuffer bytes(FileSlice slice) {
        ByteBuffer bytes = slice.bytes();
        if (bytes != null) {
            return bytes;
        }
        ByteBuffer copy = ByteBuffer.allocate(slice.count());
        slice.read(copy, 0);
        return copy.flip();
    }

    private void askPiece(QuorumFetch fetch, SnapshotDownload from) {
        OffsetAndEpoch id = from.id();
        ask(
                fetch.from(),
                new FetchSnapshot.Request(
                        spec.clusterId(),
                        context.self().number(),
                        FETCH_BYTES,
                        fetch.position().currentLeaderEpoch(),
                        new EpochEndOffset(id.epoch(), id.offset()),
                        from.position()));
    }

    private void piece(QuorumFetch fetch, FetchSnapshot.Response response) {
        SnapshotDownload got = Objects.requireNonNull(download);
        FileSlice bytes = response.bytes();
        boolean fits = response.position() == got.position();
        if (response.error() != ErrorCode.NONE || bytes == null || !fits || !follows(fetch)) {
            forget();
            quorum.fetchFailed(fetch, false, nowMs());
            return;
        }
        quorum.snapshotPieceArrived(nowMs());
        got.add(bytes);
        if (got.position() < response.sizeInBytes() && bytes.count() > 0) {
            askPiece(fetch, got);
        } else {
            flushing = spec.syncIds().get();
            context.sync(List.of(got.file()), flushing);
        }
    }

    private boolean follows(QuorumFetch fetch) {
        QuorumStatus status = quorum.status();
        return fetch.from().equals(status.leader())
                && status.role() == QuorumStatus.Role.FOLLOWER
                && status.epoch() == fetch.position().currentLeaderEpoch();
    }

    /** A flush is done; false when it is another's. */
    boolean syncDone(SyncId id) {
        if (!id.equals(flushing)) {
            return false;
        }
        QuorumFetch fetch = Objects.requireNonNull(asked);
        SnapshotDownload got = Objects.requireNonNull(download);
        if (!follows(fetch)) {
            forget();
            return true;
        }
        got.file().close();
        download = null;
        forget();
        snapshots.finish(got.id());
        if (!outcome.installer().install(got.id())) {
            quorum.fetchFailed(fetch, false, nowMs());
        }
        return true;
    }

    /** The lane to a peer has gone. */
    void closed(NodeId peer, boolean dead) {
        if (asked != null && asked.from().equals(peer) && correlation != NOBODY) {
            failed(dead);
        }
    }

    private void failed(boolean dead) {
        QuorumFetch fetch = Objects.requireNonNull(asked);
        forget();
        quorum.fetchFailed(fetch, dead, nowMs());
    }

    /** Gives up waiting for one that has been silent for too long. */
    void checkTimeouts() {
        if (correlation != NOBODY && nowMs() >= deadlineMs()) {
            context.peers().disconnect(Objects.requireNonNull(asked).from(), Lane.METADATA_FETCH);
            failed(false);
        }
    }

    /** When the one that was asked will have been silent for too long. */
    long deadlineMs() {
        return correlation == NOBODY
                ? Long.MAX_VALUE
                : sinceMs + spec.settings().requestTimeoutMs();
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }
}
