package strata.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.SyncId;
import strata.kernel.log.PendingFlush;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.storage.StorageFile;

/**
 * Flushes off the loop: one round for all that a turn made dirty, and what waits for it. A segment
 * that was rolled is flushed in a round of its own, for which nobody waits: it keeps the time short
 * that a recovery takes.
 */
final class FlushRounds {
    /**
     * @param pending of the log
     * @param ofProducers of what is known of its producers; null for nothing
     */
    private record Flush(
            Partition partition, PendingFlush pending, @Nullable PendingFlush ofProducers) {
        static Flush of(Partition partition, PendingFlush pending) {
            return new Flush(partition, pending, partition.producers().startFlush());
        }

        void addFilesTo(List<StorageFile> files) {
            files.addAll(pending.files());
            if (ofProducers != null) {
                files.addAll(ofProducers.files());
            }
        }

        /** They are durable: what is known of the producers first, as the log's point vouches. */
        void done() {
            if (ofProducers != null) {
                partition.producers().flushed(ofProducers);
            }
            partition.log().flushed(pending);
        }
    }

    /**
     * @param old whether it is of rolled segments only
     */
    private record Round(List<Flush> flushes, List<Runnable> waiting, boolean old) {}

    private final NodeContext context;
    private final Checkpoints checkpoints;
    private final SyncIds ids;
    private final Map<SyncId, Round> underWay = new LinkedHashMap<>();
    // What the present turn gathers.
    private final Set<Partition> dirty = new LinkedHashSet<>();
    private List<Runnable> waiting = new ArrayList<>();
    private final Set<Partition> appended = new LinkedHashSet<>();
    // Partitions whose rolled segments are being flushed.
    private final Set<Partition> flushingOld = new LinkedHashSet<>();

    FlushRounds(NodeContext context, Checkpoints checkpoints, SyncIds ids) {
        this.context = context;
        this.checkpoints = checkpoints;
        this.ids = ids;
    }

    /** Something was appended to a partition, so it may have been rolled. */
    void appended(Partition partition) {
        appended.add(partition);
    }

    /** Flush this partition at the end of the turn. */
    void add(Partition partition) {
        dirty.add(partition);
    }

    /** To be done once everything that the turn made dirty is durable. */
    void afterwards(Runnable then) {
        waiting.add(then);
    }

    /** Starts the turn's rounds, if there is anything to flush. */
    void turnEnded() {
        startAppended();
        startOld();
    }

    private void startOld() {
        for (Partition partition : appended) {
            SegmentedLog log = partition.segments();
            if (log == null || partition.isClosed() || flushingOld.contains(partition)) {
                continue;
            }
            PendingFlush pending = log.startFlushOfOldSegments();
            if (pending != null) {
                flushingOld.add(partition);
                Flush flush = Flush.of(partition, pending);
                List<StorageFile> files = new ArrayList<>();
                flush.addFilesTo(files);
                SyncId id = ids.next();
                underWay.put(id, new Round(List.of(flush), List.of(), true));
                context.sync(files, id);
            }
        }
        appended.clear();
    }

    private void startAppended() {
        if (dirty.isEmpty()) {
            return;
        }
        List<Flush> flushes = new ArrayList<>();
        List<StorageFile> files = new ArrayList<>();
        for (Partition partition : dirty) {
            PendingFlush pending = partition.isClosed() ? null : partition.log().startFlush();
            if (pending != null) {
                Flush flush = Flush.of(partition, pending);
                flushes.add(flush);
                flush.addFilesTo(files);
            }
            partition.flushStarted();
            // What was rolled is flushed with the rest.
            appended.remove(partition);
        }
        dirty.clear();
        SyncId id = ids.next();
        underWay.put(id, new Round(flushes, waiting, false));
        waiting = new ArrayList<>();
        context.sync(files, id);
    }

    /**
     * A round is durable: raises the recovery points.
     *
     * @return null when the flush is another's
     */
    @Nullable
    Done done(SyncId id) {
        Round round = underWay.remove(id);
        if (round == null) {
            return null;
        }
        List<Partition> flushed = new ArrayList<>();
        for (Flush flush : round.flushes()) {
            Partition partition = flush.partition();
            if (round.old()) {
                flushingOld.remove(partition);
                checkpoints.changed();
                // It may have been rolled again meanwhile.
                appended.add(partition);
            }
            if (!partition.isClosed()) {
                flush.done();
                flushed.add(partition);
            }
        }
        return new Done(flushed, round.waiting());
    }

    /**
     * What a round did.
     *
     * @param partitions that were flushed
     * @param waiting to be done after what the flush itself brings about
     */
    record Done(List<Partition> partitions, List<Runnable> waiting) {}
}
