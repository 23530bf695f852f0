package strata.broker.metadata;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Check;
import strata.kernel.Event;
import strata.kernel.Lane;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.RequestId;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.PendingFlush;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.Quorum;
import strata.kernel.replication.QuorumSpec;
import strata.kernel.replication.QuorumStatus;
import strata.kernel.replication.QuorumStatus.Role;
import strata.kernel.request.BeginQuorumEpoch;
import strata.kernel.request.DescribeQuorum;
import strata.kernel.request.EndQuorumEpoch;
import strata.kernel.request.Fetch;
import strata.kernel.request.FetchSnapshot;
import strata.kernel.request.NodeEndpoint;
import strata.kernel.request.Request;
import strata.kernel.request.Vote;
import strata.kernel.storage.StorageException;

/**
 * Runs this node's replica of the metadata log, {@code __cluster_metadata-0}: its part in the
 * quorum, as voter or observer, and its snapshots; and keeps the image of what is committed.
 *
 * <p>After everything that happens it settles: time that is up is told to the quorum, the listener
 * hears of leaders and of what is committed, and the fetch that is due is made. Flushes begin, and
 * fetches that waited are answered, when the turn ends.
 */
public final class MetadataRuntime {
    /** Where the metadata log and its snapshots lie in the data directory. */
    public static final String DIRECTORY = ReplicatedLog.DIRECTORY;

    /** Takes a fact and its offset. */
    public interface Applier {
        void apply(long offset, MetadataRecord fact);
    }

    private static final Logger LOG = LoggerFactory.getLogger(MetadataRuntime.class);
    private static final long NEVER_MS = Long.MAX_VALUE;

    private final NodeContext context;
    private final MetadataSpec spec;
    private final MetadataListener listener;
    private final SnapshotFiles snapshots;
    private final ReplicatedLog log;
    private final MetadataImage image = new MetadataImage();
    private final Quorum quorum;
    private final QuorumTalk talk;
    private final MetadataFetcher fetcher;
    private final FetchServing serving;
    private final SnapshotTaking taking;
    private final QuorumDescriber describer;
    private final LeaderWatch watch;
    // Everything below it is in the image. Invariant: it is committed.
    private long appliedEnd;
    private boolean isKnown;
    private @Nullable SyncId flushing;
    private long timerMs = NEVER_MS;

    /**
     * Opens the log; what its latest snapshot holds is in the image then.
     *
     * @throws StorageException when the storage fails, or what is stored is damaged
     */
    public MetadataRuntime(NodeContext context, MetadataSpec spec, MetadataListener listener) {
        this.context = context;
        this.spec = spec;
        this.listener = listener;
        MetadataBatches batches = new MetadataBatches(spec.format());
        snapshots = new SnapshotFiles(context.storage(), ReplicatedLog.DIRECTORY, batches);
        loadLatestSnapshot();
        log = new ReplicatedLog(context, spec, batches, snapshots);
        requireSnapshotBelowLog();
        List<NodeId> voters = spec.voters().stream().map(NodeEndpoint::id).sorted().toList();
        BlankVoter blank = new BlankVoter(context, spec, voters);
        QuorumSpec part =
                new QuorumSpec(
                        context.self(),
                        voters,
                        context.storage(),
                        ReplicatedLog.DIRECTORY,
                        log,
                        spec.settings().timeouts(),
                        context.random().fork("quorum"),
                        context.trace());
        quorum = spec.replication().openQuorum(part, nowMs());
        talk = new QuorumTalk(context, spec, quorum, new QuorumTalk.Own(log, blank, voters.size()));
        watch = new LeaderWatch(listener, voters, nowMs());
        MetadataFetcher.Outcome outcome =
                new MetadataFetcher.Outcome(
                        this::install,
                        atEnd -> {
                            watch.heard(nowMs());
                            if (atEnd) {
                                blank.caughtUp();
                            }
                        });
        fetcher = new MetadataFetcher(context, spec, quorum, snapshots, outcome);
        serving = new FetchServing(context, spec, quorum, log, snapshots);
        taking = new SnapshotTaking(context, spec, batches, snapshots, log, image);
        describer = new QuorumDescriber(quorum, context.clock(), spec.voters());
    }

