package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tables of two columns, "name TAB outcome", with comments after #: what Apache Kafka 4.3.1 did
 * when it was measured, and where Strata means to differ.
 */
final class WrittenDown {

    private static final Optional<Path> RECORD =
            Optional.ofNullable(System.getProperty("strata.conformance.record")).map(Path::of);

    private WrittenDown() {}

    /** Whether this run is to write down what it sees, which only the oracle may. */
    static boolean isRecording() {
        if (RECORD.isPresent() && !Broker.isOracle()) {
            throw new IllegalStateException("only Apache Kafka is recorded");
        }
        return RECORD.isPresent();
    }

    /** The table {@code name} of the test resources; lines without two columns are comments. */
    static Map<String, String> table(String name) {
        try (InputStream in = WrittenDown.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            Map<String, String> table = new LinkedHashMap<>();
            new String(in.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && line.contains("\t"))
                    .forEach(line -> table.put(line.split("\t", -1)[0], line.split("\t", -1)[1]));
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a table into the folder to record to. */
    static void record(String name, Map<String, String> table) {
        StringBuilder lines = new StringBuilder("# What Apache Kafka 4.3.1 did, measured.\n");
        table.forEach(
                (key, outcome) -> lines.append(key).append('\t').append(outcome).append('\n'));
        try {
            Files.writeString(RECORD.orElseThrow().resolve(name), lines, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
