package strata.skeleton;

import java.util.ArrayList;
import java.util.List;

/** Finds comments, which the compiler's tree leaves out. */
final class Comments {
    private static final String TEXT_BLOCK = "\"\"\"";

    /**
     * A comment from {@code //} to the end of its line.
     *
     * @param start where it begins in the source
     * @param text without the line's end
     */
    record LineComment(int start, String text) {
        /** Where it ends in the source. */
        int end() {
            return start + text.length();
        }
    }

    private Comments() {}

    /** The line comments of a source in their order: not what looks like one in a string. */
    static List<LineComment> lineComments(String source) {
        List<LineComment> comments = new ArrayList<>();
        int next = 0;
        while (next < source.length()) {
            if (source.startsWith("//", next)) {
                int end = indexOrEnd(source, "\n", next);
                comments.add(new LineComment(next, source.substring(next, end)));
                next = end;
            } else if (source.startsWith("/*", next)) {
                next = indexOrEnd(source, "*/", next + 2) + 2;
            } else if (source.startsWith(TEXT_BLOCK, next)) {
                next = endOfLiteral(source, next + TEXT_BLOCK.length(), TEXT_BLOCK);
            } else if (source.charAt(next) == '"' || source.charAt(next) == '\'') {
                next = endOfLiteral(source, next + 1, source.substring(next, next + 1));
            } else {
                next++;
            }
        }
        return comments;
    }

    private static int endOfLiteral(String source, int from, String quote) {
        int next = from;
        while (next < source.length() && !source.startsWith(quote, next)) {
            next += source.charAt(next) == '\\' ? 2 : 1;
        }
        return next + quote.length();
    }

    private static int indexOrEnd(String source, String wanted, int from) {
        int index = source.indexOf(wanted, from);
        return index < 0 ? source.length() : index;
    }
}