    // A damaged one is removed: the one before it and the log hold all that was in it.
    private void loadLatestSnapshot() {
        while (snapshots.latest().offset() > 0 && !load(snapshots.latest())) {
            snapshots.delete(snapshots.latest());
        }
    }

    private boolean load(OffsetAndEpoch id) {
        MetadataImage loaded = new MetadataImage();
        try {
            snapshots.read(id, fact -> loaded.apply(id.offset() - 1, fact));
        } catch (CorruptDataException e) {
            LOG.error("A metadata snapshot is damaged and not used: {}", e.getMessage());
            return false;
        }
        image.clear();
        loaded.facts().forEach(fact -> image.apply(id.offset() - 1, fact));
        appliedEnd = id.offset();
        isKnown = true;
        return true;
    }

    private void requireSnapshotBelowLog() {
        if (log.startOffset() > appliedEnd) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    ReplicatedLog.DIRECTORY
                            + " begins at offset "
                            + log.startOffset()
                            + ", but there is no good snapshot of what was before. Where other"
                            + " voters are well, remove this directory: it is filled anew");
        }
    }

    /**
     * Begins to take part. A quorum of one leads, and has committed all that it holds, when this
     * returns; the listener is called from within.
     */
    public void start() {
        for (NodeEndpoint voter : spec.voters()) {
            if (!voter.id().equals(context.self())) {
                context.peers().reach(voter.id(), voter.host(), voter.port());
            }
        }
        settle();
        if (isLeading()) {
            flush();
        }
    }

    /**
     * Flushes here and now what was appended, rather than when the turn ends: in a quorum of one it
     * is committed when this returns.
     */
    public void flush() {
        while (log.flushedOffset() < log.end().offset()) {
            log.flush();
            quorum.flushed(nowMs());
            settle();
        }
    }

    /**
     * Vote, BeginQuorumEpoch, EndQuorumEpoch, Fetch of the metadata log, FetchSnapshot, and where
     * this node leads, DescribeQuorum.
     *
     * @return false: the request is none of these
     */
    public boolean handle(RequestId id, Request request) {
        switch (request) {
            case Vote.Request r -> context.reply(id, talk.heard(r));
            case BeginQuorumEpoch.Request r -> context.reply(id, talk.heard(r));
            case EndQuorumEpoch.Request r -> context.reply(id, talk.heard(r));
            case FetchSnapshot.Request r -> context.reply(id, serving.fetchSnapshot(r));
            case DescribeQuorum.Request any when describer.leads() ->
                    context.reply(id, describer.describe());
            case Fetch.Request r when FetchServing.isOfMetadata(r) -> serving.fetch(id, r);
            default -> {
                return false;
            }
        }
        settle();
        return true;
    }

    /** Answers on the lanes QUORUM and METADATA_FETCH; false for any other. */
    public boolean handle(Event.AnswerArrived arrived) {
        switch (arrived.lane()) {
            case QUORUM -> talk.answered(arrived);
            case METADATA_FETCH -> fetcher.answered(arrived);
            default -> {
                return false;
            }
        }
        settle();
        return true;
    }

    /** The lanes QUORUM and METADATA_FETCH; false for any other. */
    public boolean handle(Event.LaneClosed closed) {
        boolean dead = closed.reason() == Event.LaneClosed.Reason.REFUSED;
        if (closed.lane() == Lane.QUORUM) {
            talk.closed(closed.peer(), dead);
        } else if (closed.lane() == Lane.METADATA_FETCH) {
            fetcher.closed(closed.peer(), dead);
        } else {
            return false;
        }
        settle();
        return true;
    }

    /** Returns false for a timer that is another's. */
    public boolean timerFired(Timer timer) {
        if (!(timer instanceof MetadataTimer own)) {
            return false;
        }
        switch (own) {
            case QUORUM -> {
                timerMs = NEVER_MS;
                talk.checkTimeouts();
                fetcher.checkTimeouts();
            }
            case PARKED -> serving.timerFired();
            case SNAPSHOT -> taking.timerFired();
        }
        settle();
        return true;
    }

    /** Returns false for a flush that is another's. */
    public boolean syncDone(SyncId id) {
        if (id.equals(flushing)) {
            flushing = null;
            log.flushed();
            quorum.flushed(nowMs());
        } else if (!fetcher.syncDone(id) && !taking.syncDone(id)) {
            return false;
        }
        settle();
        return true;
    }

    /** A turn is over: what it appended is flushed now. */
    public void turnEnded() {
        PendingFlush pending = log.startFlush();
        if (pending != null) {
            flushing = spec.syncIds().get();
            context.sync(pending.files(), flushing);
        }
        serving.turnEnded();
    }

    /**
     * Gives leadership up, if this node leads, and says so to the others, who elect another one at
     * once. What is said leaves after the turn.
     */
    public void resign() {
        talk.say(quorum.resign(nowMs()));
        settle();
    }

    /** A stop in good order. What is said here may leave no more: {@link #resign} comes first. */
    public void stop() {
        talk.say(quorum.resign(nowMs()));
        taking.abandon();
        log.flush();
        log.close();
    }

    /** What is committed, as far as is known here; always the same object. */
    public MetadataImage image() {
        return image;
    }

    /** Where this node stands in the quorum. */
    public QuorumStatus status() {
        return quorum.status();
    }

    /** The active controller, as far as is known here. */
    public @Nullable NodeId leader() {
        return status().leader();
    }

    /** Everything below it is committed and in the image; -1 while nothing is known of it. */
    public long committedEnd() {
        return isKnown ? appliedEnd : -1;
    }

    /** The offset that the next fact will get, if this node appends it. */
    public long endOffset() {
        return log.end().offset();
    }

    /**
     * Appends the facts of a decision, as one batch; of a leader only. They are committed when
     * {@link #committedEnd} has reached what this returns.
     *
     * @param facts at least one
     * @return the offset after the last one
     */
    public long append(List<MetadataRecord> facts) {
        Check.that(isLeading(), "node %s does not lead, and decides", context.self());
        long end = log.append(status().epoch(), facts);
        quorum.appended(nowMs());
        return end;
    }

    private boolean isLeading() {
        return status().role() == Role.LEADER;
    }

    /** Gives every fact of the snapshot and the log, committed or not, in order. */
    public void replayAll(Applier applier) {
        OffsetAndEpoch snapshot = snapshots.latest();
        if (snapshot.offset() > 0) {
            snapshots.read(snapshot, fact -> applier.apply(snapshot.offset() - 1, fact));
        }
        log.replay(snapshot.offset(), log.end().offset(), applier::apply);
    }

    private boolean install(OffsetAndEpoch id) {
        taking.abandon();
        if (!load(id)) {
            snapshots.delete(id);
            return false;
        }
        log.startAt(id);
        quorum.snapshotInstalled(id, nowMs());
        listener.snapshotLoaded();
        listener.caughtUp(appliedEnd);
        return true;
    }

    private void settle() {
        while (quorum.deadlineMs() <= nowMs()) {
            talk.say(quorum.tick(nowMs()));
            fetcher.settle();
        }
        watch.look(status(), nowMs());
        applyCommitted();
        fetcher.settle();
        setTimer();
    }

    private void setTimer() {
        long other = Math.min(talk.deadlineMs(), fetcher.deadlineMs());
        long next = Math.min(quorum.deadlineMs(), other);
        if (next == timerMs) {
            return;
        }
        timerMs = next;
        if (next == NEVER_MS) {
            context.cancelTimer(MetadataTimer.QUORUM);
        } else {
            context.setTimer(MetadataTimer.QUORUM, Math.max(0, next - nowMs()));
        }
    }

    private void applyCommitted() {
        long end = status().highWatermark();
        if (end < 0 || (isKnown && end <= appliedEnd)) {
            return;
        }
        long bytes =
                log.replay(
                        appliedEnd,
                        end,
                        (offset, fact) -> {
                            image.apply(offset, fact);
                            listener.committed(offset, fact);
                        });
        isKnown = true;
        appliedEnd = Math.max(appliedEnd, end);
        listener.caughtUp(appliedEnd);
        taking.applied(bytes, appliedEnd);
    }

    private long nowMs() {
        return context.clock().monotonicMs();
    }
}
