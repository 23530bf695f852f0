package strata.apps.capstone;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The page that says what was survived: one file, with nothing from elsewhere. */
final class Certificate {
    private static final Map<String, String> WHAT =
            Map.of(
                    Topics.MENU, "dishes and their prices, as written",
                    Topics.ORDERS, "orders, as written",
                    Topics.PAYMENTS, "payments, as written",
                    Topics.DISHES, "word count: how often each dish was ordered",
                    Topics.SALES, "join with the menu, windowed aggregate: each station's minutes",
                    Topics.RECEIPTS, "join of two streams in a window: orders and their payments");

    private final Outcome outcome;
    private final ZoneId zone;

    /**
     * Of a trial that was exact.
     *
     * @param zone in which times are told
     */
    Certificate(Outcome outcome, ZoneId zone) {
        if (!outcome.isExact()) {
            throw new IllegalArgumentException("there is no certificate for what is not exact");
        }
        this.outcome = outcome;
        this.zone = zone;
    }

    /** The whole page. */
    String html() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("kills", deaths(outcome.kills().size()));
        parts.put("date", escaped(time("d MMMM yyyy, HH:mm", outcome.began())));
        parts.put("whose", escaped(whose()));
        parts.put("layers", escaped(outcome.layers()));
        parts.put("facts", facts());
        parts.put("totals", totals());
        parts.put("timeline", timeline());
        parts.put("deaths", deathRows());
        parts.put("command", escaped(outcome.command()));
        parts.put("versions", escaped(outcome.versions()));
        String page = template();
        for (Map.Entry<String, String> part : parts.entrySet()) {
            page = page.replace("{{" + part.getKey() + "}}", part.getValue());
        }
        return page;
    }

    private static String deaths(long count) {
        return count == 1 ? "1 death" : "%,d deaths".formatted(count);
    }

    /** Whose layers they are, in a sentence. */
    private String whose() {
        int own = outcome.layers().split("=labs", -1).length - 1;
        if (own == 0) {
            return "These are the reference's five layers.";
        }
        return own == 5
                ? "These five layers are a student's own, all of them."
                : own + " of these five layers " + (own == 1 ? "is" : "are") + " a student's own.";
    }

    private String facts() {
        TransactionCount transactions = outcome.transactions();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("nodes killed", "%,d".formatted(outcome.deathCount(true)));
        facts.put("application killed", "%,d".formatted(outcome.deathCount(false)));
        facts.put("records in", "%,d".formatted(read(Topics.inputs())));
        facts.put("results out", "%,d".formatted(read(Topics.outputs())));
        facts.put("transactions committed", "%,d".formatted(transactions.committed()));
        facts.put("transactions aborted", "%,d".formatted(transactions.aborted()));
        facts.put("longest gap, only a node dead", seconds(outcome.longestGapMs(false)));
        facts.put("longest gap, application dead", seconds(outcome.longestGapMs(true)));
        facts.put("took", took(outcome.took()));
        facts.put("seed", Long.toString(outcome.seed()));
        return facts.entrySet().stream()
                .map(
                        fact ->
                                "<div><dt>%s</dt><dd>%s</dd></div>"
                                        .formatted(
                                                escaped(fact.getKey()), escaped(fact.getValue())))
                .collect(Collectors.joining("\n"));
    }

    private long read(List<String> topics) {
        return topics.stream().mapToLong(topic -> outcome.claim(topic).read()).sum();
    }

    private static String seconds(long ms) {
        return ms == 0 ? "–" : "%.1f s".formatted(ms / 1_000.0);
    }

    private static String took(Duration time) {
        return "%d min %02d s".formatted(time.toMinutes(), time.toSecondsPart());
    }

    private String totals() {
        return Topics.all().stream()
                .map(
                        topic -> {
                            Claim claim = outcome.claim(topic);
                            return row(
                                    "<code>" + escaped(topic) + "</code>",
                                    escaped(WHAT.getOrDefault(topic, "")),
                                    number("%,d".formatted(claim.expected())),
                                    number("%,d".formatted(claim.read())),
                                    "<span class=\"exact\">✓ exact</span>");
                        })
                .collect(Collectors.joining("\n"));
    }

    private String deathRows() {
        StringBuilder rows = new StringBuilder();
        List<Kill> kills = outcome.kills();
        for (int i = 0; i < kills.size(); i++) {
            Kill kill = kills.get(i);
            rows.append(
                    row(
                            number(Integer.toString(i + 1)),
                            escaped(time("HH:mm:ss", kill.at())),
                            escaped(kill.strike().victims()),
                            escaped(kill.processes()),
                            number("%,d ms".formatted(kill.strike().downMs())),
                            number("%,d ms".formatted(kill.wholeMs())),
                            number("%,d ms".formatted(kill.gapMs()))));
            rows.append('\n');
        }
        return rows.toString().stripTrailing();
    }

    /** A cell that begins with a tag of its own is taken as it is. */
    private static String row(String... cells) {
        StringBuilder row = new StringBuilder("<tr>");
        for (String cell : cells) {
            row.append(cell.startsWith("<td") ? cell : "<td>" + cell + "</td>");
        }
        return row.append("</tr>").toString();
    }

    private static String number(String text) {
        return "<td class=\"number\">" + escaped(text) + "</td>";
    }

    /** Who died when: a lane for each, a mark for each death. */
    private String timeline() {
        List<String> lanes = List.of("node 1", "node 2", "node 3", "application");
        int left = 90;
        int width = 700;
        StringBuilder svg = new StringBuilder();
        svg.append("<svg viewBox=\"0 0 720 128\" role=\"img\" aria-label=\"who died when\">\n");
        for (int lane = 0; lane < lanes.size(); lane++) {
            int y = 20 + 26 * lane;
            svg.append(
                    "<text x=\"0\" y=\"%d\">%s</text><line class=\"lane\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n"
                            .formatted(y + 4, lanes.get(lane), left, y, width, y));
        }
        double tookMs = Math.max(1, outcome.took().toMillis());
        for (Kill kill : outcome.kills()) {
            long afterMs = Duration.between(outcome.began(), kill.at()).toMillis();
            long x = left + Math.round((width - left) * Math.clamp(afterMs / tookMs, 0, 1));
            if (kill.strike().node() > 0) {
                svg.append(mark(x, kill.strike().node() - 1));
            }
            if (kill.strike().application()) {
                svg.append(mark(x, lanes.size() - 1));
            }
        }
        return svg.append(
                        "<text x=\"%d\" y=\"124\">0</text><text x=\"%d\" y=\"124\" text-anchor=\"end\">%s</text>\n</svg>"
                                .formatted(left, width, took(outcome.took())))
                .toString();
    }

    private static String mark(long x, int lane) {
        return "<rect class=\"death\" x=\"%d\" y=\"%d\" width=\"3\" height=\"16\" rx=\"1\"/>\n"
                .formatted(x - 1, 12 + 26 * lane);
    }

    private String time(String pattern, Instant at) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withZone(zone).format(at);
    }

    /** Text of a person, a machine or a file, as text of a page. */
    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String template() {
        try (InputStream page = Certificate.class.getResourceAsStream("certificate.html")) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
