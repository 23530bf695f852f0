package strata.cli.inspect;

import java.nio.file.Path;

/**
 * What is asked for.
 *
 * @param target a directory or a file
 * @param detail how much of batches is shown
 * @param offsets which offsets are shown
 * @param limit how many batches, records or entries are shown at most
 * @param shownBytesMax how many bytes of a key, value or header are shown at most
 * @param check whether records are unpacked and read, too, even where they are not shown
 * @param quick whether only headers are read, no CRC is computed
 */
public record InspectOptions(
        Path target,
        Detail detail,
        OffsetRange offsets,
        long limit,
        int shownBytesMax,
        boolean check,
        boolean quick) {

    /** How much of batches is shown. */
    public enum Detail {
        /** A table for a directory, batches for a file. */
        DEFAULT,
        SUMMARY,
        BATCHES,
        RECORDS,
        HEX
    }

    /** The same for another target and detail. */
    InspectOptions with(Detail newDetail) {
        return new InspectOptions(target, newDetail, offsets, limit, shownBytesMax, check, quick);
    }
}
