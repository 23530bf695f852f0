package strata.apps.capstone;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What a trial was, and what came of it.
 *
 * @param layers the line that the nodes said first
 * @param seed of input and deaths
 * @param when it was
 * @param kills those survived
 * @param counted what was read, beside what was expected
 */
record Outcome(String layers, long seed, Span when, List<Kill> kills, Counted counted) {

    /**
     * A time of the trial.
     *
     * @param began when the first results were there
     * @param took from then to the last result
     */
    record Span(Instant began, Duration took) {}

    /**
     * What a trial's topics held in the end.
     *
     * @param answer what was expected, and read
     * @param transactions that ended
     * @param threadsReplaced what was said when a thread of the application gave up and another one
     *     took its place
     */
    record Counted(Answer answer, TransactionCount transactions, List<String> threadsReplaced) {}

    /** Whether every topic holds exactly what it must. */
    boolean isExact() {
        return differences().isEmpty();
    }

    /** What is not as it must be, a line each, with its topic. */
    List<String> differences() {
        List<String> lines = new ArrayList<>();
        for (String topic : Topics.all()) {
            claim(topic).differences().forEach(line -> lines.add(topic + ": " + line));
        }
        return lines;
    }

    Instant began() {
        return when.began();
    }

    Duration took() {
        return when.took();
    }

    Claim claim(String topic) {
        return counted.answer().claim(topic);
    }

    TransactionCount transactions() {
        return counted.transactions();
    }

    List<String> threadsReplaced() {
        return counted.threadsReplaced();
    }

    /**
     * The longest time without a committed result; 0 when nobody died so.
     *
     * @param ofApplication after deaths of the application, or of nodes alone
     */
    long longestGapMs(boolean ofApplication) {
        return kills.stream()
                .filter(kill -> kill.strike().application() == ofApplication)
                .mapToLong(Kill::gapMs)
                .max()
                .orElse(0);
    }

    /** How many processes were killed, nodes or the application's. */
    long deathCount(boolean ofNodes) {
        return kills.stream()
                .map(Kill::strike)
                .filter(strike -> ofNodes ? strike.node() > 0 : strike.application())
                .count();
    }

    /** What runs it again. */
    String command() {
        String origins = layers.replaceFirst("^layers: ", "").replace(' ', ',');
        return "./strata capstone --layers %s --kills %d --seed %d"
                .formatted(origins, kills.size(), seed);
    }

    /** What it ran on. */
    String versions() {
        return "Strata %s · Kafka clients and Streams %s · Java %s · %s %s"
                .formatted(
                        version(Outcome.class, "(not from a jar)"),
                        AppInfoParser.getVersion(),
                        Runtime.version(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"));
    }

    private static String version(Class<?> type, String otherwise) {
        String version = type.getPackage().getImplementationVersion();
        return version == null ? otherwise : version;
    }
}
