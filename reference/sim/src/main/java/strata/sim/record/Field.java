package strata.sim.record;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A name and a value, as text: what a message or an operation holds. */
public record Field(String name, String value) {
    /** The longest value that is kept whole, in characters. */
    static final int VALUE_CHARACTERS_MAX = 400;

    public static Field of(String name, Object value) {
        return new Field(name, shown(value));
    }

    /**
     * The components of a record value, in their order; of anything else, one field that holds its
     * text.
     */
    public static List<Field> allOf(Object value) {
        if (!(value instanceof Record)) {
            return List.of(of("value", value));
        }
        RecordComponent[] components = value.getClass().getRecordComponents();
        List<Field> fields = new ArrayList<>(components.length);
        for (RecordComponent component : components) {
            fields.add(of(component.getName(), read(component, value)));
        }
        return fields;
    }

    private static Object read(RecordComponent component, Object from) {
        try {
            // The messages of a layer are often records of its own package.
            component.getAccessor().setAccessible(true);
            return String.valueOf(shownOrNull(component.getAccessor().invoke(from)));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return "(cannot be read: " + e + ")";
        }
    }

    private static String shownOrNull(Object value) {
        return value == null ? "null" : shown(value);
    }

    private static String shown(Object value) {
        String text =
                value instanceof ByteBuffer bytes
                        ? bytes.remaining() + " bytes"
                        : value instanceof byte[] bytes
                                ? bytes.length + " bytes"
                                : String.valueOf(value);
        return text.length() <= VALUE_CHARACTERS_MAX
                ? text
                : text.substring(0, VALUE_CHARACTERS_MAX) + "… (" + text.length() + " characters)";
    }
}
