package strata.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import strata.kernel.Check;
import strata.kernel.Todo;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.LogSpec;
import strata.kernel.log.Recovery;
import strata.kernel.storage.StorageException;
import strata.kernel.storage.StorageFile;

/**
 * Recovers a log file: verifies every batch from the start, and cuts the file after the last good
 * batch before the first bad one. A crash of the machine tears what was not flushed: the end may be
 * half written, or missing, or zeros. What is left is an unbroken prefix of what was appended.
 *
 * <p>It reads the file in portions, so its memory does not depend on the size of file or batch.
 */
final class LogRecovery {
    private static final int PORTION_BYTES = 1024 * 1024;
    private static final String GOOD = "";

    private final StorageFile file;
    private final LogSpec spec;
    private final PositionIndex index;
    private final long fileSize;
    // A portion of the file, and where it starts there.
    private final ByteBuffer portion;
    private long portionPosition;
    // Where the next batch starts. Invariant: every batch before it is good.
    private long position;
    // The offset after the last good batch.
    private long endOffset;
    private Recovery outcome = new Recovery(0, 0, GOOD);

    private LogRecovery(StorageFile file, LogSpec spec, PositionIndex index) {
        this.file = file;
        this.spec = spec;
        this.index = index;
        this.fileSize = file.size();
        int portionBytes = (int) Math.min(PORTION_BYTES, fileSize);
        this.portion = ByteBuffer.allocate(portionBytes).limit(0);
        boolean trustsNothing = spec.trusted().bytes() == 0;
        this.position = spec.trusted().bytes();
        this.endOffset = trustsNothing ? spec.baseOffset() : spec.trusted().endOffset();
    }

    /**
     * Recovers a file.
     *
     * @param index takes up the good batches; empty before
     * @throws StorageException of kind {@code CORRUPT} when bytes that were durable are bad or
     *     gone; nothing is cut then
     */
    static LogRecovery run(StorageFile file, LogSpec spec, PositionIndex index) {
        LogRecovery recovery = new LogRecovery(file, spec, index);
        if (recovery.fileSize == 0 && spec.recoveryPoint() <= spec.baseOffset()) {
            return recovery; // A new log: nothing to verify, and nothing that could be missing.
        }
        recovery.checkTrusted();
        String reason = recovery.passGoodBatches();
        recovery.cutRest(reason);
        return recovery;
    }

    /** Where the last good batch ends, which is now the file's end. */
    long endPosition() {
        return position;
    }

    /** The offset after the last good batch. */
    long endOffset() {
        return endOffset;
    }

    /** Everything below this offset is durable. */
    long durableOffset() {
        // After a cut the file was flushed, with all that is in it.
        return outcome.cutBytes() > 0
                ? endOffset
                : Math.max(spec.recoveryPoint(), spec.baseOffset());
    }

    /** What was found and cut. */
    Recovery outcome() {
        long scannedBytes = Math.max(0, outcome.scannedBytes() - spec.trusted().bytes());
        return new Recovery(scannedBytes, outcome.cutBytes(), outcome.reason());
    }

    /** What somebody vouched for must at least be there. */
    private void checkTrusted() {
        if (fileSize < spec.trusted().bytes()) {
            throw new StorageException(
                    StorageException.Kind.CORRUPT,
                    file.name()
                            + (" has " + fileSize + " bytes, of " + spec.trusted().bytes())
                            + " that were there when it was closed");
        }
    }

    /** Passes over good batches up to the first bad one; says what is wrong with that. */
    private String passGoodBatches() {
        String fault = GOOD;
        while (fault.isEmpty() && position < fileSize) {
            fault = passOneBatch();
        }
        return fault;
    }

    /**
     * Verifies the batch at {@link #position} and passes over it when it is good: then the index
     * knows it, and {@link #position} and {@link #endOffset} are behind it. Good means that it is
     * whole, of the magic that is served, above all offsets before it, and fits its CRC.
     *
     * @return what is wrong with it; empty when it is good
     */
    private String passOneBatch() {
        throw Todo.step("1.7", "verify size, magic, offsets and CRC; index and pass a good batch");
    }

    /**
     * Cuts the file at {@link #position}, durably, when anything follows, and sets {@link
     * #outcome}. A file in which nothing is to be cut is left as it is.
     *
     * @param reason what is wrong with the first bad batch; empty when there is none
     * @throws StorageException of kind {@code CORRUPT}, before anything is cut, when the good
     *     batches end below the recovery point; it names the file and the byte of the first bad
     *     batch
     */
    private void cutRest(String reason) {
        throw Todo.step(
                "1.7",
                "cut what follows the good batches, durably; refuse if some of it was durable");
    }

    /** The header at {@link #position}; valid until the next portion is read. */
    private BatchHeader headerHere() {
        if (position + BatchHeader.SIZE > portionPosition + portion.limit()) {
            readPortionAt(position);
        }
        return BatchHeader.at(portion, (int) (position - portionPosition));
    }

    /** The CRC-32C of bytes of the file, which may be more than a portion. */
    private long crcOf(long from, long to) {
        CRC32C crc = new CRC32C();
        long next = from;
        while (next < to) {
            if (next >= portionPosition + portion.limit()) {
                readPortionAt(next);
            }
            int start = (int) (next - portionPosition);
            int count = (int) Math.min(to - next, portion.limit() - start);
            crc.update(portion.slice(start, count));
            next += count;
        }
        return crc.getValue();
    }

    private void readPortionAt(long newPosition) {
        portion.clear();
        int count = file.read(portion, newPosition);
        Check.that(count > 0, "nothing to read at %s of " + file.name(), newPosition);
        portion.flip();
        portionPosition = newPosition;
    }
}
