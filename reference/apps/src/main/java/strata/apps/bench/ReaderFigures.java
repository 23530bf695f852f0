package strata.apps.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link Reader} read in its measured passes.
 *
 * @param records over all passes
 * @param valueBytes size of their values
 * @param elapsedNanos from the first seek to the last record
 */
record ReaderFigures(long records, long valueBytes, long elapsedNanos) {

    private static final double BYTES_PER_MIB = 1024.0 * 1024;
    private static final Pattern LINE =
            Pattern.compile("read (\\d+) records of (\\d+) bytes in (\\d+) ns");

    String line() {
        return "read "
                + records
                + " records of "
                + valueBytes
                + " bytes in "
                + elapsedNanos
                + " ns";
    }

    static Optional<ReaderFigures> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new ReaderFigures(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3))));
    }

    double recordsPerSecond() {
        return records / seconds();
    }

    double mebibytesPerSecond() {
        return valueBytes / BYTES_PER_MIB / seconds();
    }

    double gib() {
        return valueBytes / BYTES_PER_MIB / 1024;
    }

    private double seconds() {
        return elapsedNanos / 1e9;
    }
}
