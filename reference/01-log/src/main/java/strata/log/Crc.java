package strata.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import strata.kernel.log.BatchHeader;

/** The checksum of a batch: CRC-32C of everything from its attributes to its end. */
final class Crc {
    private Crc() {}

    /**
     * Computes the checksum of a batch.
     *
     * @param buffer holds the whole batch, up to its limit; its position is not used, and neither
     *     is moved
     * @param position where the batch starts
     * @param sizeInBytes of the whole batch, at least {@link BatchHeader#SIZE}
     * @return 0 to 2^32 - 1
     */
    static long ofBatch(ByteBuffer buffer, int position, int sizeInBytes) {
        // LAB 1.2 return the CRC-32C of the batch from its attributes to its end
        CRC32C crc = new CRC32C();
        crc.update(
                buffer.slice(
                        position + BatchHeader.CRC_START, sizeInBytes - BatchHeader.CRC_START));
        return crc.getValue();
    }

    /** Says how a checksum is wrong. */
    static String mismatch(long stored, long computed) {
        return "the CRC is " + Long.toHexString(stored) + ", not " + Long.toHexString(computed);
    }
}
