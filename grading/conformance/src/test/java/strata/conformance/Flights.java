package strata.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The data set: 5,000 flights of the npm package {@code vega-datasets}. The key of a row is the
 * airport of origin, its value the row's JSON text as it stands in the file; no two rows are equal.
 */
final class Flights {

    /** One flight, on its way into a topic. */
    record Row(String key, String value) {}

    private static final Path SOURCE =
            ClientPrograms.folder().resolve("node_modules/vega-datasets/data/flights-5k.json");
    private static final Pattern ROW = Pattern.compile("\\{[^{}]*\"origin\":\"(\\w+)\"[^{}]*}");

    private static final List<Row> ROWS = load();

    private Flights() {}

    /** All rows, in the order of the file. */
    static List<Row> rows() {
        return ROWS;
    }

    /** A file with one {@code key TAB value} a line, for clients in other languages. */
    static Path file() {
        Path file = Workspace.folder().resolve("flights.tsv");
        StringBuilder lines = new StringBuilder();
        ROWS.forEach(row -> lines.append(row.key()).append('\t').append(row.value()).append('\n'));
        try {
            return Files.writeString(file, lines, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Row> load() {
        String json;
        try {
            json = Files.readString(SOURCE, UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Matcher row = ROW.matcher(json);
        List<Row> rows = row.results().map(r -> new Row(r.group(1), r.group())).toList();
        List<String> values = rows.stream().map(Row::value).toList();
        if (!json.equals("[" + String.join(",", values) + "]")) {
            throw new AssertionError("the rows cut from " + SOURCE + " are not all of it");
        }
        return rows;
    }
}
