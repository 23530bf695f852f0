package strata.apps.bench;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One summary line of Kafka's ProducerPerformance.
 *
 * @param records acknowledged
 * @param recordsPerSecond over the time that the summary covers
 * @param mebibytesPerSecond of record values (Kafka prints "MB" and divides by 1024 * 1024)
 * @param latencyP50Ms from send() to acknowledgement, in whole milliseconds, as Kafka prints it
 * @param latencyP99Ms likewise
 */
record ProducerFigures(
        long records,
        double recordsPerSecond,
        double mebibytesPerSecond,
        double latencyP50Ms,
        double latencyP99Ms) {

    private static final String NUMBER = "([0-9.]+)";
    private static final Pattern SUMMARY =
            Pattern.compile(
                    "(\\d+)( steady state)? records sent, "
                            + (NUMBER + " records/sec \\(" + NUMBER + " MB/sec\\), ")
                            + (NUMBER + " ms avg latency, " + NUMBER + " ms max latency, ")
                            + "(\\d+) ms 50th, (\\d+) ms 95th, (\\d+) ms 99th, (\\d+) ms"
                            + " 99\\.9th\\.");
    private static final Pattern WINDOW =
            Pattern.compile("(\\d+) records sent, " + NUMBER + " records/sec .* ms max latency\\.");

    /**
     * @param total over the whole run, warm-up included
     * @param steady without the warm-up; the same as {@code total} when there was none
     */
    record Summaries(ProducerFigures total, ProducerFigures steady) {}

    /** Finds the summaries in what the tool printed; empty when it ended without one. */
    static Optional<Summaries> parse(List<String> lines) {
        Optional<ProducerFigures> total = Optional.empty();
        Optional<ProducerFigures> steady = Optional.empty();
        for (String line : lines) {
            Matcher matcher = SUMMARY.matcher(line);
            if (!matcher.matches()) {
                continue;
            }
            if (matcher.group(2) == null) {
                total = Optional.of(of(matcher));
            } else {
                steady = Optional.of(of(matcher));
            }
        }
        Optional<ProducerFigures> measured = steady;
        return total.map(whole -> new Summaries(whole, measured.orElse(whole)));
    }

    /** Records that one of the tool's interim lines reports; empty for any other line. */
    static Optional<Long> windowRecords(String line) {
        Matcher matcher = WINDOW.matcher(line);
        return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
    }

    private static ProducerFigures of(Matcher matcher) {
        return new ProducerFigures(
                Long.parseLong(matcher.group(1)),
                Double.parseDouble(matcher.group(3)),
                Double.parseDouble(matcher.group(4)),
                Double.parseDouble(matcher.group(7)),
                Double.parseDouble(matcher.group(9)));
    }
}
