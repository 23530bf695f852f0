package strata.sim.record;

import java.lang.reflect.RecordComponent;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import strata.kernel.Nullable;

/** Values as people read them: records by their components, bytes by their number. */
final class Shown {
    private static final int DEPTH_MAX = 6;

    // Of each record; asked for anew they would be found anew, which takes longer than reading.
    private static final ClassValue<RecordComponent[]> COMPONENTS =
            new ClassValue<>() {
                @Override
                protected RecordComponent[] computeValue(Class<?> type) {
                    RecordComponent[] components = type.getRecordComponents();
                    for (RecordComponent component : components) {
                        // The messages of a layer are often records of its own package.
                        component.getAccessor().setAccessible(true);
                    }
                    return components;
                }
            };

    private Shown() {}

    /** What a message or an operation is called: its record's name, or its text. */
    static String nameOf(Object value) {
        if (!(value instanceof Record)) {
            return of(value);
        }
        Class<?> around = value.getClass().getEnclosingClass();
        String name = value.getClass().getSimpleName();
        // Kafka's requests are records within a class that has their name: Produce.Request.
        if (around != null && name.equals("Request")) {
            return around.getSimpleName();
        }
        return around != null && name.equals("Response")
                ? around.getSimpleName() + " answer"
                : name;
    }

    static String of(@Nullable Object value) {
        return of(value, 0);
    }

    /** The components of a record, each shown. */
    static List<Field> fieldsOf(Record value, int depth) {
        RecordComponent[] components = COMPONENTS.get(value.getClass());
        List<Field> fields = new ArrayList<>(components.length);
        for (RecordComponent component : components) {
            fields.add(new Field(component.getName(), cut(read(component, value, depth))));
        }
        return fields;
    }

    private static String of(@Nullable Object value, int depth) {
        if (value instanceof ByteBuffer bytes) {
            return bytes.remaining() + " bytes";
        }
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (value instanceof List<?> list) {
            return listed(list, depth);
        }
        if (value instanceof Record record && depth < DEPTH_MAX && hasNoTextOfItsOwn(record)) {
            return record(record, depth);
        }
        return value == null ? "null" : plain(value);
    }

    private static String listed(List<?> list, int depth) {
        if (depth >= DEPTH_MAX) {
            return list.size() + " items";
        }
        if (list.size() == 1) {
            return of(list.get(0), depth + 1);
        }
        List<String> items = new ArrayList<>();
        for (Object item : list) {
            items.add(of(item, depth + 1));
        }
        return "[" + String.join(", ", items) + "]";
    }

    private static String record(Record record, int depth) {
        List<String> parts = new ArrayList<>();
        for (Field field : fieldsOf(record, depth + 1)) {
            parts.add(field.name() + "=" + field.value());
        }
        return "(" + String.join(", ", parts) + ")";
    }

    // A record that says itself how it is shown, as NodeId does, is shown so.
    private static boolean hasNoTextOfItsOwn(Record record) {
        return record.toString().startsWith(record.getClass().getSimpleName() + "[");
    }

    // An object without a text of its own shows where it is in memory, which differs from run to
    // run.
    private static String plain(Object value) {
        String text = value.toString();
        return text.startsWith(value.getClass().getName() + "@")
                ? value.getClass().getSimpleName()
                : text;
    }

    private static String read(RecordComponent component, Record from, int depth) {
        try {
            return of(component.getAccessor().invoke(from), depth);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return "(cannot be read: " + e + ")";
        }
    }

    static String cut(String text) {
        return text.length() <= Field.VALUE_CHARACTERS_MAX
                ? text
                : text.substring(0, Field.VALUE_CHARACTERS_MAX)
                        + "… ("
                        + text.length()
                        + " characters)";
    }
}
