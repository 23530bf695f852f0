package strata.sim.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.sim.record.CausalPast;
import strata.sim.record.Field;
import strata.sim.record.Reach;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;
import strata.sim.record.Sentence;

/** The page's text form, and what must hold whatever a run holds, in a real browser. */
class DiagramTextBrowserTest {
    private static final RunRecord RUN = Samples.staleRead();
    private static final String ROWS = "#text tr[data-event]";

    @TempDir static Path directory;
    private static Browser browser;
    private static Path page;

    @BeforeAll
    static void open() {
        browser = Browser.start();
        page = written("stale-read", RUN, Samples.staleReadCard(RUN));
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void atADesk() {
        browser.allowScripts(true);
        browser.size(1400, 1200, false);
        browser.prefer("light");
        browser.open(page);
    }

    @Test
    void theTextFormHasEveryEvent() {
        browser.press("a");
        browser.press("t");

        List<String> expected = new ArrayList<>();
        for (RunEvent event : RUN.events()) {
            List<String> fields = new ArrayList<>();
            for (Field field : event.fields()) {
                fields.add(field.name() + "=" + field.value());
            }
            expected.add(
                    event.index()
                            + "|"
                            + Sentence.seconds(event.timeUs())
                            + "|"
                            + Sentence.of(RUN, event.index())
                            + "|"
                            + String.join(", ", fields)
                            + "|"
                            + (event.cause() < 0 ? "" : event.cause()));
        }
        assertThat(tableLines()).isEqualTo(expected);
        assertThat(browser.text("#text caption"))
                .isEqualTo("Events 1 to 82 of 82 shown, 82 in all");
    }

    @Test
    void withoutScriptsThereIsTheCardAndWhatLedToTheBrokenClaim() {
        browser.allowScripts(false);
        browser.open(page);

        assertThat(tableEvents()).isEqualTo(pastOf(RUN.broken(), Reach.KNOWLEDGE));
        for (String line : tableLines()) {
            int event = Integer.parseInt(line.substring(0, line.indexOf('|')));
            assertThat(line).contains("|" + Sentence.of(RUN, event) + "|");
        }
        assertThat(browser.text("#card"))
                .contains("A read sees the last write that was acknowledged")
                .contains("./strata sim --scenario register-paused-primary --seeds 41..41");
        assertThat(browser.number("ol.told li")).isEqualTo(5);
        assertThat(
                        browser.value(
                                        "[...document.querySelectorAll('.live-only')].every("
                                                + "(e) => e.getClientRects().length === 0)")
                                .asBoolean())
                .as("nothing that needs scripts is shown")
                .isTrue();
    }

    @Test
    void thePastInThePageIsThePastOfTheRecord() {
        browser.press("t");
        browser.click("[data-past='only']");
        for (Reach reach : Reach.values()) {
            choose("#reach", reach.name());

            assertThat(tableEvents()).as(reach.name()).isEqualTo(pastOf(RUN.broken(), reach));
        }
        int stale = Samples.find(RUN, "n1 sends Reply to p2");
        browser.press("a");
        browser.click("[data-event='" + stale + "'] button");
        browser.press("p");
        browser.click("[data-past='only']");
        for (Reach reach : Reach.values()) {
            choose("#reach", reach.name());

            assertThat(tableEvents()).as(reach.name()).isEqualTo(pastOf(stale, reach));
        }
    }

    @Test
    void noTextOfARunCanDoHarm() {
        String text =
                "</script><script>window.harmed = 1</script><img src=x onerror='window.harmed = 2'>"
                        + "<!-- ]]> {{data}} \u2028 \ud800 \u0000 & \" '";
        RunRecord run = Samples.hostile(text);
        Card card =
                new Card(
                        text,
                        text,
                        text,
                        text,
                        text,
                        List.of(new Card.Step(1, text, 1)),
                        text,
                        text);

        browser.open(written("hostile", run, card));
        browser.press("t");
        browser.press("a");
        browser.click("#text [data-event='1'] button");

        assertThat(browser.value("typeof window.harmed").asText()).isEqualTo("undefined");
        assertThat(browser.number("img")).isZero();
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.text("#details")).contains("<img src=x onerror='window.harmed = 2'>");
        assertThat(tableEvents()).hasSize(run.events().size());
    }

    private static void choose(String selector, String value) {
        browser.value(
                "(() => { const e = document.querySelector('"
                        + selector
                        + "'); e.value = '"
                        + value
                        + "'; e.dispatchEvent(new Event('change')); })()");
    }

    private static List<String> tableLines() {
        JsonNode lines =
                browser.value(
                        "[...document.querySelectorAll('"
                                + ROWS
                                + "')].map((r) => [0, 1, 3, 4, 5].map((c) =>"
                                + " r.cells[c].textContent).join('|'))");
        List<String> found = new ArrayList<>();
        lines.forEach(line -> found.add(line.asText()));
        return found;
    }

    private static List<Integer> tableEvents() {
        List<Integer> found = new ArrayList<>();
        browser.value(
                        "[...document.querySelectorAll('"
                                + ROWS
                                + "')].map((r) => Number(r.dataset.event))")
                .forEach(event -> found.add(event.asInt()));
        return found;
    }

    private static List<Integer> pastOf(int event, Reach reach) {
        return CausalPast.of(RUN, event, reach).stream().boxed().toList();
    }

    private static Path written(String name, RunRecord run, Card card) {
        try {
            return Files.writeString(directory.resolve(name + ".html"), Diagram.html(run, card));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
