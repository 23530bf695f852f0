package strata.sim.cluster;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/**
 * A run as a still picture for the site: who took part as columns, time down, not to scale. A row
 * is what somebody did at one time that changed what is watched, or what befell them; its arrow is
 * the message from which that came. What changed nothing is not drawn. Only what the story sets has
 * its time: a run that takes a little longer here or there looks the same.
 */
public final class SpaceTimePicture {
    private static final int TIMES = 34;
    private static final int WIDTH = 400;
    private static final int EDGE = 34;
    private static final int ROW = 26;
    private static final int STATE_ROW = 13;
    // Of a small letter, on average.
    private static final double LETTER = 6.3;

    /** What of a run is drawn. */
    public interface Shown {
        /** Who stands beside whom, with their titles. */
        Map<String, String> columns();

        /** In the order of their times. */
        List<PictureRow> rows();

        /** What somebody's states are when the picture begins. */
        List<String> atStart(String who);
    }

    private final RunRecord record;
    private final Shown rows;
    private final Map<String, Integer> columns = new LinkedHashMap<>();
    private final StringBuilder arrows = new StringBuilder();
    private final StringBuilder marks = new StringBuilder();
    private final String id;
    private final int top;

    private SpaceTimePicture(String id, RunRecord record, Shown rows) {
        this.id = id;
        this.record = record;
        this.rows = rows;
        rows.columns().keySet().forEach(who -> columns.put(who, columns.size()));
        this.top = 36 + STATE_ROW * statesAtStart() + ROW;
    }

    /**
     * The picture.
     *
     * @param id of its elements in a page
     */
    public static String svg(String id, String about, RunRecord record, Shown rows) {
        SpaceTimePicture picture = new SpaceTimePicture(id, record, rows);
        picture.draw();
        return picture.text(about);
    }

    /** How many lines the states take at the most when the picture begins. */
    private int statesAtStart() {
        return columns.keySet().stream().mapToInt(who -> rows.atStart(who).size()).max().orElse(0);
    }

    private void draw() {
        List<PictureRow> all = rows.rows();
        for (int i = 0; i < all.size(); i++) {
            PictureRow row = all.get(i);
            if (row.isOfTheScript()) {
                marks.append(text(TIMES - 4, y(i) + 4, "end tiny", seconds(row.timeUs())));
            }
            if (row.isBar()) {
                drawBar(i, row);
            } else {
                drawArrow(i, row);
                drawStep(i, row);
            }
        }
    }

    private void drawBar(int index, PictureRow row) {
        int y = y(index);
        marks.append(
                format(
                        "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"18\""
                                + " rx=\"3\"/>",
                        row.isBroken() ? "hot" : "frame", TIMES + 2, y - 9, WIDTH - TIMES - 4));
        marks.append(
                text(
                        TIMES + 8,
                        y + 4,
                        row.isBroken() ? "strong" : "small",
                        (index + 1) + "  " + row.label()));
    }

    private void drawStep(int index, PictureRow row) {
        int x = x(row.who());
        int y = y(index);
        marks.append(
                format(
                        "<rect class=\"box\" x=\"%d\" y=\"%d\" width=\"18\" height=\"14\""
                                + " rx=\"7\"/>",
                        x - 9, y - 7));
        marks.append(text(x, y + 4, "mid tiny", Integer.toString(index + 1)));
        int width = 13 + (int) (row.label().length() * LETTER);
        // Beside the head of the arrow, if there is room.
        boolean isFromRight = arrowFrom(row) > x;
        boolean isRight = isFromRight ? x - width < TIMES : x + width < WIDTH;
        // Arrows come from above.
        boolean isOverArrow = arrowFrom(row) != x && isRight == isFromRight;
        marks.append(
                text(
                        isRight ? x + 12 : x - 12,
                        isOverArrow ? y + 11 : y + 4,
                        isRight ? "small told" : "end small told",
                        row.label()));
    }

