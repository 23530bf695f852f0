package strata.segments;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.segments.CompactionRun;
import strata.kernel.segments.TransactionFates;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;
import strata.segments.BatchFilter.Filtered;

/**
 * A compaction, in steps. First it reads the dirty part and notes the last offset of each key; then
 * it goes through the segments from the oldest on, a group at a time, writes a new segment with the
 * records that stay, and puts it in the place of the group. Oldest first matters: a tombstone is
 * dropped only after everything that it deletes.
 *
 * <p>Its memory is the map, a portion of a file, and the largest batch with its records
 * decompressed.
 *
 * <p>When it is ended, the groups that were swapped so far stay so: nothing is wrong with them, but
 * the log counts as dirty from where it did before.
 */
final class LogCompaction implements CompactionRun {
    private static final Logger LOG = LoggerFactory.getLogger(LogCompaction.class);

    private final LogDirectory directory;
    private final Segments segments;
    private final SegmentSwap swap;
    private final Owner owner;
    private final long logStartOffset;
    private final long nowMs;

    private final KeyPass keys;
    private final BatchFilter filter;
    // Goes along with the second pass.
    private final TransactionWalk transactions;
    // Null until all keys are known.
    private @Nullable CompactionRule rule;
    // The groups that are not yet swapped, oldest first.
    private final List<List<LogSegment>> groups = new ArrayList<>();
    // The new segment of the first group; null until it is begun.
    private @Nullable SegmentRewrite rewrite;
    // Which segment of the first group is being read, and where.
    private int source;
    // How many records the new segment of the first group has.
    private long groupRecordsKept;
    private @Nullable BatchReader reader;

    private boolean over;
    private boolean done;
    private long writtenBytes;
    private long rewriteReadBytes;
    private long recordsRead;
    private long recordsKept;

    /**
     * What a compaction works on.
     *
     * @param segments of the log; it replaces some of them
     * @param deleted takes those that were replaced
     * @param fates what became of transactions
     */
    record Target(
            LogDirectory directory,
            Segments segments,
            DelayedFiles deleted,
            Owner owner,
            TransactionFates fates) {
        /** Of a log of whose transactions nobody knows anything. */
        Target(LogDirectory directory, Segments segments, DelayedFiles deleted, Owner owner) {
            this(directory, segments, deleted, owner, TransactionFates.UNKNOWN);
        }
    }

    /** Who started it. */
    interface Owner {
        /** Segments were replaced: places in the old ones mean nothing any more. */
        void swapped();

        /** Up to this offset the log is clean. */
        void cleaned(long endOffset);
    }

    /**
     * A compaction.
     *
     * @param logStartOffset of the log: what lies in segments below it is not touched, as nobody
     *     reads it any more, and recovery does not verify it
     */
    LogCompaction(Target target, DirtyRange range, long logStartOffset, int mapBytes, long nowMs) {
        this.directory = target.directory();
        this.segments = target.segments();
        this.swap = new SegmentSwap(directory, target.deleted());
        this.owner = target.owner();
        this.logStartOffset = logStartOffset;
        this.nowMs = nowMs;
        this.keys = new KeyPass(directory, segmentsIn(range), range, mapBytes, target.fates());
        this.transactions = new TransactionWalk(target.fates());
        this.filter = new BatchFilter(directory.recordFormat(), directory.compression());
    }

    /** The segments that hold the dirty part. */
    private List<LogSegment> segmentsIn(DirtyRange dirty) {
        int from = segments.numberOf(dirty.firstDirtyOffset());
        int to = segments.numberOf(dirty.endOffset());
        return List.copyOf(segments.all().subList(from, to));
    }

    @Override
    public boolean step(int budgetBytes) {
        long before = readBytes() + writtenBytes;
        try {
            while (!over && readBytes() + writtenBytes - before < budgetBytes) {
                if (keys.hasNext()) {
                    keys.next();
                } else if (rule == null) {
                    rule = keys.rule(nowMs);
                    plan();
                } else if (groups.isEmpty()) {
                    finish();
                } else if (!rewriteNext(rule)) {
                    finishGroup();
                    // A swap takes long enough for one step.
                    break;
                }
            }
        } catch (CorruptDataException e) {
            LOG.warn("The compaction of {} is ended: {}", directory.name(), e.getMessage());
            abort();
            throw e;
        }
        return !over;
    }

    @Override
    public void abort() {
        if (over) {
            return;
        }
        over = true;
        if (rewrite != null) {
            rewrite.discard();
        }
    }

    /** Whether it has ended, one way or the other. */
    boolean isOver() {
        return over;
    }

    @Override
    public Progress progress() {
        return new Progress(readBytes(), writtenBytes, recordsRead, recordsKept, done);
    }

    private long readBytes() {
        return keys.readBytes() + rewriteReadBytes;
    }

