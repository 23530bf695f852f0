package strata.sim.record;

import java.util.List;

/** A name and a value, as text: what a message or an operation holds. */
public record Field(String name, String value) {
    /** The longest value that is kept whole, in characters; a longer one is cut and says so. */
    static final int VALUE_CHARACTERS_MAX = 400;

    public static Field of(String name, Object value) {
        return new Field(name, Shown.cut(Shown.of(value)));
    }

    /**
     * The components of a record value, in their order; of anything else, nothing: it is its own
     * name.
     */
    public static List<Field> allOf(Object value) {
        return value instanceof Record record ? Shown.fieldsOf(record, 0) : List.of();
    }
}
