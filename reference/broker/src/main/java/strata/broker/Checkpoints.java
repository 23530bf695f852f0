package strata.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.NodeContext;
import strata.kernel.Nullable;
import strata.kernel.SyncId;
import strata.kernel.Timer;
import strata.kernel.TopicPartition;
import strata.kernel.log.PartitionLog;
import strata.kernel.segments.SegmentedLog;
import strata.kernel.segments.SegmentedLogSpec.Known;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/**
 * What is stored about all logs together, in Kafka's four checkpoint files.
 *
 * <p>Invariant: what the files say of a partition is true of its log, though it may be old: no file
 * names a partition that is not there, or a new topic of that name would inherit it.
 */
final class Checkpoints {
    /** One of the files. */
    enum Kind {
        /** Records below it are durable. */
        RECOVERY_POINT("recovery-point-offset-checkpoint"),
        /** Records below it were deleted, though their bytes are still there. */
        LOG_START("log-start-offset-checkpoint"),
        /** Records below it have been through a compaction. */
        CLEANED("cleaner-offset-checkpoint"),
        /** Consumers could read up to it; where a replica begins after a start. */
        HIGH_WATERMARK("replication-offset-checkpoint");

        private final String fileName;

        Kind(String fileName) {
            this.fileName = fileName;
        }
    }

    /** It is time to store what has changed. */
    record StoreTimer() implements Timer {}

    /** It is time to store the high watermarks. */
    record HighWatermarkTimer() implements Timer {}

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    // Many changes share one write; a recovery has at most this much more to do.
    private static final long DELAY_MS = 1000;
    // The files that are stored whenever something has changed.
    private static final List<Kind> WHILE_RUNNING =
            List.of(Kind.RECOVERY_POINT, Kind.LOG_START, Kind.CLEANED);

    private final NodeContext context;
    private final Supplier<Collection<Partition>> partitions;
    private final Map<Kind, OffsetCheckpoint> files = new EnumMap<>(Kind.class);
    // What the files say.
    private final Map<Kind, Map<TopicPartition, Long>> stored = new EnumMap<>(Kind.class);
    // What has been written beside the files, and is being flushed; in part it may be out of date
    // by now, and is left out then.
    private final Map<Kind, Map<TopicPartition, Long>> underWay = new EnumMap<>(Kind.class);
    private final EpochStorage epochs;
    private final SyncIds ids;
    private @Nullable SyncId flush;
    private boolean recoveryPointsLost;
    private boolean timerSet;
    private boolean highWatermarksDue;
    // 0 where nobody asks for them: a replica that is alone has committed all it has.
    private long highWatermarksEveryMs;

    /**
     * Reads the files.
     *
     * @param partitions gives the open partitions, at any time
     * @param epochs which of the leader epochs are believed, the recovery points say
     * @throws StorageException of kind {@code CORRUPT} when the log starts cannot be read: records
     *     that were deleted would show again
     */
    Checkpoints(
            NodeContext context,
            SyncIds ids,
            Supplier<Collection<Partition>> partitions,
            EpochStorage epochs) {
        this.context = context;
        this.epochs = epochs;
        this.ids = ids;
        this.partitions = partitions;
        for (Kind kind : Kind.values()) {
            OffsetCheckpoint file = new OffsetCheckpoint(context.storage(), kind.fileName);
            files.put(kind, file);
            stored.put(kind, read(kind, file));
        }
    }

    private Map<TopicPartition, Long> read(Kind kind, OffsetCheckpoint file) {
        try {
            return file.read();
        } catch (OffsetCheckpoint.BadContent e) {
            if (kind == Kind.LOG_START) {
                throw new StorageException(
                        StorageException.Kind.CORRUPT,
                        e.getMessage()
                                + ". Without it, records that were deleted would show again; where"
                                + " that is all right, delete the file",
                        e);
            }
            recoveryPointsLost |= kind == Kind.RECOVERY_POINT;
            LOG.warn("{}; going on as if it were not there", e.getMessage());
            return new TreeMap<>();
        }
    }

    /** What the files say of a partition. */
    Known known(TopicPartition partition, boolean cleanStop) {
        // Nothing above a stored recovery point is ever compacted, so a gap there is a loss. Where
        // the recovery points themselves are lost, any gap may be a compaction's.
        boolean anyGap = recoveryPointsLost && !cleanStop;
        return new Known(
                stored(Kind.LOG_START, partition),
                stored(Kind.RECOVERY_POINT, partition),
                anyGap ? Long.MAX_VALUE : stored(Kind.CLEANED, partition),
                cleanStop);
    }

    /** The stored high watermark; 0 where there is none. */
    long highWatermark(TopicPartition partition) {
        return stored(Kind.HIGH_WATERMARK, partition);
    }

    /** Has the high watermarks stored from time to time. */
    void storeHighWatermarksEvery(long ms) {
        highWatermarksEveryMs = ms;
        context.setTimer(new HighWatermarkTimer(), ms);
    }

    /** It is time for the high watermarks. */
    void highWatermarksDue() {
        highWatermarksDue = true;
        timerFired();
        context.setTimer(new HighWatermarkTimer(), highWatermarksEveryMs);
    }

    /**
     * A log is about to lose its end, or its whole content: what is stored of it is made true of
     * what will be left, durably, before this returns. Whatever a crash in the middle leaves, it is
     * no corruption then.
     *
     * @param offset where the log will end; records below its log start are not counted on
     */
    void cutting(TopicPartition partition, long offset, long logStartOffset) {
        for (Kind kind : Kind.values()) {
            long most = kind == Kind.LOG_START ? Math.min(logStartOffset, offset) : offset;
            Map<TopicPartition, Long> coming = underWay.getOrDefault(kind, stored(kind));
            long told = Math.max(stored(kind, partition), coming.getOrDefault(partition, 0L));
            if (told > most) {
                Map<TopicPartition, Long> offsets = new TreeMap<>(stored(kind));
                if (most > 0) {
                    offsets.put(partition, Math.min(stored(kind, partition), most));
                } else {
                    offsets.remove(partition);
                }
                store(kind, offsets);
            }
        }
    }

