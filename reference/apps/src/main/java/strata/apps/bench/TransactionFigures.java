package strata.apps.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link TransactionLoad} saw in one phase.
 *
 * @param transactions committed
 * @param elapsedMicros in which they were
 * @param endToEndP50Micros from when a transaction was to begin until its first record was read
 * @param endToEndP99Micros likewise
 * @param stallMicros how long the machine itself stood still, at most ({@link Stalls})
 */
record TransactionFigures(
        long transactions,
        long elapsedMicros,
        long endToEndP50Micros,
        long endToEndP99Micros,
        long stallMicros) {
    private static final Pattern LINE =
            Pattern.compile(
                    "(\\d+) transactions in (\\d+) us: 50th (\\d+) us, 99th (\\d+) us, machine"
                            + " (\\d+) us");

    String line() {
        return transactions
                + " transactions in "
                + elapsedMicros
                + " us: 50th "
                + endToEndP50Micros
                + " us, 99th "
                + endToEndP99Micros
                + " us, machine "
                + stallMicros
                + " us";
    }

    static Optional<TransactionFigures> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new TransactionFigures(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        Long.parseLong(matcher.group(4)),
                        Long.parseLong(matcher.group(5))));
    }

    double perSecond() {
        return transactions / (elapsedMicros / 1e6);
    }

    double p50Ms() {
        return endToEndP50Micros / 1e3;
    }

    double p99Ms() {
        return endToEndP99Micros / 1e3;
    }

    double stallMs() {
        return stallMicros / 1e3;
    }
}
