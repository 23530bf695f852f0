package strata.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Apache Kafka's tools print about a server, beside what they printed about Apache Kafka:
 * compared, or, when a run is to record, written down.
 */
final class MeasuredTools {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Columns whose numbers differ in every run. */
    private static final List<String> COLUMNS_OF_THE_RUN =
            List.of(
                    "LastTimestamp",
                    "CurrentTransactionStartTimeMs",
                    "TransactionDurationMs",
                    "Duration(min)");

    private final String table;
    private final Map<String, String> expected;
    private final Map<String, String> measured = new LinkedHashMap<>();

    MeasuredTools(String table) {
        this.table = table;
        this.expected = WrittenDown.table(table);
    }

    /**
     * Runs a tool to its end; its exit code and what it prints are as expected, unless this run
     * records.
     *
     * @param name of this run in the table
     * @return what it printed, with what differs in every run left out
     */
    String run(String name, Command command) {
        Command.Outcome outcome = command.attempt(LIMIT);
        String told =
                "exit %d: %s"
                        .formatted(
                                outcome.exitCode(),
                                Stream.of(outcome.output(), outcome.errors())
                                        .map(MeasuredTools::withoutTheRunsOwn)
                                        .filter(text -> !text.isEmpty())
                                        .collect(Collectors.joining(" // ")));
        assertThat(measured.put(name, told)).as("run twice: %s", name).isNull();
        if (!WrittenDown.isRecording()) {
            assertThat(told).as(name).isEqualTo(expected.getOrDefault(name, "not measured yet"));
        }
        return told;
    }

    /** At the end: writes down what was seen, if this run records. */
    void keep() {
        if (WrittenDown.isRecording()) {
            WrittenDown.record(table, measured);
        }
    }

    /**
     * Lines that only Apache Kafka has (its other features), or that no tool has printed (logging),
     * are left out.
     */
    private static String withoutTheRunsOwn(String text) {
        List<String> lines = new ArrayList<>();
        List<String> columns = List.of();
        for (String line : text.lines().toList()) {
            boolean ofOthers =
                    line.startsWith("[")
                            || (line.startsWith("Feature: ")
                                    && !line.startsWith("Feature: transaction.version"));
            if (ofOthers || line.isBlank()) {
                continue;
            }
            List<String> cells = Stream.of(line.split("\t", -1)).map(String::strip).toList();
            if (cells.size() < 3) {
                lines.add(line.strip().replaceAll(" +", " ").replaceAll("Epoch: \\d+", "Epoch: *"));
                continue;
            }
            if (columns.isEmpty()) {
                columns = cells;
            }
            lines.add(String.join(" ", hidden(columns, cells)).strip());
        }
        return String.join(" // ", lines);
    }

    private static List<String> hidden(List<String> columns, List<String> cells) {
        List<String> shown = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            boolean isNumber = cells.get(i).matches("-?\\d+");
            shown.add(isNumber && COLUMNS_OF_THE_RUN.contains(columns.get(i)) ? "*" : cells.get(i));
        }
        return shown;
    }
}
