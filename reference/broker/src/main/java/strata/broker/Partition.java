package strata.broker;

import java.util.ArrayList;
import java.util.List;
import strata.broker.Inspection.Replica;
import strata.broker.coordinator.PartitionListener;
import strata.broker.replica.SessionPartition;
import strata.kernel.Check;
import strata.kernel.NodeId;
import strata.kernel.Nullable;
import strata.kernel.TopicId;
import strata.kernel.TopicPartition;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.metadata.MetadataRecord.PartitionChanged;
import strata.kernel.replication.FollowerReplica;
import strata.kernel.replication.LeaderEpochs;
import strata.kernel.replication.LeaderReplica;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.StorageFile;
import strata.kernel.transactions.ProducerStates;

/**
 * This broker's replica of a partition. It leads, follows, or is offline: which one, the committed
 * metadata says.
 *
 * <p>Invariants: it does not lead and follow at once; {@code logStartOffset <= logEndOffset}, and
 * {@code highWatermark <= logEndOffset}.
 */
public final class Partition {
    /**
     * What is open of a partition.
     *
     * @param epochs which leader wrote what
     * @param producers who wrote what; recovered
     */
    record Stored(PartitionLog log, LeaderEpochs epochs, ProducerStates producers) {}

    private final TopicPartition name;
    private final TopicId topicId;
    private final PartitionLog log;
    private final LeaderEpochs epochs;
    private final ProducerStates producers;
    private final TrackedAppends appends;
    private final AckWaiting.Queue acks = new AckWaiting.Queue();
    // Of fetch sessions: who reads it, and is to hear of news.
    private final List<SessionPartition> readers = new ArrayList<>(0);
    private @Nullable PartitionListener listener;
    private TopicSettings settings;
    // What the metadata last said of it; null before it has said anything.
    private @Nullable PartitionChanged state;
    private @Nullable LeaderReplica leader;
    private @Nullable FollowerReplica follower;
    // As known when it last led or followed.
    private long lastHighWatermark;
    // Records appended since a flush was last started; what flush.messages counts.
    private long unflushedRecords;
    private boolean closed;
    // What was last seen of it.
    private @Nullable Replica shown;

    Partition(TopicPartition name, TopicId topicId, Stored stored, TopicSettings settings) {
        this.name = name;
        this.topicId = topicId;
        this.log = stored.log();
        this.epochs = stored.epochs();
        this.producers = stored.producers();
        this.appends = new TrackedAppends(log, producers);
        this.settings = settings;
    }

    public TopicPartition name() {
        return name;
    }

    public TopicId topicId() {
        return topicId;
    }

    public PartitionLog log() {
        return log;
    }

    public LeaderEpochs epochs() {
        return epochs;
    }

    /** What is known of those who write it. */
    public ProducerStates producers() {
        return producers;
    }

    /** The way into the log. */
    TrackedAppends appends() {
        return appends;
    }

    /** The log, where it is one of segments; null where it is layer 1's one file. */
    public @Nullable SegmentedLog segments() {
        return log instanceof SegmentedLog segmented ? segmented : null;
    }

    TopicSettings settings() {
        return settings;
    }

    /** Null before the metadata has said anything. */
    public @Nullable PartitionChanged state() {
        return state;
    }

    /** As the metadata says; -1 before it has said anything. */
    public int leaderEpoch() {
        return state == null ? -1 : state.leaderEpoch();
    }

    /** Null where it does not lead. */
    public @Nullable LeaderReplica leader() {
        return leader;
    }

    /** Null where it does not follow. */
    public @Nullable FollowerReplica follower() {
        return follower;
    }

    /** The partition goes on in its role. */
    void stateIs(PartitionChanged changed) {
        state = changed;
    }

    void lead(LeaderReplica replica, PartitionChanged changed) {
        goOffline(changed);
        leader = replica;
    }

    void follow(FollowerReplica replica, PartitionChanged changed) {
        goOffline(changed);
        follower = replica;
    }

