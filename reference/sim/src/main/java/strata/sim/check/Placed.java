package strata.sim.check;

import strata.kernel.Check;

/**
 * A value in a partition's log.
 *
 * @param key the partition, as {@code flights-0}
 * @param offset where it stands, or {@link #UNKNOWN}
 * @param value unique in its record of operations
 */
public record Placed(String key, long offset, String value) {
    /** The offset of a value that was sent, and of which no answer told more. */
    public static final long UNKNOWN = -1;

    private static final String RESERVED = "@;:>";

    public Placed {
        Check.that(isName(key), "%s cannot name a partition", key);
        Check.that(isName(value), "%s cannot be a value", value);
        Check.that(offset >= UNKNOWN, "offset %s", offset);
    }

    /** Whether a word may stand for a partition, a value or a client in the text form. */
    static boolean isName(String word) {
        boolean good = !word.isEmpty();
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            good &= c > ' ' && c < 127 && RESERVED.indexOf(c) < 0;
        }
        return good;
    }

    boolean hasOffset() {
        return offset != UNKNOWN;
    }

    /** As the text form has it, without the partition: {@code a@7}, or {@code a@?}. */
    @Override
    public String toString() {
        return value + "@" + (hasOffset() ? offset : "?");
    }
}
