package strata.apps.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The end of a log, for the message that says why a process failed. */
final class TextTail {
    private static final int LINES_MAX = 12;

    private TextTail() {}

    static String of(Path file) {
        try {
            // ISO-8859-1 takes any byte: a log must not be unreadable for one bad character.
            return of(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return "  (no output)";
        }
    }

    static String of(List<String> lines) {
        if (lines.isEmpty()) {
            return "  (no output)";
        }
        List<String> tail = lines.subList(Math.max(0, lines.size() - LINES_MAX), lines.size());
        return "  " + String.join("\n  ", tail);
    }
}
