package strata.broker.metadata;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Check;
import strata.kernel.Clock;
import strata.kernel.NodeContext;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicPartition;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.TimestampType;
import strata.kernel.metadata.MetadataRecord;
import strata.kernel.replication.EpochEnd;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.OffsetAndEpoch;
import strata.kernel.replication.QuorumLog;
import strata.kernel.segments.SegmentSettings;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.FileSlice;

/**
 * This node's replica of the metadata log: a partition's log, its leader epochs, and the snapshots
 * that stand for its beginning.
 *
 * <p>Invariants: the facts of one decision are one batch; where the log starts above 0, a snapshot
 * ends there; the latest snapshot ends at or below the log end.
 */
final class ReplicatedLog implements QuorumLog {
    static final TopicPartition NAME = new TopicPartition("__cluster_metadata", 0);
    static final String DIRECTORY = NAME.toString();

    private static final Logger LOG = LoggerFactory.getLogger(ReplicatedLog.class);
    private static final int READ_BYTES = 256 * 1024;
    // Snapshots alone decide what is deleted, and where a segment ends.
    private static final SegmentSettings SETTINGS =
            new SegmentSettings(
                    1 << 30,
                    Long.MAX_VALUE,
                    0L,
                    10 << 20,
                    4096,
                    0L,
                    SegmentSettings.Retention.NONE,
                    SegmentSettings.Compaction.OFF);

    private final NodeId self;
    private final MetadataBatches batches;
    private final SnapshotFiles snapshots;
    private final PartitionLog log;
    private final LeaderEpochs epochs;
    private final Clock clock;
    // The epoch of the last batch; that of the snapshot where there is none.
    private int lastEpoch;
    // How often something was cut: a flush that began before does not count.
    private int cuts;
    private @Nullable Flush flushing;

    private record Flush(PendingFlush pending, int cuts) {}

    ReplicatedLog(
            NodeContext context,
            MetadataSpec spec,
            MetadataBatches batches,
            SnapshotFiles snapshots) {
        this.self = context.self();
        this.batches = batches;
        this.snapshots = snapshots;
        this.clock = context.clock();
        List<OffsetAndEpoch> known = snapshots.all();
        // The one before the latest stays for those who are not far behind.
        long start = known.size() < 2 ? 0 : known.get(known.size() - 2).offset();
        // All above the snapshot is read at every start, and all of it is verified then.
        log = spec.logs().open(NAME, SETTINGS, new Known(start, start, start, false));
        epochs =
                spec.replication()
                        .openEpochs(
                                new EpochsSpec(
                                        context.storage(),
                                        DIRECTORY,
                                        log,
                                        log.logStartOffset(),
                                        context.trace()));
        // What survived counts from now on, so it is made durable first.
        log.flush();
        lastEpoch = epochOfLast();
        startAtSnapshotIfBehind();
    }

    private void startAtSnapshotIfBehind() {
        OffsetAndEpoch latest = snapshots.latest();
        boolean behind = log.logEndOffset() < latest.offset();
        boolean another =
                !behind
                        && latest.offset() > log.logStartOffset()
                        && epochs.latestEpoch() >= 0
                        && epochs.epochAt(latest.offset() - 1) != latest.epoch();
        if (behind || another) {
            LOG.warn(
                    "{}: the log does not reach the snapshot at offset {}, so it begins anew there."
                            + " What this node lacks, it gets from the others.",
                    DIRECTORY,
                    latest.offset());
            startAt(latest);
        }
    }

    private int epochOfLast() {
        if (log.logEndOffset() == log.logStartOffset()) {
            return startEpoch();
        }
        if (epochs.latestEpoch() >= 0) {
            return epochs.latestEpoch();
        }
        int[] epoch = {startEpoch()};
        walk(
                log.logStartOffset(),
                Long.MAX_VALUE,
                buffer -> {
                    BatchHeader header = BatchHeader.at(buffer, buffer.position());
                    while (header.position() < buffer.limit()) {
                        epoch[0] = header.partitionLeaderEpoch();
                        header.moveTo(header.position() + header.sizeInBytes());
                    }
                });
        return epoch[0];
    }

    private int startEpoch() {
        for (OffsetAndEpoch snapshot : snapshots.all()) {
            if (snapshot.offset() == log.logStartOffset()) {
                return snapshot.epoch();
            }
        }
        return -1;
    }

    @Override
    public long startOffset() {
        return log.logStartOffset();
    }

    @Override
    public OffsetAndEpoch end() {
        return new OffsetAndEpoch(log.logEndOffset(), lastEpoch);
    }

    @Override
    public long flushedOffset() {
        return log.recoveryPoint();
    }

    @Override
    public EpochEnd endOf(int epoch) {
        int before = startEpoch();
        if (epoch < 0 || epoch > lastEpoch || (startOffset() > 0 && epoch < before)) {
            return EpochEnd.UNKNOWN;
        }
        if (startOffset() > 0 && epoch == before && epochs.entryOf(epoch) == null) {
            // All of that epoch is in the snapshot.
            return new EpochEnd(epoch, startOffset());
        }
        return epochs.endOf(epoch, log.logEndOffset());
    }

    @Override
    public OffsetAndEpoch snapshot() {
        return snapshots.latest();
    }

    /** The epoch of the record before an offset that is above the log start. */
    int epochBefore(long offset) {
        int epoch = epochs.epochAt(offset - 1);
        return epoch >= 0 ? epoch : lastEpoch;
    }

