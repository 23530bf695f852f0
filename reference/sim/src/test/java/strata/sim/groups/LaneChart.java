package strata.sim.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A run as lanes for the site: time to the right, a lane for each member or partition, a bar where
 * somebody reads. Drawn for a phone's width in the colours of the page, as the pictures of single
 * messages are.
 */
final class LaneChart {
    private static final int WIDTH = 400;
    private static final int LEFT = 34;
    private static final int RIGHT = 8;
    private static final int LANE = 22;
    private static final int BAR = 16;
    private static final int TITLE = 20;
    private static final int GRAPH = 90;
    // Of a tiny letter, on average.
    private static final double LETTER = 5.8;
    private static final String LINE_START = "M";

    private final String id;
    private final long us;
    private final List<Part> parts = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private List<Lanes.Span> epochs = List.of();

    /** A bar's look: its class in the style sheet, and its words. */
    record Look(String style, String text) {}

    /** How something that holds for a while looks. */
    interface Dress {
        Look of(Lanes.Span span);
    }

    /** Nothing is drawn. */
    static final Look GAP = new Look("", "");

    /** Something that happens at one time, with its number. */
    private record Mark(long us, int number) {}

    /** One below the other: a lane, a title, or a graph. */
    private interface Part {
        int height();

        String drawn(int top);
    }

    /**
     * @param us how long it takes from left to right
     */
    LaneChart(String id, long us) {
        this.id = id;
        this.us = us;
    }

    /** Generations, or group epochs, above everything. */
    LaneChart epochs(List<Lanes.Span> values) {
        epochs = values;
        return this;
    }

    /** Something happens now; these are numbered as they come. */
    LaneChart mark(long atUs) {
        marks.add(new Mark(atUs, marks.size() + 1));
        return this;
    }

    LaneChart title(String text) {
        parts.add(
                new Part() {
                    @Override
                    public int height() {
                        return TITLE;
                    }

                    @Override
                    public String drawn(int top) {
                        return text(4, top + 14, "small strong", text);
                    }
                });
        return this;
    }

    LaneChart lane(String name, List<Lanes.Span> spans, Dress dress) {
        parts.add(
                new Part() {
                    @Override
                    public int height() {
                        return LANE;
                    }

                    @Override
                    public String drawn(int top) {
                        StringBuilder out = new StringBuilder();
                        out.append(text(LEFT - 6, top + 15, "end small", name));
                        spans.forEach(span -> out.append(bar(top, span, dress.of(span))));
                        return out.toString();
                    }
                });
        return this;
    }

    /** A number over time. */
    LaneChart graph(String name, List<Lanes.Span> values) {
        parts.add(
                new Part() {
                    @Override
                    public int height() {
                        return GRAPH + TITLE;
                    }

                    @Override
                    public String drawn(int top) {
                        return text(4, top + 14, "small strong", name) + curve(top + TITLE, values);
                    }
                });
        return this;
    }

    String svg(String about) {
        int top = epochs.isEmpty() ? 24 : 40;
        int bottom = top + parts.stream().mapToInt(Part::height).sum();
        StringBuilder out = new StringBuilder();
        out.append(
                format(
                        "<svg class=\"picture\" viewBox=\"0 0 %d %d\" role=\"img\""
                                + " aria-labelledby=\"%s-t\" xmlns=\"http://www.w3.org/2000/svg\">",
                        WIDTH, bottom + 22, id));
        out.append(format("<title id=\"%s-t\">%s</title>", id, about));
        drawEpochs(out);
        drawMarks(out, top, bottom);
        int y = top;
        for (Part part : parts) {
            out.append(part.drawn(y));
            y += part.height();
        }
        drawAxis(out, bottom);
        return out.append("</svg>\n").toString();
    }

    private void drawEpochs(StringBuilder out) {
        double free = 0;
        for (Lanes.Span span : epochs) {
            double x = x(span.fromUs());
            double width = span.text().length() * LETTER + 3;
            if (x >= free && x + width <= WIDTH) {
                out.append(text((int) x, 12, "tiny", span.text()));
                free = x + width;
            }
        }
    }

    private void drawMarks(StringBuilder out, int top, int bottom) {
        for (Mark mark : marks) {
            int x = x(mark.us);
            out.append(
                    format(
                            "<path class=\"arrow\" d=\"M%d %dV%d\" stroke-opacity=\".6\""
                                    + " stroke-dasharray=\"2 3\"/>",
                            x, top - 4, bottom));
            out.append(
                    format(
                            "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"18\" height=\"14\""
                                    + " rx=\"7\"/>",
                            x - 9, top - 18));
            out.append(text(x, top - 7, "mid tiny", Integer.toString(mark.number)));
        }
    }

    private void drawAxis(StringBuilder out, int y) {
        out.append(
                format(
                        "<path class=\"arrow\" d=\"M%d %dH%d\" stroke-opacity=\".6\"/>",
                        LEFT, y, WIDTH - RIGHT));
        long seconds = us / 1_000_000;
        long step = seconds <= 12 ? 2 : seconds <= 30 ? 5 : 10;
        for (long s = 0; s <= seconds; s += step) {
            int x = x(1_000_000 * s);
            out.append(
                    format("<path class=\"arrow\" d=\"M%d %dv4\" stroke-opacity=\".6\"/>", x, y));
            out.append(text(x, y + 15, "mid tiny", s == 0 ? "0 s" : Long.toString(s)));
        }
    }

    private String bar(int top, Lanes.Span span, Look look) {
        if (look.style().isEmpty()) {
            return "";
        }
        int x = x(span.fromUs());
        int width = Math.max(2, x(span.toUs()) - x);
        String bar =
                format(
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\""
                                + " rx=\"3\"/>",
                        look.style(), x, top + 3, width, BAR);
        boolean fits = look.text().length() * LETTER + 4 <= width;
        return fits ? bar + text(x + width / 2, top + 15, "mid tiny", look.text()) : bar;
    }

    private String curve(int top, List<Lanes.Span> values) {
        long most = values.stream().mapToLong(LaneChart::number).max().orElse(1);
        StringBuilder path = new StringBuilder();
        for (Lanes.Span span : values) {
            long y = top + GRAPH - 4 - number(span) * (GRAPH - 16) / Math.max(1, most);
            path.append(path.isEmpty() ? LINE_START : "L")
                    .append(x(span.fromUs()))
                    .append(' ')
                    .append(y)
                    .append('H')
                    .append(x(span.toUs()));
        }
        return format("<path class=\"arrow\" d=\"%s\"/>", path)
                + text(LEFT - 6, top + 16, "end tiny", Long.toString(most))
                + text(LEFT - 6, top + GRAPH, "end tiny", "0");
    }

    private static long number(Lanes.Span span) {
        return Long.parseLong(span.text());
    }

    private int x(long atUs) {
        return (int) (LEFT + atUs * (WIDTH - LEFT - RIGHT) / us);
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
