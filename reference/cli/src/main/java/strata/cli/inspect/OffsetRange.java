package strata.cli.inspect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Offsets from one to another, both included.
 *
 * @param first 0 or more
 * @param last at least {@code first}
 */
public record OffsetRange(long first, long last) {
    /** Every offset. */
    public static final OffsetRange ALL = new OffsetRange(0, Long.MAX_VALUE);

    private static final Pattern WRITTEN = Pattern.compile("(\\d*)(\\.\\.)?(\\d*)");

    /**
     * Reads {@code 5}, {@code 5..9}, {@code 5..} or {@code ..9}.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    public static OffsetRange parse(String text) {
        Matcher written = WRITTEN.matcher(text);
        if (!written.matches() || text.isEmpty() || text.equals("..")) {
            throw new IllegalArgumentException(text + " is not like 5, 5..9, 5.. or ..9");
        }
        long first = written.group(1).isEmpty() ? 0 : Long.parseLong(written.group(1));
        boolean isOne = written.group(2) == null;
        String end = written.group(3);
        long last = isOne ? first : end.isEmpty() ? Long.MAX_VALUE : Long.parseLong(end);
        if (last < first) {
            throw new IllegalArgumentException(text + " ends before it begins");
        }
        return new OffsetRange(first, last);
    }

    /** Whether it is no choice at all. */
    boolean isAll() {
        return equals(ALL);
    }

    boolean contains(long offset) {
        return offset >= first && offset <= last;
    }

    /** Whether any offset of the two and those between them is in it. */
    boolean touches(long from, long to) {
        return from <= last && to >= first;
    }
}
