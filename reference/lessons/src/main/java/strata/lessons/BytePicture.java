package strata.lessons;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Two rows of bytes, one under the other, with carets where they differ. */
final class BytePicture {
    private static final int BYTES_PER_LINE = 16;
    private static final int ROWS_MAX = 3;

    private BytePicture() {}

    /** The rows with differences: expected, got, carets; the first few, if there are many. */
    static List<String> ofDifference(byte[] expected, byte[] got) {
        List<String> lines = new ArrayList<>();
        int length = Math.max(expected.length, got.length);
        int rows = 0;
        for (int from = 0; from < length; from += BYTES_PER_LINE) {
            String carets = carets(expected, got, from);
            if (carets.isEmpty()) {
                continue;
            }
            rows++;
            if (rows <= ROWS_MAX) {
                String place = length <= BYTES_PER_LINE ? "" : String.format("byte %d", from);
                lines.add(row(place, "expected", expected, from));
                lines.add(row("", "got", got, from));
                lines.add(" ".repeat(22) + carets);
            }
        }
        if (rows > ROWS_MAX) {
            lines.add("(and " + (rows - ROWS_MAX) + " rows more that differ)");
        }
        if (expected.length != got.length) {
            lines.add("(" + expected.length + " bytes were expected, " + got.length + " came)");
        }
        return lines;
    }

    private static String row(String place, String name, byte[] bytes, int from) {
        return String.format(Locale.ROOT, "%-11s%9s  %s", place, name, hex(bytes, from))
                .stripTrailing();
    }

    private static String carets(byte[] expected, byte[] got, int from) {
        StringBuilder carets = new StringBuilder();
        int to = Math.min(Math.max(expected.length, got.length), from + BYTES_PER_LINE);
        for (int i = from; i < to; i++) {
            boolean same = i < expected.length && i < got.length && expected[i] == got[i];
            carets.append(same ? "   " : "^^ ");
        }
        return carets.toString().stripTrailing();
    }

    private static String hex(byte[] bytes, int from) {
        if (from >= bytes.length) {
            return "(ended)";
        }
        int to = Math.min(bytes.length, from + BYTES_PER_LINE);
        return HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
    }
}
