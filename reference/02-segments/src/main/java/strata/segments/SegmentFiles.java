package strata.segments;

/**
 * The names of a log's files, which are Kafka's: 20 digits of the base offset, then what the file
 * holds, then for a while what is being done with it.
 *
 * <pre>
 * 00000000000000368769.log  .index  .timeindex       a segment
 * 00000000000000368769.log.deleted                   deleted, and removed after a delay
 * 00000000000000368769.log.cleaned                   being written by a compaction
 * 00000000000000368769.log.swap                      written; is to take the place of others
 * </pre>
 */
final class SegmentFiles {
    /** Record batches. */
    static final String LOG = ".log";

    /** Entries of an {@link OffsetIndex}. */
    static final String INDEX = ".index";

    /** Entries of a {@link TimeIndex}. */
    static final String TIME_INDEX = ".timeindex";

    static final String DELETED = ".deleted";
    static final String CLEANED = ".cleaned";
    static final String SWAP = ".swap";

    /** Behind the name of a segment in use. */
    static final String NONE = "";

    private static final int DIGITS = 20;

    private SegmentFiles() {}

    /**
     * A file's name inside its directory.
     *
     * @param suffix from the dot on, as {@code .log} or {@code .index.deleted}
     */
    static String nameOf(long baseOffset, String suffix) {
        // LAB 2.1 return 20 digits of the base offset, and the suffix
        String number = Long.toString(baseOffset);
        return "0".repeat(DIGITS - number.length()) + number + suffix;
    }

    /**
     * The base offset in a file's name.
     *
     * @return -1 when the name does not begin with 20 digits and a dot, or they are no offset
     */
    static long baseOffsetOf(String fileName) {
        // LAB 2.1 return the number of the first 20 characters, or -1 when they are no offset
        if (fileName.length() <= DIGITS || fileName.charAt(DIGITS) != '.') {
            return -1;
        }
        long offset = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = fileName.charAt(i) - '0';
            if (digit < 0 || digit > 9 || offset > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            offset = 10 * offset + digit;
        }
        return offset;
    }

    /**
     * What follows the base offset in a file's name, as {@code .log}; empty where {@link
     * #baseOffsetOf} finds none.
     */
    static String suffixOf(String fileName) {
        return baseOffsetOf(fileName) < 0 ? NONE : fileName.substring(DIGITS);
    }
}