    /** It has no leader. */
    void goOffline(PartitionChanged changed) {
        lastHighWatermark = highWatermark();
        leader = null;
        follower = null;
        state = changed;
    }

    /** Where the high watermark was when the broker last stopped. */
    void startAtHighWatermark(long highWatermark) {
        Check.that(leader == null && follower == null, "%s is in use", name);
        lastHighWatermark =
                Math.min(Math.max(highWatermark, log.logStartOffset()), log.logEndOffset());
    }

    /** Acts on other settings from now on. */
    void configure(TopicSettings changed) {
        if (changed.equals(settings)) {
            return;
        }
        if (changed.flushesEveryAppend() && !settings.flushesEveryAppend()) {
            // Readers may have seen all there is: from now on that has to be durable.
            flush();
        }
        settings = changed;
        SegmentedLog segmented = segments();
        if (segmented != null) {
            segmented.configure(changed.segments());
        }
    }

    /** Whether only flushed records count as there. */
    public boolean flushesEveryAppend() {
        return settings.flushesEveryAppend();
    }

    /**
     * Up to where this replica itself counts as having the log: where every append is flushed, what
     * is not durable yet does not count, or a reader could see a record that a power cut then takes
     * back.
     */
    public long ownEndOffset() {
        return settings.flushesEveryAppend() ? log.recoveryPoint() : log.logEndOffset();
    }

    /** Records below it are committed: readers see them. */
    public long highWatermark() {
        if (leader != null) {
            return leader.highWatermark();
        }
        return follower != null ? follower.highWatermark() : lastHighWatermark;
    }

    /** Readers of committed records see what lies below it. */
    public long lastStableOffset() {
        return producers.lastStableOffset(highWatermark());
    }

    /** Flushes everything appended so far, before it returns. */
    void flush() {
        PendingFlush ofProducers = producers.startFlush();
        if (ofProducers != null) {
            ofProducers.files().forEach(StorageFile::flush);
            producers.flushed(ofProducers);
        }
        log.flush();
    }

    /** What can be seen of it: the same object as long as that does not change. */
    Replica shown() {
        Replica before = shown;
        List<NodeId> inSync = leader == null ? List.of() : leader.isr().isr();
        if (before != null
                && before.leads() == (leader != null)
                && before.leaderEpoch() == leaderEpoch()
                && before.highWatermark() == highWatermark()
                && before.logEndOffset() == log.logEndOffset()
                && before.inSync().equals(inSync)) {
            return before;
        }
        Replica now =
                new Replica(
                        name,
                        topicId,
                        leader != null,
                        leaderEpoch(),
                        highWatermark(),
                        log.logEndOffset(),
                        inSync);
        shown = now;
        return now;
    }

    /** Producers that wait for the in-sync replicas. */
    AckWaiting.Queue acks() {
        return acks;
    }

    /** Has somebody told what becomes of it; null for nobody. */
    public void listen(@Nullable PartitionListener told) {
        listener = told;
    }

    /** Who is told what becomes of it; null for nobody. */
    @Nullable
    PartitionListener listener() {
        return listener;
    }

    /** The fetch sessions that read it. */
    public List<SessionPartition> readers() {
        return readers;
    }

    /**
     * Counts appended records.
     *
     * @return whether {@code flush.messages} asks for a flush now
     */
    public boolean countTowardsFlush(long records) {
        unflushedRecords += records;
        return unflushedRecords >= settings.flushMessages();
    }

    void flushStarted() {
        unflushedRecords = 0;
    }

    /**
     * The log start has moved up: what the epochs say of the records before it goes, and who reads
     * the partition hears of it with the next answer.
     */
    void logStartMoved() {
        epochs.truncateFromStart(log.logStartOffset());
        readers.forEach(reader -> reader.session().due(reader));
    }

    /** Whether the replica was deleted, or the broker stopped. */
    public boolean isClosed() {
        return closed;
    }

    void close() {
        lastHighWatermark = highWatermark();
        leader = null;
        follower = null;
        closed = true;
        producers.close();
        log.close();
    }

    @Override
    public String toString() {
        return name.toString();
    }
}