    @Override
    public void appendLeaderChange(int epoch, List<NodeId> voters) {
        ByteBuffer value = MetadataBatches.leaderChange(self, voters);
        append(
                epoch,
                batches.control(
                        log.logEndOffset(),
                        clock.wallMs(),
                        MetadataBatches.Control.LEADER_CHANGE,
                        value));
    }

    /**
     * Appends the facts of a decision, as a leader.
     *
     * @return the log's new end
     */
    long append(int epoch, List<MetadataRecord> facts) {
        Check.that(!facts.isEmpty(), "a decision of nothing");
        append(epoch, batches.facts(log.logEndOffset(), clock.wallMs(), facts));
        return log.logEndOffset();
    }

    private void append(int epoch, ByteBuffer batch) {
        epochs.assign(epoch, log.logEndOffset());
        log.appendAsLeader(
                batch, new LeaderAppend(epoch, TimestampType.CREATE_TIME, clock.wallMs()));
        lastEpoch = epoch;
    }

    @Override
    public int append(ByteBuffer given) {
        int bytes = batches.soundBytes(given, log.logEndOffset());
        if (bytes < given.remaining()) {
            LOG.warn(
                    "{}: of {} bytes that the leader sent, those from byte {} on are no whole"
                            + " batches after offset {}.",
                    DIRECTORY,
                    given.remaining(),
                    bytes,
                    log.logEndOffset());
        }
        if (bytes == 0) {
            return 0;
        }
        ByteBuffer sound = given.duplicate().limit(given.position() + bytes);
        sound.order(given.order());
        BatchHeader header = BatchHeader.at(sound, sound.position());
        while (header.position() < sound.limit()) {
            lastEpoch = header.partitionLeaderEpoch();
            epochs.assign(lastEpoch, header.baseOffset());
            header.moveTo(header.position() + header.sizeInBytes());
        }
        log.appendAsFollower(sound);
        return bytes;
    }

    @Override
    public void truncateTo(long offset) {
        cuts++;
        epochs.truncateFromEnd(offset);
        log.truncateTo(offset);
        int epoch = epochs.latestEpoch();
        lastEpoch = log.logEndOffset() == log.logStartOffset() ? startEpoch() : epoch;
    }

    /** A snapshot has taken the place of all that was there. */
    void startAt(OffsetAndEpoch snapshot) {
        if (!(log instanceof SegmentedLog segments)) {
            Check.that(false, "a snapshot at offset %s without layer 2", snapshot.offset());
            return;
        }
        cuts++;
        epochs.clear();
        segments.startAt(snapshot.offset(), clock.wallMs());
        lastEpoch = snapshot.epoch();
        snapshots.all().stream().filter(id -> !id.equals(snapshot)).forEach(snapshots::delete);
    }

    /** Whether the log can begin at a snapshot. */
    boolean hasSnapshots() {
        return log instanceof SegmentedLog;
    }

    /** A snapshot is there: what lies below the one before it goes. */
    void snapshotTaken() {
        if (!(log instanceof SegmentedLog segments)) {
            return;
        }
        long nowMs = clock.wallMs();
        segments.roll(nowMs);
        List<OffsetAndEpoch> ids = snapshots.all();
        if (ids.size() < 2) {
            return;
        }
        OffsetAndEpoch kept = ids.get(ids.size() - 2);
        if (kept.offset() > log.logStartOffset()) {
            segments.raiseLogStart(kept.offset());
            epochs.truncateFromStart(kept.offset());
            segments.deleteOldSegments(kept.offset(), nowMs);
            segments.deleteFiles(nowMs);
        }
        ids.subList(0, ids.size() - 2).forEach(snapshots::delete);
    }

    /** Starts a flush, if something is to be flushed and none is under way. */
    @Nullable
    PendingFlush startFlush() {
        PendingFlush pending = flushing == null ? log.startFlush() : null;
        if (pending != null) {
            flushing = new Flush(pending, cuts);
        }
        return pending;
    }

    /** The flush under way is durable. */
    void flushed() {
        Flush done = Objects.requireNonNull(flushing);
        flushing = null;
        if (done.cuts() == cuts) {
            log.flushed(done.pending());
        }
    }

    /** Flushes here and now. */
    void flush() {
        log.flush();
    }

    /** Batches from an offset on; null for none. */
    @Nullable
    FileSlice read(long offset, int maxBytes) {
        return log.read(offset, log.logEndOffset(), maxBytes, true);
    }

    /**
     * Gives the facts from one offset up to another one.
     *
     * @return how many bytes they take
     */
    long replay(long from, long to, MetadataBatches.Applier applier) {
        long[] bytes = {0};
        walk(
                from,
                to,
                buffer -> {
                    bytes[0] += buffer.remaining();
                    batches.replay(buffer, to, applier);
                });
        return bytes[0];
    }

    private interface Walker {
        void walk(ByteBuffer buffer);
    }

    private void walk(long from, long to, Walker walker) {
        long end = Math.min(to, log.logEndOffset());
        long offset = from;
        while (offset < end) {
            FileSlice slice = Objects.requireNonNull(log.read(offset, end, READ_BYTES, true));
            ByteBuffer buffer = ByteBuffer.allocate(slice.count());
            slice.read(buffer, 0);
            slice.release();
            buffer.flip();
            BatchHeader header = BatchHeader.at(buffer, 0);
            while (header.position() < buffer.limit()) {
                offset = header.nextOffset();
                header.moveTo(header.position() + header.sizeInBytes());
            }
            walker.walk(buffer);
        }
    }

    void close() {
        log.close();
    }
}
