package strata.lessons.labs;

import java.util.ArrayList;
import java.util.List;

/**
 * Why sources do not compile.
 *
 * @param file relative to the root of the repository
 * @param line from 1; 0 when the problem has no place
 * @param column from 1; 0 when the problem has no place
 * @param source the line itself; empty when there is none
 * @param message what the compiler says; may have several lines
 */
public record CompileProblem(String file, long line, long column, String source, String message) {
    /** As lines: place and message, the line of the source, a caret under the column. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<String> said = message.lines().toList();
        String place = line == 0 ? file : file + ":" + line;
        lines.add((place.isEmpty() ? "" : place + ": ") + (said.isEmpty() ? "" : said.get(0)));
        if (!source.isBlank()) {
            String indent = source.substring(0, source.length() - source.stripLeading().length());
            lines.add("    " + source.strip());
            long before = Math.max(0, column - 1 - indent.length());
            lines.add("    " + " ".repeat((int) Math.min(before, source.length())) + "^");
        }
        said.stream().skip(1).map(more -> "    " + more.strip()).forEach(lines::add);
        return lines;
    }
}
