package strata.sim.diagram;

import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import strata.sim.record.CausalPast;
import strata.sim.record.Field;
import strata.sim.record.Reach;
import strata.sim.record.Recorder;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;
import strata.sim.record.Sentence;

/** What a reader has without scripts: the card, and as a table what led to the broken claim. */
final class StaticPage {
    /** The most rows of the table: the last of them, as a past is read backwards. */
    static final int ROWS_MAX = 2_000;

    private final RunRecord record;
    private final Card card;
    private final StringBuilder out = new StringBuilder();

    private StaticPage(RunRecord record, Card card) {
        this.record = record;
        this.card = card;
    }

    /** What was claimed, and found. */
    static String claim(RunRecord record, Card card) {
        StaticPage page = new StaticPage(record, card);
        if (!card.claim().isEmpty()) {
            page.element("div", "invariant", "broken: " + card.invariant());
            page.element("p", "claim", card.claim());
        }
        if (!card.found().isEmpty()) {
            page.element("p", "found", card.found());
        }
        return page.out.toString();
    }

    static String steps(RunRecord record, Card card) {
        StaticPage page = new StaticPage(record, card);
        page.tellSteps();
        return page.out.toString();
    }

    static String rerun(Card card) {
        return card.rerun().isEmpty()
                ? ""
                : "<h2>Run it again</h2><div class=\"rerun-line\"><code id=\"rerun\">"
                        + Markup.escaped(card.rerun())
                        + "</code><button type=\"button\" id=\"copy\" class=\"live-only\">copy"
                        + "</button></div>";
    }

    static String whole(Card card) {
        return card.whole().isEmpty()
                ? ""
                : "<details><summary>As the terminal tells it</summary><pre>"
                        + Markup.escaped(card.whole())
                        + "</pre></details>";
    }

    static String table(RunRecord record, Card card) {
        StaticPage page = new StaticPage(record, card);
        page.tabulate();
        return page.out.toString();
    }

    private void tellSteps() {
        if (card.steps().isEmpty()) {
            return;
        }
        out.append("<h2>What happened</h2><ol class=\"told\">");
        for (Card.Step step : card.steps()) {
            String text = Markup.escaped(step.text());
            out.append(
                    step.number() == Card.Step.REMARK
                            ? "<li class=\"remark\">"
                            : "<li data-number=\"" + step.number() + "\">");
            if (step.event() == Recorder.NONE) {
                out.append(text);
            } else {
                out.append("<button type=\"button\" data-goto=\"")
                        .append(step.event())
                        .append("\">")
                        .append(text)
                        .append("</button>");
            }
            out.append("</li>");
        }
        out.append("</ol>");
    }

    private void tabulate() {
        BitSet chosen = new BitSet();
        int broken = record.broken();
        if (broken == Recorder.NONE) {
            chosen.set(0, record.events().size());
        } else {
            chosen = CausalPast.of(record, broken, Reach.KNOWLEDGE);
        }
        int all = chosen.cardinality();
        int first = chosen.nextSetBit(0);
        for (int left = all; left > ROWS_MAX; left--) {
            first = chosen.nextSetBit(first + 1);
        }
        out.append("<table><caption>")
                .append(captionOf(all, broken != Recorder.NONE))
                .append("</caption><thead><tr>");
        for (String name :
                List.of("#", "seconds", "step", "what happened", "holds", "because of")) {
            out.append("<th scope=\"col\">").append(name).append("</th>");
        }
        out.append("</tr></thead><tbody>\n");
        for (int i = first; i >= 0; i = chosen.nextSetBit(i + 1)) {
            row(record.events().get(i));
        }
        out.append("</tbody></table>");
    }

    private String captionOf(int all, boolean isPast) {
        int shown = Math.min(all, ROWS_MAX);
        return String.format(
                Locale.ROOT,
                "%s: %s%,d of %,d events. With scripts allowed this page draws all of them.",
                isPast ? "What led to the broken claim" : "What happened",
                shown < all ? "the last " : "",
                shown,
                record.events().size());
    }

    private void row(RunEvent event) {
        out.append("<tr class=\"")
                .append(event.kind().name())
                .append("\" data-event=\"")
                .append(event.index())
                .append("\"><td class=\"number\">")
                .append(event.index())
                .append("</td><td class=\"number\">")
                .append(Sentence.seconds(event.timeUs()))
                .append("</td><td class=\"number\">")
                .append(stepOf(event.index()))
                .append("</td><td>")
                .append(Markup.escaped(Sentence.of(record, event.index())))
                .append("</td><td class=\"holds\">");
        String separator = "";
        for (Field field : event.fields()) {
            out.append(Markup.escaped(separator + field.name() + "=" + field.value()));
            separator = ", ";
        }
        out.append("</td><td class=\"number\">")
                .append(event.cause() == Recorder.NONE ? "" : String.valueOf(event.cause()))
                .append("</td></tr>\n");
    }

    private String stepOf(int event) {
        for (Card.Step step : card.steps()) {
            if (step.event() == event && step.number() != Card.Step.REMARK) {
                return String.valueOf(step.number());
            }
        }
        return "";
    }

    private void element(String name, String styled, String text) {
        out.append('<').append(name).append(" class=\"").append(styled).append("\">");
        out.append(Markup.escaped(text)).append("</").append(name).append('>');
    }
}
