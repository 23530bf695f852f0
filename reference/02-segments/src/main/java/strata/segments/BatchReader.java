package strata.segments;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import strata.kernel.log.BatchHeader;
import strata.kernel.log.CorruptDataException;
import strata.kernel.storage.StorageFile;

/**
 * Reads whole batches, one after the other: many small ones with one read. Its memory is a portion
 * of the file, or a batch that is larger.
 *
 * <p>It verifies what it reads. Who writes records anew, with a new CRC, must not do so with bytes
 * that went bad: they would look good then.
 */
final class BatchReader {
    private static final int PORTION_BYTES = 128 * 1024;

    private final StorageFile file;
    private final long endPosition;
    private ByteBuffer portion = ByteBuffer.allocate(0);
    // Where in the file the portion starts.
    private long portionPosition;
    // Where in the file the next batch starts.
    private long position;

    /** Reads the batches from a position, where one starts, to another, where one ends. */
    BatchReader(StorageFile file, long from, long to) {
        this.file = file;
        this.position = from;
        this.endPosition = to;
    }

    /** Whether there is another batch. */
    boolean hasNext() {
        return position < endPosition;
    }

    /** Where the next batch starts. */
    long position() {
        return position;
    }

    /**
     * The next batch, from 0 to the buffer's limit; it is good until the next call.
     *
     * @throws CorruptDataException where no good batch is; it names file and byte
     */
    ByteBuffer next() {
        long left = endPosition - position;
        if (left < BatchHeader.SIZE) {
            throw corrupt(left + " bytes are fewer than a header");
        }
        require(BatchHeader.SIZE);
        int start = (int) (position - portionPosition);
        BatchHeader header = BatchHeader.at(portion, start);
        long size = (long) header.length() + BatchHeader.LOG_OVERHEAD;
        if (header.magic() != BatchHeader.MAGIC) {
            throw corrupt("magic " + header.magic());
        }
        if (size < BatchHeader.SIZE || size > left) {
            throw corrupt("a batch of " + size + " bytes, where " + left + " are left");
        }
        require((int) size);
        ByteBuffer batch = portion.slice((int) (position - portionPosition), (int) size);
        if (BatchHeader.at(batch, 0).crc() != crcOf(batch)) {
            throw corrupt("the batch does not fit its CRC");
        }
        position += size;
        return batch;
    }

    private CorruptDataException corrupt(String why) {
        return corruptAt(position, why);
    }

    /** Says what is wrong with the batch that starts at a position. */
    CorruptDataException corruptAt(long where, String why) {
        return new CorruptDataException(file.name() + " is corrupt at byte " + where + ": " + why);
    }

    /** The checksum that a batch must bear; it lies from 0 to the buffer's limit. */
    static long crcOf(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch.slice(BatchHeader.CRC_START, batch.limit() - BatchHeader.CRC_START));
        return crc.getValue();
    }

    /** Makes the portion hold so many bytes from the next batch on. */
    private void require(int count) {
        if (position >= portionPosition && position + count <= portionPosition + portion.limit()) {
            return;
        }
        int size = (int) Math.min(Math.max(count, PORTION_BYTES), endPosition - position);
        if (portion.capacity() != size) {
            portion = ByteBuffer.allocate(size);
        }
        file.read(portion.clear(), position);
        portion.flip();
        portionPosition = position;
        if (portion.limit() < count) {
            throw corrupt("the file ends in a batch");
        }
    }
}
