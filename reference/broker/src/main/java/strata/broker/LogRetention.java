package strata.broker;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.NodeContext;
import strata.kernel.Timer;
import strata.kernel.log.CorruptDataException;
import strata.kernel.segments.SegmentedLog;

/**
 * Deletes old segments, and later their files: now and then a round through all partitions, a few
 * at a time, so that requests go in between.
 */
final class LogRetention {
    /** A round is to begin, or to go on. */
    record RoundTimer() implements Timer {}

    /** Files of deleted segments are due. */
    record FilesTimer() implements Timer {}

    private static final Logger LOG = LoggerFactory.getLogger(LogRetention.class);
    private static final int PARTITIONS_PER_TURN = 50;
    private static final long PAUSE_MS = 1;
    // Wall time may jump; so often is it looked at.
    private static final long FILES_PAUSE_MS_MAX = 60_000;

    private final NodeContext context;
    private final PartitionStore store;
    private final Care care;
    // What the present round has not come to; empty between two rounds.
    private final Queue<Partition> left = new ArrayDeque<>();
    // When files of a partition's deleted segments are due, wall time.
    private final Map<Partition, Long> filesDueMs = new LinkedHashMap<>();

    /**
     * How it goes about it.
     *
     * @param firstRoundMs after the start
     * @param betweenRoundsMs between the end of a round and the next
     * @param busy a partition in which a compaction is under way, which a deletion would end; it is
     *     looked after when that is over
     * @param corruption told of bytes that cannot be read
     */
    record Care(
            long firstRoundMs,
            long betweenRoundsMs,
            Predicate<Partition> busy,
            CorruptionLog corruption) {}

    LogRetention(NodeContext context, PartitionStore store, Care care) {
        this.context = context;
        this.store = store;
        this.care = care;
    }

    void start() {
        context.setTimer(new RoundTimer(), care.firstRoundMs());
    }

    /** Goes on with the round, or begins one. */
    void goOn() {
        if (left.isEmpty()) {
            left.addAll(store.all());
        }
        boolean deleted = false;
        for (int i = 0; i < PARTITIONS_PER_TURN && !left.isEmpty() && !deleted; i++) {
            Partition partition = left.remove();
            deleted = !care.busy().test(partition) && lookAfter(partition);
        }
        context.setTimer(new RoundTimer(), left.isEmpty() ? care.betweenRoundsMs() : PAUSE_MS);
    }

    /**
     * Deletes what a partition need not keep.
     *
     * @return whether that was anything
     */
    boolean lookAfter(Partition partition) {
        SegmentedLog log = partition.segments();
        if (log == null || partition.isClosed()) {
            return false;
        }
        long nowMs = context.clock().wallMs();
        long startBefore = log.logStartOffset();
        long activeBefore = log.activeBaseOffset();
        int count;
        try {
            count = log.deleteOldSegments(partition.highWatermark(), nowMs);
        } catch (CorruptDataException e) {
            care.corruption().met(partition.name(), e);
            return false;
        }
        if (count > 0) {
            LOG.info(
                    "{}: deleted {} segments; the log start went from {} to {}",
                    partition.name(),
                    count,
                    startBefore,
                    log.logStartOffset());
            partition.appends().segmentsChanged(activeBefore);
            partition.logStartMoved();
            store.checkpoints().changed();
        }
        deleteFiles(partition, nowMs);
        setFilesTimer(nowMs);
        return count > 0;
    }

    /** Deletes the files that are due. */
    void deleteDueFiles() {
        long nowMs = context.clock().wallMs();
        Partition due = null;
        for (Map.Entry<Partition, Long> entry : filesDueMs.entrySet()) {
            if (entry.getValue() <= nowMs) {
                due = entry.getKey();
                break;
            }
        }
        if (due != null) {
            deleteFiles(due, nowMs);
        }
        setFilesTimer(nowMs);
    }

    private void deleteFiles(Partition partition, long nowMs) {
        SegmentedLog log = partition.segments();
        long nextMs = log == null || partition.isClosed() ? -1 : log.deleteFiles(nowMs);
        if (nextMs < 0) {
            filesDueMs.remove(partition);
        } else {
            filesDueMs.put(partition, nextMs);
        }
    }

    private void setFilesTimer(long nowMs) {
        filesDueMs.values().stream()
                .mapToLong(Long::longValue)
                .min()
                .ifPresent(
                        dueMs -> {
                            long delayMs = Math.max(PAUSE_MS, dueMs - nowMs);
                            context.setTimer(
                                    new FilesTimer(), Math.min(delayMs, FILES_PAUSE_MS_MAX));
                        });
    }

    /** A partition is gone. */
    void forget(Partition partition) {
        left.remove(partition);
        filesDueMs.remove(partition);
    }
}
