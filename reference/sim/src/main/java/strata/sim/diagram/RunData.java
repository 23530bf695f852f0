package strata.sim.diagram;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import strata.sim.record.Column;
import strata.sim.record.EventKind;
import strata.sim.record.Field;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/**
 * A record as the page carries it: JSON with one array per property of the events, in which times
 * are differences and causes distances, and each text and list of fields is stored once. {@code
 * model.js} reads it.
 */
final class RunData {
    // In the order in which the page numbers them.
    private static final List<EventKind> KINDS = List.of(EventKind.values());

    private final RunRecord record;
    private final StringBuilder out;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final Map<String, Integer> strings = new LinkedHashMap<>();
    private final Map<List<Field>, Integer> lists = new LinkedHashMap<>();

    private RunData(RunRecord record) {
        this.record = record;
        this.out = new StringBuilder(64 * record.events().size() + 4096);
        for (Column column : record.columns()) {
            columns.put(column.who(), columns.size());
        }
    }

    static String of(RunRecord record, Card card) {
        RunData data = new RunData(record);
        data.write(card);
        return data.out.toString();
    }

    private void write(Card card) {
        out.append("{\"broken\":").append(record.broken()).append(",\"columns\":[");
        join(record.columns(), column -> pair(column.who(), column.role().name()));
        out.append("],\"groups\":[");
        join(
                List.of(EventKind.Group.values()),
                group -> {
                    pair(group.name(), group.label());
                });
        out.append("],\"kinds\":[");
        join(KINDS, this::kind);
        out.append(']');
        long[] before = {0};
        numbers(
                "t",
                event -> {
                    long passed = event.timeUs() - before[0];
                    before[0] = event.timeUs();
                    return passed;
                });
        numbers("w", event -> columns.get(event.who()));
        numbers("k", event -> KINDS.indexOf(event.kind()));
        numbers("p", event -> event.peer().isEmpty() ? Recorder.NONE : columns.get(event.peer()));
        numbers("c", event -> distance(event, event.cause()));
        numbers("a", event -> distance(event, event.about()));
        numbers("x", event -> number(event.text()));
        numbers("f", event -> lists.computeIfAbsent(event.fields(), fields -> lists.size()));
        writeLists();
        out.append(",\"strings\":[");
        join(new ArrayList<>(strings.keySet()), text -> Markup.json(out, text));
        out.append("],\"card\":{\"steps\":[");
        join(card.steps(), this::step);
        out.append("]}}");
    }

    private void kind(EventKind kind) {
        out.append('[');
        Markup.json(out, kind.name());
        out.append(',');
        Markup.json(out, kind.verb());
        out.append(',');
        Markup.json(out, kind.group().name());
        out.append(']');
    }

    private void step(Card.Step step) {
        out.append('[');
        Markup.json(out, step.text());
        out.append(',').append(step.event()).append(',').append(step.number()).append(']');
    }

    private void writeLists() {
        out.append(",\"lists\":[");
        join(
                new ArrayList<>(lists.keySet()),
                fields -> {
                    out.append('[');
                    join(
                            fields,
                            field ->
                                    out.append(number(field.name()))
                                            .append(',')
                                            .append(number(field.value())));
                    out.append(']');
                });
        out.append(']');
    }

    private void numbers(String name, ToLongFunction<RunEvent> property) {
        out.append(",\"").append(name).append("\":[");
        join(record.events(), event -> out.append(property.applyAsLong(event)));
        out.append(']');
    }

    private void pair(String first, String second) {
        out.append('[');
        Markup.json(out, first);
        out.append(',');
        Markup.json(out, second);
        out.append(']');
    }

    private <T> void join(List<T> items, Write<T> write) {
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write.write(items.get(i));
        }
    }

    private interface Write<T> {
        void write(T item);
    }

    private int number(String text) {
        return strings.computeIfAbsent(text, key -> strings.size());
    }

    // 0 for none: no event is its own cause.
    private static int distance(RunEvent event, int other) {
        return other == Recorder.NONE ? 0 : event.index() - other;
    }
}
