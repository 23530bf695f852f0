package strata.apps.bench;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The figures line of Kafka's ConsumerPerformance.
 *
 * @param records read
 * @param mebibytes of keys and values (Kafka prints "MB" and divides by 1024 * 1024)
 * @param rebalanceMs until partitions were assigned
 * @param fetchMs from then until the last record
 */
record ConsumerFigures(long records, double mebibytes, long rebalanceMs, long fetchMs) {
    private static final double MEBIBYTES_PER_GIB = 1024;
    private static final String NUMBER = "([0-9.]+)";
    private static final Pattern LINE =
            Pattern.compile(
                    "[^,]+, [^,]+, "
                            + (NUMBER + ", " + NUMBER + ", (\\d+), " + NUMBER + ", ")
                            + ("(\\d+), (\\d+), " + NUMBER + ", " + NUMBER));

    /** Finds the line in what the tool printed; empty when it ended without one. */
    static Optional<ConsumerFigures> parse(List<String> lines) {
        Optional<ConsumerFigures> figures = Optional.empty();
        for (String line : lines) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                figures =
                        Optional.of(
                                new ConsumerFigures(
                                        Long.parseLong(matcher.group(3)),
                                        Double.parseDouble(matcher.group(1)),
                                        Long.parseLong(matcher.group(5)),
                                        Long.parseLong(matcher.group(6))));
            }
        }
        return figures;
    }

    /** Nothing read yet. */
    static ConsumerFigures none() {
        return new ConsumerFigures(0, 0, 0, 0);
    }

    /** Both, one after the other. */
    ConsumerFigures and(ConsumerFigures other) {
        return new ConsumerFigures(
                records + other.records,
                mebibytes + other.mebibytes,
                rebalanceMs + other.rebalanceMs,
                fetchMs + other.fetchMs);
    }

    double recordsPerSecond() {
        return records / (fetchMs / 1e3);
    }

    double mebibytesPerSecond() {
        return mebibytes / (fetchMs / 1e3);
    }

    double gib() {
        return mebibytes / MEBIBYTES_PER_GIB;
    }
}
