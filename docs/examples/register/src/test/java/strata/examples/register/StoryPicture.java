package strata.examples.register;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import strata.sim.minimise.CausalStory;
import strata.sim.record.EventKind;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/**
 * A still picture of a story for the site: who took part as columns, one row a step, with the
 * steps' own numbers. Time goes down, not to scale.
 */
final class StoryPicture {
    private static final int LEFT = 26;
    private static final int TOP = 56;
    private static final int ROW = 27;
    private static final int WIDTH = 360;

    private final RunRecord record;
    private final List<CausalStory.Told> story;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    // By the index of the event that a step begins with: its row.
    private final Map<Integer, Integer> rows = new LinkedHashMap<>();
    private final StringBuilder arrows = new StringBuilder();
    private final StringBuilder marks = new StringBuilder();

    private StoryPicture(RunRecord record, List<CausalStory.Told> story) {
        this.record = record;
        this.story = story;
    }

    /**
     * The picture.
     *
     * @param id of its elements in a page
     */
    static String svg(RunRecord record, List<CausalStory.Told> story, String id, String about) {
        StoryPicture picture = new StoryPicture(record, story);
        picture.place();
        picture.draw(id);
        return picture.text(id, about);
    }

    private void place() {
        Set<String> present = new LinkedHashSet<>();
        for (CausalStory.Told told : story) {
            RunEvent event = record.events().get(told.event());
            if (event.kind() != EventKind.STARTED) {
                rows.put(event.index(), rows.size());
                present.add(event.who());
            }
        }
        for (int node = 1; node < 1000; node++) {
            if (present.contains("n" + node)) {
                columns.put("n" + node, columns.size());
            }
        }
    }

    private void draw(String id) {
        for (int i = 0; i < story.size(); i++) {
            RunEvent event = record.events().get(story.get(i).event());
            Integer row = rows.get(event.index());
            if (row == null) {
                continue;
            }
            if (columns.containsKey(event.who())) {
                drawStep(story.get(i).number(), event, row, id);
            } else {
                drawBar(story.get(i).number(), event, row);
            }
        }
    }

    private void drawStep(int number, RunEvent event, int row, String id) {
        int x = x(event.who());
        if (event.kind().isDelivery()) {
            RunEvent sent = record.events().get(event.about());
            Integer from = rows.get(sent.cause());
            arrows.append(
                    line(
                            x(sent.who()),
                            from == null ? y(row) - ROW : y(from),
                            x + (x(sent.who()) < x ? -9 : 9),
                            y(row),
                            " marker-end=\"url(#" + id + "-a)\""));
        }
        for (RunEvent sent : record.events()) {
            if (sent.kind() == EventKind.SENT
                    && sent.cause() == event.index()
                    && columns.containsKey(sent.peer())
                    && !arrives(sent)) {
                int stub = x(sent.peer()) < x ? x - 30 : x + 30;
                arrows.append(line(x, y(row), stub, y(row) + 8, ""));
                marks.append(text(stub, y(row) + 13, "mid small", "✕"));
            }
        }
        marks.append(
                format(
                        "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"18\" height=\"16\""
                                + " rx=\"8\"/>",
                        x - 9, y(row) - 8));
        marks.append(text(x, y(row) + 4, "mid small", Integer.toString(number)));
        String label = label(event);
        boolean last = x > WIDTH * 3 / 4;
        marks.append(text(last ? x - 12 : x + 12, y(row) - 4, last ? "end small" : "small", label));
    }

    private void drawBar(int number, RunEvent event, int row) {
        boolean broken = event.kind() == EventKind.BROKEN;
        String style = broken ? "hot" : "frame";
        marks.append(
                format(
                        "<rect class=\"%s\" x=\"4\" y=\"%d\" width=\"%d\" height=\"20\" rx=\"3\"/>",
                        style, y(row) - 10, WIDTH - 8));
        String what =
                broken
                        ? "BROKEN: " + event.text()
                        : event.text().replaceFirst(" for-us=.*", "").replaceFirst("^at \\S+ ", "");
        marks.append(text(12, y(row) + 4, "small", number + "  " + what));
    }

    private String label(RunEvent handled) {
        List<String> parts = new ArrayList<>();
        if (handled.kind().isDelivery()) {
            parts.add(handled.text());
        }
        for (RunEvent event : record.events()) {
            if (event.cause() == handled.index() && event.who().equals(handled.who())) {
                switch (event.kind()) {
                    case INVOKED -> parts.add(event.text() + " " + event.field("value"));
                    case ANSWERED -> parts.add(event.text());
                    case STATE -> parts.add(state(event));
                    default -> {}
                }
            }
        }
        if (parts.isEmpty() && handled.kind() == EventKind.TIMER_FIRED) {
            parts.add(handled.text());
        }
        parts.removeIf(String::isBlank);
        return String.join(", ", parts).strip();
    }

    private static String state(RunEvent event) {
        String value = event.field("value");
        boolean first = event.field("before").isEmpty();
        return switch (event.text()) {
            case "epoch" -> "epoch " + value;
            case "leads epoch" -> value.equals("0") ? first ? "" : "primary no more" : "primary";
            case "holds" -> first && value.equals("0") ? "" : "holds " + value;
            // It goes with what is held.
            case "done" -> "";
            default -> event.text() + " " + value;
        };
    }

    private boolean arrives(RunEvent sent) {
        return record.events().stream()
                .anyMatch(event -> event.kind().isDelivery() && event.about() == sent.index());
    }

    private String text(String id, String about) {
        int bottom = TOP + rows.size() * ROW;
        StringBuilder out = new StringBuilder();
        out.append(
                format(
                        "<svg class=\"picture\" viewBox=\"0 0 %d %d\" role=\"img\""
                                + " aria-labelledby=\"%s-t\" xmlns=\"http://www.w3.org/2000/svg\">",
                        WIDTH, bottom, id));
        out.append(format("<title id=\"%s-t\">%s</title>", id, about));
        out.append(
                format(
                        "<defs><marker id=\"%s-a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\""
                                + " markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path"
                                + " class=\"head\" d=\"M0 0 8 4 0 8z\"/></marker></defs>",
                        id));
        columns.keySet()
                .forEach(
                        who -> {
                            out.append(text(x(who), 20, "mid strong", who));
                            String role = who.length() > 2 ? "client" : "node";
                            out.append(text(x(who), 34, "mid small", role));
                            out.append(
                                    line(x(who), 40, x(who), bottom - 4, " stroke-opacity=\".3\""));
                        });
        return out.append(arrows).append(marks).append("</svg>\n").toString();
    }

    private int x(String who) {
        int last = Math.max(1, columns.size() - 1);
        return LEFT + columns.getOrDefault(who, 0) * (WIDTH - 2 * LEFT) / last;
    }

    private static int y(int row) {
        return TOP + row * ROW;
    }

    private static String line(int x1, int y1, int x2, int y2, String more) {
        // A little bent, so that a long one does not hide behind shorter ones.
        int bend = Math.abs(x2 - x1) > 100 ? 12 : 0;
        return format(
                "<path class=\"arrow\" d=\"M%d %d Q%d %d %d %d\"%s/>",
                x1, y1, (x1 + x2) / 2, (y1 + y2) / 2 + bend, x2, y2, more);
    }

    private static String text(int x, int y, String style, String text) {
        return format("<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>", x, y, style, text);
    }

    // Its annotation is no dependency of ours.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
