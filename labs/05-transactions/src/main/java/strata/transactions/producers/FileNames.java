package strata.transactions.producers;

import strata.kernel.Check;

/** The names of a partition's files: 20 digits of an offset, and what they hold. */
final class FileNames {
    static final String SNAPSHOT = ".snapshot";
    static final String ABORTED = ".txnindex";

    /** Of a file that takes another one's place once it is whole; removed when a log is opened. */
    static final String CLEANED = ".cleaned";

    private static final int DIGITS = 20;

    private FileNames() {}

    static String of(String directory, long offset, String suffix) {
        String number = Long.toString(offset);
        return directory + "/" + "0".repeat(DIGITS - number.length()) + number + suffix;
    }

    /**
     * The offset that a file is named by.
     *
     * @param name without its directory
     * @return -1 for one that does not end so, or is named by none
     */
    static long offsetOf(String name, String suffix) {
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return -1;
        }
        long offset = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9 || offset > (Long.MAX_VALUE - digit) / 10) {
                return -1;
            }
            offset = 10 * offset + digit;
        }
        Check.that(offset >= 0, "offset %s", offset);
        return offset;
    }
}
