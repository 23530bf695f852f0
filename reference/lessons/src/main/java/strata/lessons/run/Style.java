package strata.lessons.run;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * How text is laid out.
 *
 * @param columns the width of the terminal, in characters
 * @param colour whether somebody looks at it on a terminal that shows colours
 * @param unicode whether the output can show more than ASCII
 */
record Style(int columns, boolean colour, boolean unicode) {
    private static final int COLUMNS_MIN = 40;
    private static final int COLUMNS_USUAL = 100;

    /** What output to a file looks like. */
    static final Style PLAIN = new Style(COLUMNS_USUAL, false, true);

    /**
     * For the launcher's word on the terminal.
     *
     * @param columns its width; empty when the output is no terminal
     */
    static Style of(String columns, Charset output) {
        boolean unicode = output.newEncoder().canEncode('\u2713');
        boolean terminal = !columns.isEmpty();
        boolean colour =
                terminal
                        && System.getenv("NO_COLOR") == null
                        && !"dumb".equals(System.getenv("TERM"));
        int width = COLUMNS_USUAL;
        if (columns.matches("[1-9][0-9]{0,3}")) {
            width = Math.max(COLUMNS_MIN, Integer.parseInt(columns));
        }
        return new Style(width, colour, unicode);
    }

    /** The sign of a verdict, one character. */
    String tick(Verdict verdict) {
        return switch (verdict) {
            case PASSED -> green(unicode ? "\u2713" : "+");
            case FAILED -> red(unicode ? "\u2717" : "x");
            case TIMEOUT -> red(unicode ? "\u29d6" : "T");
            case TODO -> yellow(unicode ? "\u25cb" : "o");
            case BLOCKED -> dim(unicode ? "\u00b7" : ".");
            case INCONCLUSIVE -> yellow("?");
            case NOT_RUN -> dim("-");
        };
    }

    String bold(String text) {
        return coloured("1", text);
    }

    String dim(String text) {
        return coloured("2", text);
    }

    String red(String text) {
        return coloured("31", text);
    }

    String green(String text) {
        return coloured("32", text);
    }

    String yellow(String text) {
        return coloured("33", text);
    }

    /** What the output can show of a text. */
    String shown(String text) {
        if (unicode) {
            return text;
        }
        StringBuilder ascii = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '…' -> ascii.append("...");
                                case '–', '—' -> ascii.append('-');
                                case '’' -> ascii.append('\'');
                                default -> ascii.append(c < 128 ? (char) c : '?');
                            }
                        });
        return ascii.toString();
    }

    /**
     * A text in lines that fit, broken between words.
     *
     * @param indent how many columns are taken already
     */
    List<String> wrapped(String text, int indent) {
        int width = Math.max(COLUMNS_MIN / 2, columns - indent);
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String rest = line;
            while (rest.length() > width) {
                int space = rest.lastIndexOf(' ', width);
                int end = space > 0 ? space : width;
                lines.add(rest.substring(0, end));
                rest = rest.substring(end).stripLeading();
            }
            lines.add(rest);
        }
        return lines.isEmpty() ? List.of("") : lines;
    }

    private String coloured(String code, String text) {
        return colour ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
