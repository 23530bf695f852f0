package strata.kernel.log;

import strata.kernel.Check;

/**
 * Which log to open.
 *
 * @param directory its directory's name in the storage, as {@code flights-0}
 * @param baseOffset the offset of the first record the file can hold; the file's name is these 20
 *     digits and {@code .log}. 0 for a partition's first file
 * @param recoveryPoint every batch that ends below this offset is known to have been flushed; 0
 *     when nothing is known
 * @param trusted the part of the file that need not be verified again
 */
public record LogSpec(String directory, long baseOffset, long recoveryPoint, Trusted trusted) {
    private static final int DIGITS = 20;

    /**
     * The start of a file, of which somebody vouches that it is good: whole batches, and nothing
     * torn. Layer 2 says so of a file that was closed properly.
     *
     * @param bytes how many, from the file's start; a batch ends there. 0 when nothing is known
     * @param endOffset the offset after the last record in them; ignored where {@code bytes} is 0
     */
    public record Trusted(long bytes, long endOffset) {
        /** Nothing is known. */
        public static final Trusted NOTHING = new Trusted(0L, 0L);
    }

    public LogSpec {
        Check.that(baseOffset >= 0, "base offset %s is negative", baseOffset);
    }

    /** A log of which every byte is to be verified. */
    public LogSpec(String directory, long baseOffset, long recoveryPoint) {
        this(directory, baseOffset, recoveryPoint, Trusted.NOTHING);
    }

    /** A partition's log from offset 0, of which nothing is known to be durable. */
    public static LogSpec of(String directory) {
        return new LogSpec(directory, 0L, 0L);
    }

    /** The log file's name in the storage. */
    public String fileName() {
        String number = Long.toString(baseOffset);
        return directory + "/" + "0".repeat(DIGITS - number.length()) + number + ".log";
    }
}
