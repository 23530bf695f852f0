package strata.lessons;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Two rows of bytes, one under the other, with carets where they differ. */
final class BytePicture {
    private static final int BYTES_PER_LINE = 16;

    private BytePicture() {}

    /** The lines around the differences: expected, got, carets. */
    static List<String> ofDifference(byte[] expected, byte[] got) {
        List<String> lines = new ArrayList<>();
        int length = Math.max(expected.length, got.length);
        for (int from = 0; from < length; from += BYTES_PER_LINE) {
            StringBuilder carets = new StringBuilder();
            boolean differ = false;
            for (int i = from; i < Math.min(length, from + BYTES_PER_LINE); i++) {
                boolean same = i < expected.length && i < got.length && expected[i] == got[i];
                carets.append(same ? "   " : "^^ ");
                differ |= !same;
            }
            if (differ) {
                lines.add(String.format(Locale.ROOT, "  byte %6d", from));
                lines.add("     expected  " + hex(expected, from));
                lines.add("          got  " + hex(got, from));
                lines.add("               " + carets.toString().stripTrailing());
            }
        }
        return lines;
    }

    private static String hex(byte[] bytes, int from) {
        if (from >= bytes.length) {
            return "(ended)";
        }
        int to = Math.min(bytes.length, from + BYTES_PER_LINE);
        return HexFormat.ofDelimiter(" ").formatHex(bytes, from, to);
    }
}
