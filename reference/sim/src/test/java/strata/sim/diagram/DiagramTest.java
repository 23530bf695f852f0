package strata.sim.diagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import strata.sim.record.EventKind;
import strata.sim.record.RunEvent;
import strata.sim.record.RunRecord;

/** What can be said of the page without looking at it. */
class DiagramTest {
    @Test
    void aRemarkBetweenStepsHasNoNumber() {
        List<Card.Step> steps =
                List.of(Card.Step.of(Card.Step.REMARK, "left out"), Card.Step.of(1, "begins"));
        Card card = new Card("FAIL", "t", "i", "c", "f", steps, "", "");

        String html = Diagram.html(Samples.staleRead(), card);

        assertThat(html)
                .contains("<li class=\"remark\">left out</li>")
                .contains("<li data-number=\"1\">begins</li>");
    }

    @Test
    void theSampleHasAnEventOfEveryKind() {
        Set<EventKind> kinds = EnumSet.noneOf(EventKind.class);
        Samples.staleRead().events().stream().map(RunEvent::kind).forEach(kinds::add);

        assertThat(kinds).containsExactlyInAnyOrder(EventKind.values());
    }

    @Test
    void oneRunGivesOnePage() {
        RunRecord run = Samples.staleRead();

        String page = Diagram.html(run, Samples.staleReadCard(run));

        RunRecord again = Samples.staleRead();
        assertThat(page).isEqualTo(Diagram.html(again, Samples.staleReadCard(again)));
    }

    @Test
    void thePageFetchesNothing() {
        RunRecord run = Samples.staleRead();

        String page = Diagram.html(run, Samples.staleReadCard(run));

        assertThat(page).contains("default-src 'none'");
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:");
        assertThat(page).doesNotContain("@import", "url(", " src=", "fetch(", "XMLHttpRequest");
    }

    @Test
    void noTextOfARunCanBeMarkup() {
        String text = "</script><script>alert(1)</script>{{data}}<img src=x onerror=\"alert(2)\">";
        RunRecord run = Samples.hostile(text);
        Card card =
                new Card(text, text, text, text, text, List.of(Card.Step.of(1, text)), text, text);

        String page = Diagram.html(run, card);

        assertThat(page).doesNotContain("<script>alert", "<img", "onerror=\"");
        assertThat(page.split("</script>", -1)).hasSize(3);
    }

    @Test
    void theTableWithoutScriptsSaysHowManyOfHowManyItShows() {
        RunRecord run = Samples.large(5_000);
        Card card = new Card("PASS", "large", "", "", "", List.of(), "", "");

        String page = Diagram.html(run, card);

        assertThat(page).contains("What happened: the last 2,000 of 5,000 events");
    }

    @Test
    void aHundredThousandEventsTakeFewBytes() {
        RunRecord run = Samples.large(100_000);
        Card card = new Card("PASS", "large", "", "", "", List.of(), "", "");

        String page = Diagram.html(run, card);

        assertThat(page.length()).isLessThan(8_000_000);
    }
}
