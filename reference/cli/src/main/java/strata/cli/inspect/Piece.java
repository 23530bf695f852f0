package strata.cli.inspect;

import strata.kernel.Nullable;
import strata.kernel.log.BatchHeader;

/** What a file of batches is made of, one after the other. */
sealed interface Piece {
    /** Where in the file it starts. */
    long position();

    /**
     * A batch whose length is possible.
     *
     * @param header a view that is good until the next piece
     * @param crc the CRC-32C of its bytes; null when it was not computed
     */
    record Found(long position, BatchHeader header, @Nullable Long crc) implements Piece {
        long sizeInBytes() {
            return (long) header.length() + BatchHeader.LOG_OVERHEAD;
        }

        /** Whether the CRC was computed and is not what the header says. */
        boolean isCrcWrong() {
            return crc != null && crc != header.crc();
        }

        /** Whether the CRC was computed and is what the header says. */
        boolean isCrcRight() {
            return crc != null && crc == header.crc();
        }
    }

    /**
     * Bytes that are no batch.
     *
     * @param end where the next batch starts, or the file ends
     * @param isTail whether the file ends there
     * @param why in words
     */
    record Damage(long position, long end, boolean isTail, String why) implements Piece {}
}
