package strata.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Markdown for a terminal: headings, code and emphasis get a style, nothing else changes. */
final class MarkdownText {
    private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*)");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern EMPHASIS =
            Pattern.compile("(?<![\\w*])\\*([^*\\s](?:[^*]*[^*\\s])?)\\*(?![\\w*])");
    private static final Pattern LINK = Pattern.compile("\\[([^\\]]+)]\\(([^)\\s]+)\\)");

    private MarkdownText() {}

    /** The text with styles; as it is, where none are wanted. */
    static String render(String markdown, boolean styled) {
        if (!styled) {
            return markdown.strip();
        }
        List<String> lines = new ArrayList<>();
        boolean inCode = false;
        for (String line : markdown.strip().split("\n", -1)) {
            if (line.stripLeading().startsWith("```")) {
                inCode = !inCode;
            } else if (inCode) {
                lines.add("    " + Style.CYAN.of(line, true));
            } else {
                lines.add(prose(line));
            }
        }
        return String.join("\n", lines);
    }

    private static String prose(String line) {
        var heading = HEADING.matcher(line);
        if (heading.matches()) {
            return Style.BOLD.of(heading.group(1).strip(), true);
        }
        StringBuilder styled = new StringBuilder();
        String[] parts = line.split("`", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean code = i % 2 == 1 && i < parts.length - 1;
            boolean opensNothing = i % 2 == 1 && i == parts.length - 1;
            if (opensNothing) {
                styled.append('`');
            }
            styled.append(code ? Style.CYAN.of(parts[i], true) : emphasis(parts[i]));
        }
        return styled.toString();
    }

    private static String emphasis(String text) {
        String linked = LINK.matcher(text).replaceAll("$1 ($2)");
        String bold = BOLD.matcher(linked).replaceAll("\u001b[1m$1\u001b[0m");
        return EMPHASIS.matcher(bold).replaceAll("\u001b[3m$1\u001b[0m");
    }
}
