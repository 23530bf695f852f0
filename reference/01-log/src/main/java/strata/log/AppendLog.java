package strata.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Check;
import strata.kernel.Nullable;
import strata.kernel.log.Appended;
import strata.kernel.log.BatchCursor;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LeaderAppend;
import strata.kernel.log.LogContext;
import strata.kernel.log.LogSpec;
import strata.kernel.log.PartitionLog;
import strata.kernel.log.PendingFlush;
import strata.kernel.log.Recovery;
import strata.kernel.log.TimestampType;
import strata.kernel.log.TimestampedOffset;
import strata.kernel.storage.FileSlice;
import strata.kernel.storage.Storage;
import strata.kernel.storage.StorageFile;

/** The log of one partition, in one file that only grows. */
final class AppendLog implements PartitionLog {
    private final LogSpec spec;
    private final LogFile logFile;
    private final TimeSearch timeSearch;
    private final Recovery recovery;
    // The offset that the next record gets. Invariant: above every offset in the file.
    private long logEndOffset;
    // Every record below is durable. Invariant: spec.baseOffset() <= it <= logEndOffset.
    private long recoveryPoint;
    // Flushes that were started and not yet reported done, oldest first. A truncation forgets them:
    // they speak of records that are gone, and whose offsets may be given again.
    private final List<PendingFlush> flushesUnderWay = new ArrayList<>();

    private AppendLog(LogContext context, LogSpec spec, LogFile logFile, LogRecovery recovered) {
        this.spec = spec;
        this.logFile = logFile;
        this.timeSearch = new TimeSearch(logFile, context.compression());
        this.recovery = recovered.outcome();
        this.logEndOffset = recovered.endOffset();
        this.recoveryPoint = recovered.durableOffset();
    }

    /** What {@link strata.kernel.log.LogLayer#open} promises. */
    static AppendLog open(LogContext context, LogSpec spec) {
        StorageFile file = context.storage().open(spec.fileName());
        boolean isNew = file.size() == 0;
        PositionIndex index = new PositionIndex();
        LogRecovery recovered = LogRecovery.run(file, spec, index);
        if (isNew) {
            makeNameDurable(context.storage(), spec.directory());
        }
        LogFile logFile = new LogFile(file, index, recovered.endPosition());
        return new AppendLog(context, spec, logFile, recovered);
    }

    /**
     * Makes a new file's name survive the death of the machine: flushing a file keeps its bytes,
     * but its name is kept by its directory, and the directory's name by the one above.
     */
    private static void makeNameDurable(Storage storage, String directory) {
        storage.syncDirectory(directory);
        int slash = directory.lastIndexOf('/');
        storage.syncDirectory(slash < 0 ? "" : directory.substring(0, slash));
    }

    @Override
    public long logStartOffset() {
        return spec.baseOffset();
    }

    @Override
    public long logEndOffset() {
        return logEndOffset;
    }

    @Override
    public long recoveryPoint() {
        return recoveryPoint;
    }

    @Override
    public long sizeInBytes() {
        return logFile.endPosition();
    }

    @Override
    public Recovery recovery() {
        return recovery;
    }

    @Override
    public Appended appendAsLeader(ByteBuffer batches, LeaderAppend how) {
        Check.that(batches.hasRemaining(), "nothing to append");
        long firstOffset = logEndOffset;
        long endOffset = assignOffsets(batches, how);
        return append(batches, firstOffset, endOffset);
    }

    @Override
    public Appended appendAsFollower(ByteBuffer batches) {
        Check.that(batches.hasRemaining(), "nothing to append");
        long firstOffset = BatchHeader.at(batches, batches.position()).baseOffset();
        long endOffset = endOfRisingOffsets(batches);
        return append(batches, firstOffset, endOffset);
    }

    @Override
    public @Nullable FileSlice read(
            long offset, long upperBoundOffset, int maxBytes, boolean atLeastOneBatch) {
        Check.that(offset >= logStartOffset(), "%s < log start %s", offset, logStartOffset());
        Check.that(offset <= logEndOffset, "%s > log end %s", offset, logEndOffset);
        // LAB 1.6 return whole batches from the one that holds offset, within both limits
        BatchCursor first = logFile.from(offset);
        if (!first.hasBatch() || first.header().lastOffset() >= upperBoundOffset) {
            return null;
        }
        long from = first.position();
        int firstSize = first.header().sizeInBytes();
        if (firstSize > maxBytes) {
            return atLeastOneBatch ? logFile.slice(from, from + firstSize) : null;
        }
        long to = logFile.endOfBatchesWithin(from, upperBoundOffset, from + maxBytes);
        return logFile.slice(from, to);
    }