    /** Every record of a partition below it is durable, and this is stored durably, too. */
    long recoveryPoint(TopicPartition partition) {
        return stored(Kind.RECOVERY_POINT, partition);
    }

    private OffsetCheckpoint file(Kind kind) {
        return Objects.requireNonNull(files.get(kind));
    }

    private Map<TopicPartition, Long> stored(Kind kind) {
        return Objects.requireNonNull(stored.get(kind));
    }

    private long stored(Kind kind, TopicPartition partition) {
        return stored(kind).getOrDefault(partition, 0L);
    }

    /**
     * Removes, durably, what the files say of any other partition.
     *
     * @param there the partitions that are there
     */
    void retainOnly(Set<TopicPartition> there) {
        if (!file(Kind.RECOVERY_POINT).exists()) {
            recoveryPointsLost = !there.isEmpty();
            if (!recoveryPointsLost) {
                store(Kind.RECOVERY_POINT, new TreeMap<>());
            }
        }
        for (Kind kind : Kind.values()) {
            Map<TopicPartition, Long> offsets = new TreeMap<>(stored(kind));
            if (offsets.keySet().retainAll(there)) {
                store(kind, offsets);
            }
        }
    }

    /** Removes, durably, what the files say of partitions whose names become free. */
    void forget(Collection<TopicPartition> gone) {
        Set<TopicPartition> names = new LinkedHashSet<>(gone);
        for (Kind kind : Kind.values()) {
            Map<TopicPartition, Long> offsets = new TreeMap<>(stored(kind));
            boolean named = offsets.keySet().removeAll(names);
            Map<TopicPartition, Long> coming = underWay.get(kind);
            if (named || (coming != null && coming.keySet().stream().anyMatch(names::contains))) {
                store(kind, offsets);
            }
        }
    }

    /** Something has changed that is to be stored soon. */
    void changed() {
        if (!timerSet) {
            timerSet = true;
            context.setTimer(new StoreTimer(), DELAY_MS);
        }
    }

    /** Stores what has changed, off the loop. */
    void timerFired() {
        timerSet = false;
        if (flush != null) {
            changed();
            return;
        }
        List<StorageFile> written = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (!WHILE_RUNNING.contains(kind) && !highWatermarksDue) {
                continue;
            }
            Map<TopicPartition, Long> offsets = offsets(kind);
            if (!offsets.equals(stored(kind))) {
                rising(kind, offsets);
                written.add(file(kind).writeBeside(offsets));
                underWay.put(kind, offsets);
            }
        }
        highWatermarksDue = false;
        if (!written.isEmpty()) {
            flush = ids.next();
            context.sync(written, flush);
            written.forEach(StorageFile::close);
        }
    }

    /**
     * A flush is done.
     *
     * @return whether it was one of these files
     */
    boolean done(SyncId id) {
        if (!id.equals(flush)) {
            return false;
        }
        flush = null;
        underWay.forEach(
                (kind, offsets) -> {
                    file(kind).putInPlace();
                    stored.put(kind, offsets);
                });
        if (!underWay.isEmpty()) {
            context.storage().syncDirectory("");
        }
        underWay.clear();
        return true;
    }

    /** Stores one file's present state, durably, before it returns. */
    void store(Kind kind) {
        store(kind, offsets(kind));
    }

    /** Stores everything, durably, before it returns. */
    void storeAll() {
        for (Kind kind : Kind.values()) {
            Map<TopicPartition, Long> offsets = offsets(kind);
            if (underWay.containsKey(kind) || !offsets.equals(stored(kind))) {
                store(kind, offsets);
            }
        }
    }

    private void store(Kind kind, Map<TopicPartition, Long> offsets) {
        // What is being flushed beside it is older.
        underWay.remove(kind);
        rising(kind, offsets);
        file(kind).write(offsets);
        stored.put(kind, offsets);
    }

    /** What is to be durable before the offsets are. */
    private void rising(Kind kind, Map<TopicPartition, Long> offsets) {
        if (kind == Kind.RECOVERY_POINT) {
            offsets.forEach(
                    (partition, offset) -> {
                        if (offset > stored(kind, partition)) {
                            epochs.flush(partition.toString());
                        }
                    });
        }
    }

    private Map<TopicPartition, Long> offsets(Kind kind) {
        Map<TopicPartition, Long> offsets = new TreeMap<>();
        for (Partition partition : partitions.get()) {
            long offset = offset(kind, partition);
            if (offset > 0) {
                offsets.put(partition.name(), offset);
            }
        }
        return offsets;
    }

    private long offset(Kind kind, Partition partition) {
        PartitionLog log = partition.log();
        SegmentedLog segments = partition.segments();
        return switch (kind) {
            case RECOVERY_POINT -> log.recoveryPoint();
            case LOG_START -> {
                long start = log.logStartOffset();
                // As Kafka: what the files' names say needs no entry.
                yield segments == null || start > segments.segments().get(0).baseOffset()
                        ? start
                        : 0;
            }
            case CLEANED ->
                    segments == null
                            ? stored(kind, partition.name())
                            : partition.settings().segments().compaction().enabled()
                                    ? segments.cleanedOffset()
                                    : 0;
            case HIGH_WATERMARK -> partition.highWatermark();
        };
    }
}
