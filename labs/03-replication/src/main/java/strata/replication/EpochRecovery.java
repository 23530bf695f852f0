package strata.replication;

import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import strata.kernel.Nullable;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.log.PartitionLog;
import strata.kernel.replication.EpochEntry;
import strata.kernel.replication.EpochsSpec;
import strata.kernel.storage.FileSlice;

/**
 * Finds out the leader epochs of a log that is being opened. Every batch header bears its epoch, so
 * the file only spares the walk over them: an entry is believed where the log was durable, and
 * found again in the headers where it was not.
 */
final class EpochRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(EpochRecovery.class);
    private static final int SLICE_BYTES = 1 << 20;

    private final PartitionLog log;
    private final long recoveryPoint;
    private final String name;
    private final EpochList epochs = new EpochList();

    private EpochRecovery(String name, PartitionLog log, long recoveryPoint) {
        this.name = name;
        this.log = log;
        this.recoveryPoint = recoveryPoint;
    }

    /** What {@link strata.kernel.replication.ReplicationLayer#openEpochs} promises. */
    static EpochList run(EpochsSpec spec, EpochFile file) {
        List<EpochEntry> stored = file.read();
        EpochRecovery recovery =
                new EpochRecovery(spec.directory(), spec.log(), spec.recoveryPoint());
        recovery.bringIntoLine(stored);
        List<EpochEntry> found = recovery.epochs.all();
        if (stored == null && (file.exists() || !found.isEmpty())) {
            String what = file.name() + (file.exists() ? " is damaged" : " is missing");
            LOG.warn("{}: it is made anew from the log: {}", what, found);
            spec.trace().note(what + ": " + found.size() + " leader epochs from the log's headers");
        }
        if (!found.equals(stored == null && !file.exists() ? List.of() : stored)) {
            file.write(found);
        }
        return recovery.epochs;
    }

    /**
     * Fills {@link #epochs}: with the stored entries that begin below the recovery point, and with
     * what the headers of the batches say that is not sure from them. The headers are read from the
     * recovery point on; from the last believed entry on when {@link #isStale}, or all of them when
     * no entry is believed; all of them, too, when nothing is stored. None is read below the log
     * start. No entry begins at or above the log end at last, and the first one not below the log
     * start.
     *
     * @param stored null when the file is missing or damaged
     */
    private void bringIntoLine(@Nullable List<EpochEntry> stored) {
        throw Todo.step(
                "3.1",
                "assign the believed entries, then enterHeadersFrom; cut to log start, then end");
    }

    /**
     * Whether the durable part of the log holds a later epoch than the last believed entry's: its
     * last batch tells, since epochs rise along the log. Also when that batch is not to be found.
     */
    private boolean isStale() {
        long last = Math.min(recoveryPoint, log.logEndOffset()) - 1;
        if (last < log.logStartOffset()) {
            return false;
        }
        try {
            FileSlice slice = log.read(last, log.logEndOffset(), 1, true);
            if (slice == null) {
                return true;
            }
            try {
                return headerAt(slice, 0).partitionLeaderEpoch() > epochs.latestEpoch();
            } finally {
                slice.release();
            }
        } catch (CorruptDataException e) {
            return true;
        }
    }

    /**
     * Enters the epochs of all batches from that one on that holds the offset. Where the log is
     * damaged the walk ends, and of what lies behind only the last batch's epoch is entered: it is
     * later than it began, but without it the log would deny an epoch that it has, and followers
     * would cut records for it.
     */
    private void enterHeadersFrom(long offset) {
        try {
            walkFrom(offset, log.logEndOffset());
        } catch (CorruptDataException e) {
            LOG.error(
                    "{}: leader epochs behind the damage are not known: {}", name, e.getMessage());
            enterLastHeader();
        }
    }

    private void walkFrom(long offset, long endOffset) {
        long next = offset;
        while (next < endOffset) {
            FileSlice slice = log.read(next, endOffset, SLICE_BYTES, true);
            if (slice == null) {
                return;
            }
            try {
                long following = enterHeadersOf(slice);
                require(following > next, "a batch that ends below offset " + next);
                next = following;
            } finally {
                slice.release();
            }
        }
    }

    private void enterLastHeader() {
        try {
            walkFrom(log.logEndOffset() - 1, log.logEndOffset());
        } catch (CorruptDataException e) {
            LOG.error("{}: the last leader epoch is not known either: {}", name, e.getMessage());
        }
    }

    /** Enters the epochs of whole batches; returns the offset after them. */
    private long enterHeadersOf(FileSlice batches) {
        long nextOffset = 0;
        for (int at = 0; at < batches.count(); ) {
            BatchHeader header = headerAt(batches, at);
            if (header.partitionLeaderEpoch() > epochs.latestEpoch()) {
                epochs.assign(header.partitionLeaderEpoch(), header.baseOffset());
            }
            nextOffset = header.nextOffset();
            at += header.sizeInBytes();
        }
        return nextOffset;
    }

    private static BatchHeader headerAt(FileSlice batches, int at) {
        ByteBuffer bytes = ByteBuffer.allocate(BatchHeader.SIZE);
        batches.read(bytes, at);
        require(!bytes.hasRemaining(), "no whole batch at byte " + at + " of a read");
        BatchHeader header = BatchHeader.at(bytes.flip(), 0);
        require(header.sizeInBytes() >= BatchHeader.SIZE, "a batch shorter than its header");
        return header;
    }

    /** Headers below the recovery point are read as they lie on the disk, checked by nobody yet. */
    private static void require(boolean holds, String fault) {
        if (!holds) {
            throw new CorruptDataException(fault);
        }
    }
}