    @Override
    public @Nullable TimestampedOffset offsetForTimestamp(long timestampMs, long upperBoundOffset) {
        return timeSearch.firstAtOrAfter(timestampMs, upperBoundOffset);
    }

    @Override
    public @Nullable TimestampedOffset offsetOfMaxTimestamp(long upperBoundOffset) {
        return timeSearch.greatest(upperBoundOffset);
    }

    @Override
    public void truncateTo(long offset) {
        // LAB 1.8 cut every batch that holds an offset at or above this one, and forget its flushes
        BatchCursor firstCut = logFile.from(offset);
        if (!firstCut.hasBatch()) {
            return;
        }
        long position = firstCut.position();
        logFile.truncateTo(position);
        logEndOffset = position == 0 ? spec.baseOffset() : logFile.endOffsetBefore(position);
        recoveryPoint = logEndOffset;
        flushesUnderWay.clear();
    }

    @Override
    public @Nullable PendingFlush startFlush() {
        // LAB 1.8 return the file and the log end, noted as under way; null when all is durable
        if (recoveryPoint == logEndOffset) {
            return null;
        }
        PendingFlush pending = new PendingFlush(List.of(logFile.file()), logEndOffset);
        flushesUnderWay.add(pending);
        return pending;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // Two flushes may reach to the same offset.
    public void flushed(PendingFlush done) {
        // LAB 1.8 raise the recovery point to what that flush reached, if it is still under way
        if (flushesUnderWay.removeIf(flush -> flush == done)) {
            recoveryPoint = Math.max(recoveryPoint, done.endOffset());
        }
    }

    @Override
    public void close() {
        logFile.file().close();
    }

    /**
     * Writes into each header the offset that its first record gets, and the leader's epoch; with
     * {@link TimestampType#LOG_APPEND_TIME} also the time, and then a new CRC, which covers it.
     *
     * @return the offset after the last record
     */
    private long assignOffsets(ByteBuffer batches, LeaderAppend how) {
        // LAB 1.5 give every batch its base offset and epoch, and with LOG_APPEND_TIME time and CRC
        long nextOffset = logEndOffset;
        BatchHeader header = BatchHeader.at(batches, batches.position());
        while (header.position() < batches.limit()) {
            header.setBaseOffset(nextOffset);
            header.setPartitionLeaderEpoch(how.leaderEpoch());
            if (how.timestampType() == TimestampType.LOG_APPEND_TIME) {
                header.setMaxTimestamp(TimestampType.LOG_APPEND_TIME, how.nowMs());
                header.setCrc(Crc.ofBatch(batches, header.position(), header.sizeInBytes()));
            }
            nextOffset = header.nextOffset();
            header.moveTo(header.position() + header.sizeInBytes());
        }
        return nextOffset;
    }

    /**
     * The offset after the last record of batches whose offsets rise from the log end on, with gaps
     * or without; {@link Check} fails when they do not.
     */
    private long endOfRisingOffsets(ByteBuffer batches) {
        // LAB 1.5 check that offsets rise from the log end on; return the offset behind the last
        long endOffset = logEndOffset;
        BatchHeader header = BatchHeader.at(batches, batches.position());
        while (header.position() < batches.limit()) {
            Check.that(header.baseOffset() >= endOffset, "%s < %s", header.baseOffset(), endOffset);
            endOffset = header.nextOffset();
            header.moveTo(header.position() + header.sizeInBytes());
        }
        return endOffset;
    }

    /**
     * Puts batches that have their offsets behind the last one. When the write fails, the log end
     * is as before.
     */
    private Appended append(ByteBuffer batches, long firstOffset, long endOffset) {
        // LAB 1.5 write the batches to the file, then move the log end; return what was appended
        // When the write fails the node stops (StorageException): what is in memory is then void.
        logFile.append(batches);
        logEndOffset = endOffset;
        return new Appended(firstOffset, endOffset - 1);
    }
}
