package strata.apps.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link Pulse} saw between two questions.
 *
 * @param records acknowledged
 * @param p99Micros from send() to the acknowledgement
 * @param maxMicros of the slowest
 * @param gapMicros the longest time between two acknowledgements
 * @param stallMicros how long the machine itself stood still, at most ({@link Stalls})
 */
record PulseFigures(
        long records, long p99Micros, long maxMicros, long gapMicros, long stallMicros) {
    private static final Pattern LINE =
            Pattern.compile(
                    "pulse of (\\d+) records: 99th (\\d+) us, max (\\d+) us, gap (\\d+) us, machine"
                            + " (\\d+) us");

    String line() {
        return "pulse of "
                + records
                + " records: 99th "
                + p99Micros
                + " us, max "
                + maxMicros
                + " us, gap "
                + gapMicros
                + " us, machine "
                + stallMicros
                + " us";
    }

    static Optional<PulseFigures> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                new PulseFigures(
                        Long.parseLong(matcher.group(1)),
                        Long.parseLong(matcher.group(2)),
                        Long.parseLong(matcher.group(3)),
                        Long.parseLong(matcher.group(4)),
                        Long.parseLong(matcher.group(5))));
    }

    double p99Ms() {
        return p99Micros / 1e3;
    }

    double maxMs() {
        return maxMicros / 1e3;
    }

    double stallMs() {
        return stallMicros / 1e3;
    }
}
