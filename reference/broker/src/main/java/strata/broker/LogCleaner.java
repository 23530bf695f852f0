package strata.broker;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.Timer;
import strata.kernel.log.CorruptDataException;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.SegmentSettings.Compaction;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLog.Dirt;

/**
 * Compacts logs, one at a time, always the dirtiest, and a little in a turn, so that requests go in
 * between.
 *
 * <p>Invariant: {@code run} is null if and only if {@code current} is.
 */
final class LogCleaner {
    /** The compaction is to go on, or a log to be sought that needs one. */
    record CleanTimer() implements Timer {}

    private static final Logger LOG = LoggerFactory.getLogger(LogCleaner.class);
    // So much takes a millisecond or two.
    private static final int BYTES_PER_TURN = 256 * 1024;
    private static final long PAUSE_MS = 1;

    private final NodeContext context;
    private final PartitionStore store;
    private final Care care;
    // As in Kafka: a log that cannot be read is left alone until the broker starts anew.
    private final Set<Partition> uncleanable = new LinkedHashSet<>();
    private @Nullable Partition current;
    private @Nullable CompactionRun run;

    /**
     * How it goes about it.
     *
     * @param backoffMs how long to wait when no log needs a compaction
     * @param mapBytes the memory for the map of keys
     * @param afterwards told of a partition whose compaction is over
     * @param corruption told of bytes that cannot be read
     */
    record Care(
            long backoffMs,
            int mapBytes,
            Consumer<Partition> afterwards,
            CorruptionLog corruption) {}

    LogCleaner(NodeContext context, PartitionStore store, Care care) {
        this.context = context;
        this.store = store;
        this.care = care;
    }

    void start() {
        context.setTimer(new CleanTimer(), care.backoffMs());
    }

    /** Whether a compaction of a partition is under way. */
    boolean isBusyWith(Partition partition) {
        return partition.equals(current);
    }

    /** Goes on for a turn. */
    void goOn() {
        if (run == null) {
            begin();
        }
        boolean worked = run != null && step(run);
        context.setTimer(new CleanTimer(), worked ? PAUSE_MS : care.backoffMs());
    }

    private boolean step(CompactionRun compaction) {
        Partition partition = Objects.requireNonNull(current);
        if (!compacts(partition)) {
            end(partition);
            return true;
        }
        SegmentedLog log = Objects.requireNonNull(partition.segments());
        List<Long> before = baseOffsets(log);
        boolean more;
        try {
            more = compaction.step(BYTES_PER_TURN);
        } catch (CorruptDataException e) {
            leaveAlone(partition, e);
            end(partition);
            return true;
        }
        if (!before.equals(baseOffsets(log))) {
            partition.appends().segmentsChanged(log.activeBaseOffset());
        }
        return more || finish(partition, compaction.progress());
    }

    private static List<Long> baseOffsets(SegmentedLog log) {
        return log.segments().stream().map(SegmentedLog.Segment::baseOffset).toList();
    }

    /** Whether it had an effect: if none, the same log is not to be begun again at once. */
    private boolean finish(Partition partition, CompactionRun.Progress did) {
        current = null;
        run = null;
        LOG.info(
                "{}: compaction {}; read {} records of {} bytes, kept {}, wrote {} bytes",
                partition.name(),
                did.done() ? "done" : "ended without effect",
                did.recordsRead(),
                did.readBytes(),
                did.recordsKept(),
                did.writtenBytes());
        store.checkpoints().changed();
        care.afterwards().accept(partition);
        return did.done();
    }

    /** Begins with the dirtiest log, as Kafka's cleaner chooses it. */
    private void begin() {
        long nowMs = context.clock().wallMs();
        Partition dirtiest = null;
        double mostDirt = -1;
        for (Partition partition : store.all()) {
            double ratio = compacts(partition) ? dirtRatio(partition, nowMs) : -1;
            if (ratio > mostDirt) {
                mostDirt = ratio;
                dirtiest = partition;
            }
        }
        SegmentedLog log = dirtiest == null ? null : dirtiest.segments();
        if (dirtiest == null || log == null) {
            return;
        }
        run =
                log.startCompaction(
                        upperBound(dirtiest), dirtiest.producers().fates(), care.mapBytes(), nowMs);
        current = run == null ? null : dirtiest;
    }

    /**
     * Up to where a log may be compacted. A recovery looks at nothing below a stored recovery
     * point, so it never takes what a compaction has left for what a crash has. Above the last
     * stable offset nobody knows which records count.
     */
    private long upperBound(Partition partition) {
        long durable = store.checkpoints().recoveryPoint(partition.name());
        return Math.min(partition.lastStableOffset(), durable);
    }

    private boolean compacts(Partition partition) {
        return partition.settings().segments().compaction().enabled()
                && partition.segments() != null
                && !partition.isClosed()
                && !uncleanable.contains(partition);
    }

    /** How dirty a log is; -1 when it need not be compacted. */
    private double dirtRatio(Partition partition, long nowMs) {
        SegmentedLog log = partition.segments();
        if (log == null) {
            return -1;
        }
        try {
            Dirt dirt = log.dirt(upperBound(partition), nowMs);
            Compaction rules = partition.settings().segments().compaction();
            boolean due =
                    dirt.dirtyBytes() > 0
                            && (dirt.overdue() || dirt.ratio() > rules.minCleanableDirtyRatio());
            return due ? dirt.ratio() : -1;
        } catch (CorruptDataException e) {
            leaveAlone(partition, e);
            return -1;
        }
    }

    private void leaveAlone(Partition partition, CorruptDataException fault) {
        uncleanable.add(partition);
        care.corruption().met(partition.name(), fault);
        LOG.warn("{} is compacted no more until the broker starts anew", partition.name());
    }

    /** A partition is about to go. */
    void forget(Partition partition) {
        end(partition);
        uncleanable.remove(partition);
    }

    private void end(Partition partition) {
        if (run != null && isBusyWith(partition)) {
            run.abort();
            run = null;
            current = null;
        }
    }

    /** Ends what is under way. */
    void stop() {
        if (current != null) {
            end(current);
        }
    }
}