    private void drawArrow(int index, PictureRow row) {
        RunEvent event = row.event();
        if (!event.kind().isDelivery() || !columns.containsKey(event.peer())) {
            return;
        }
        if (event.peer().equals(row.who())) {
            // What somebody says to themselves has no way.
            return;
        }
        RunEvent sent = record.events().get(event.about());
        int from = x(sent.who());
        int to = x(row.who());
        arrows.append(
                line(
                        from,
                        Math.min(sentAt(sent), y(index) - 4),
                        to + (from < to ? -10 : 10),
                        y(index),
                        " marker-end=\"url(#" + id + "-a)\""));
    }

    /** Where a row's arrow comes from; its own place where it has none. */
    private int arrowFrom(PictureRow row) {
        boolean hasArrow =
                row.event().kind().isDelivery() && columns.containsKey(row.event().peer());
        return x(hasArrow ? row.event().peer() : row.who());
    }

    /** Where something left: at the row of what it came of, or between rows by its time. */
    private int sentAt(RunEvent sent) {
        List<PictureRow> all = rows.rows();
        for (int i = 0; i < all.size(); i++) {
            if (!all.get(i).isBar() && all.get(i).event().index() == sent.cause()) {
                return y(i);
            }
        }
        int before = -1;
        while (before + 1 < all.size() && all.get(before + 1).timeUs() <= sent.timeUs()) {
            before++;
        }
        return y(before) + ROW / 2;
    }

    private String text(String about) {
        int bottom = y(rows.rows().size() - 1) + 16;
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
        rows.columns().forEach((who, title) -> out.append(head(who, title, bottom)));
        return out.append(arrows).append(marks).append("</svg>\n").toString();
    }

    private String head(String who, String title, int bottom) {
        StringBuilder out = new StringBuilder();
        int x = x(who);
        out.append(
                text(
                        x,
                        16,
                        (columns.size() > 5 ? "mid tiny" : "mid small told") + " strong",
                        title));
        int y = 31;
        for (String state : rows.atStart(who)) {
            out.append(text(x, y, "mid tiny", state));
            y += STATE_ROW;
        }
        int from = top - ROW + 4;
        boolean isThere = true;
        for (int i = 0; i < rows.rows().size(); i++) {
            PictureRow row = rows.rows().get(i);
            if (row.who().equals(who) && (row.begins() || row.ends())) {
                out.append(life(x, from, y(i), isThere));
                from = y(i);
                isThere = row.begins();
            }
        }
        return out.append(life(x, from, bottom - 4, isThere)).toString();
    }

    /** A piece of a column's line; thin and dotted while nobody acts there. */
    private static String life(int x, int from, int to, boolean isThere) {
        return format(
                "<path class=\"arrow\" d=\"M%d %dV%d\" stroke-opacity=\".3\"%s/>",
                x, from, to, isThere ? "" : " stroke-dasharray=\"1 5\"");
    }

    private int x(String who) {
        int last = Math.max(1, columns.size() - 1);
        int left = TIMES + EDGE;
        return left + columns.getOrDefault(who, 0) * (WIDTH - EDGE - left) / last;
    }

    private int y(int row) {
        return top + row * ROW;
    }

    private static String seconds(long us) {
        return String.format(Locale.ROOT, "%d.%03d", us / 1_000_000, us / 1_000 % 1_000);
    }

    private static String line(int x1, int y1, int x2, int y2, String more) {
        return format("<path class=\"arrow\" d=\"M%d %d%s %d %d\"%s/>", x1, y1, "L", x2, y2, more);
    }

    private static String text(int x, int y, String style, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return format("<text x=\"%d\" y=\"%d\" class=\"%s\">%s</text>", x, y, style, escaped);
    }

    // Its annotation is no dependency of ours.
    @SuppressWarnings("AnnotateFormatMethod")
    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values) + "\n";
    }
}