    /** Divides all segments from the log start up to the end of the map into groups. */
    private void plan() {
        long mappedEndOffset = keys.mappedEndOffset();
        int count = segments.numberOf(mappedEndOffset - 1) + 1;
        int first = Math.min(segments.numberOf(logStartOffset), count);
        List<LogSegment> all = List.copyOf(segments.all().subList(first, count));
        List<SegmentGroups.Sizes> sizes = all.stream().map(this::sizesOf).toList();
        long endOffset = segments.get(count).baseOffset();
        int from = 0;
        for (int length : SegmentGroups.runs(sizes, endOffset, directory.settings())) {
            groups.add(all.subList(from, from + length));
            from += length;
        }
    }

    private SegmentGroups.Sizes sizesOf(LogSegment segment) {
        return new SegmentGroups.Sizes(
                segment.baseOffset(),
                segment.sizeInBytes(),
                fileSize(segment.fileName(SegmentFiles.INDEX)),
                fileSize(segment.fileName(SegmentFiles.TIME_INDEX)));
    }

    private long fileSize(String name) {
        Storage storage = directory.storage();
        if (!storage.exists(name)) {
            return 0;
        }
        try (StorageFile file = storage.open(name)) {
            return file.size();
        }
    }

    /** Goes on with the first group by a batch; false when it has no more. */
    private boolean rewriteNext(CompactionRule compactionRule) {
        List<LogSegment> group = groups.get(0);
        SegmentRewrite target = rewrite;
        if (target == null) {
            target = new SegmentRewrite(directory, group.get(0).baseOffset());
            rewrite = target;
        }
        BatchReader from = currentReader(group);
        if (from == null) {
            return false;
        }
        long position = from.position();
        ByteBuffer batch = from.next();
        rewriteReadBytes += batch.remaining();
        Filtered filtered = filtered(batch, compactionRule, from, position);
        recordsRead += filtered.recordsRead();
        recordsKept += filtered.recordsKept();
        groupRecordsKept += filtered.recordsKept();
        ByteBuffer left = filtered.bytes();
        if (left == null && currentReader(group) == null) {
            if (groupRecordsKept == 0 && growGroup()) {
                return true;
            }
            // The last header says where the group ends: no offset gets lost, and SwapRecovery
            // knows by it what the new segment replaces.
            left = BatchFilter.endOf(batch, groupRecordsKept > 0);
        }
        if (left != null) {
            add(left, target);
        }
        return true;
    }

    private void add(ByteBuffer batch, SegmentRewrite target) {
        if (target.sizeInBytes() + batch.remaining() > Integer.MAX_VALUE) {
            // Marks for tombstones make records longer; an index has four bytes for a position.
            LOG.warn(
                    "The compaction of {} is ended: a segment would outgrow its index",
                    directory.name());
            abort();
            return;
        }
        writtenBytes += batch.remaining();
        target.add(batch);
    }

    private Filtered filtered(
            ByteBuffer batch, CompactionRule compactionRule, BatchReader from, long position) {
        try {
            long horizonMs = nowMs + directory.settings().compaction().deleteRetentionMs();
            BatchRole role = transactions.next(BatchHeader.at(batch, 0));
            return filter.filter(batch, role, compactionRule, horizonMs);
        } catch (CorruptDataException e) {
            throw from.corruptAt(position, String.valueOf(e.getMessage()));
        }
    }

    /** The reader that stands before the group's next batch; null behind its last. */
    private @Nullable BatchReader currentReader(List<LogSegment> group) {
        BatchReader current = reader;
        while (current == null || !current.hasNext()) {
            source += current == null ? 0 : 1;
            if (source == group.size()) {
                reader = null;
                return null;
            }
            LogSegment segment = group.get(source);
            current = new BatchReader(segment.logFile(), 0, segment.sizeInBytes());
            reader = current;
        }
        return current;
    }

    /** Puts the new segment in the place of its group, if there is anything in it. */
    private void finishGroup() {
        if (groupRecordsKept == 0 && growGroup()) {
            return;
        }
        groupRecordsKept = 0;
        List<LogSegment> group = groups.remove(0);
        SegmentRewrite finished = rewrite;
        rewrite = null;
        reader = null;
        source = 0;
        if (finished == null) {
            return;
        }
        LogSegment fresh = finished.finish();
        swap.run(fresh, group, nowMs);
        int first = segments.numberOf(fresh.baseOffset());
        segments.replace(first, first + group.size(), List.of(fresh));
        owner.swapped();
    }

    /**
     * Has the new segment go on with the next group: one without a record would be in the way of
     * searches by time, which Kafka begins in the first segment that is late enough.
     *
     * @return false when there is no next group, or it reaches too far
     */
    private boolean growGroup() {
        if (groups.size() < 2) {
            return false;
        }
        List<LogSegment> both = new ArrayList<>(groups.get(0));
        both.addAll(groups.get(1));
        long endOffset =
                segments.get(segments.numberOf(both.get(0).baseOffset()) + both.size())
                        .baseOffset();
        if (endOffset - both.get(0).baseOffset() > Integer.MAX_VALUE) {
            return false;
        }
        groups.remove(0);
        groups.set(0, both);
        return true;
    }

    private void finish() {
        over = true;
        done = true;
        owner.cleaned(keys.mappedEndOffset());
        LOG.info(
                "{}: compacted up to offset {}: {}",
                directory.name(),
                keys.mappedEndOffset(),
                progress());
    }
}
