package strata.sim.diagram;

import static org.assertj.core.api.Assertions.assertThat;

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
import strata.sim.record.Reach;
import strata.sim.record.RunRecord;

/** The page in a real browser, used as a reader uses it. */
class DiagramBrowserTest {
    private static final RunRecord RUN = Samples.staleRead();

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
    void whoTookPartHasAColumnAndEachMessageAnArrow() {
        browser.press("a");

        assertThat(browser.texts(".head-column .head-who b"))
                .containsExactly("p1", "p2", "n1", "n2", "n3");
        assertThat(browser.number("#stage .arrow")).isEqualTo(Samples.STALE_READ_MESSAGES);
        assertThat(browser.number("#stage .arrow.lost")).isEqualTo(2);
        assertThat(browser.number("#stage .arrow.late")).isEqualTo(1);
        assertThat(browser.number("#stage .bar.answered")).isEqualTo(3);
        assertThat(browser.number("#stage .bar.unknown")).isEqualTo(1);
        assertThat(browser.number("#stage .mark")).isEqualTo(RUN.events().size());
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void lostAndLateMessagesLookUnlikeOthers() {
        List<String> looks = new ArrayList<>();
        for (String kind : List.of("sent", "lost", "late")) {
            looks.add(
                    browser.value(
                                    "(() => { const s = getComputedStyle(document.querySelector("
                                            + "'#stage .arrow."
                                            + kind
                                            + " .shaft')); return s.stroke + s.strokeDasharray +"
                                            + " s.strokeWidth; })()")
                            .asText());
        }

        assertThat(looks).doesNotHaveDuplicates();
    }

    @Test
    void hoverShowsTheFieldsOfAMessage() {
        browser.press("a");

        browser.hover(".arrow[data-from='n2'][data-to='n3'] .hit");

        assertThat(browser.value("document.getElementById('tip').hidden").asBoolean()).isFalse();
        assertThat(browser.text("#tip")).contains("n2 sends Vote to n3");
        assertThat(browser.texts("#tip dt")).containsExactly("epoch", "candidate");
        assertThat(browser.texts("#tip dd")).containsExactly("2", "n2");
    }

    @Test
    void hoverOnARowShowsItsEvent() {
        browser.press("a");
        browser.press("Home");
        browser.press("Escape");
        int note = Samples.find(RUN, "no word");

        browser.hover("[data-mark='" + note + "']");

        assertThat(browser.text("#tip")).contains("n2 notes: no word from the primary, I stand");
    }

    @Test
    void keysGoFromEventToEventAndToCauses() {
        browser.press("a");
        browser.press("Home");
        assertThat(browser.text("#details")).contains("#0 ").contains("n1 starts: life 1");
        browser.press("ArrowDown");
        assertThat(browser.text("#details")).contains("#1 ").contains("epoch 1");
        browser.press("c");
        assertThat(browser.text("#details")).contains("#0 ");

        browser.press("b");

        int broken = RUN.broken();
        assertThat(browser.text("#details")).contains("#" + broken).contains("BROKEN stale-read");
        assertThat(browser.text("#said")).contains("x = 1, although x = 2");
        assertThat(
                        browser.value(
                                        "document.getElementById('stage').getAttribute("
                                                + "'aria-activedescendant')")
                                .asText())
                .isEqualTo("event-" + broken);
        browser.press("k");
        assertThat(browser.text("#details")).contains("#" + (broken - 1));
        browser.press("k");
        browser.press("ArrowRight");
        assertThat(browser.text("#details .details-words")).startsWith("n1");
    }

    @Test
    void everyKeyOfTheListIsThere() {
        browser.press("?");

        assertThat(browser.value("document.getElementById('help').open").asBoolean()).isTrue();
        assertThat(browser.texts("#keys dt")).hasSize(17).anyMatch(keys -> keys.contains("End"));
        browser.press("Escape");
        browser.await("!document.getElementById('help').open");
    }

    @Test
    void searchFindsWhatFieldsSay() {
        browser.press("a");
        browser.click("#query");
        browser.type("replicate epoch=2 value=2");
        browser.await("document.getElementById('matches').textContent !== ''");
        assertThat(browser.text("#matches")).isEqualTo("4 matches");

        browser.press("Enter");

        assertThat(browser.text("#matches")).isEqualTo("1 of 4 matches");
        assertThat(browser.text("#details")).contains("n2 sends Replicate to n3");
        browser.press("Enter");
        assertThat(browser.text("#matches")).isEqualTo("2 of 4 matches");
    }

    @Test
    void theBreakIsMarkedAndWhatHasNoPartInItIsFaint() {
        assertThat(browser.text("#stage .mark.BROKEN")).contains("BROKEN: stale-read");
        assertThat(browser.text("#stage .mark.strays")).contains("n1 answers although");

        browser.click("[data-past='mark']");

        int past = pastOf(RUN.broken(), Reach.KNOWLEDGE).size();
        assertThat(browser.number("#stage .mark:not(.faint)")).isEqualTo(past);
        assertThat(browser.number("#stage .mark.faint")).isEqualTo(RUN.events().size() - past);
        browser.click("[data-past='off']");
        assertThat(browser.number("#stage .mark.faint")).isZero();
    }

    @Test
    void aPictureOfOnePastHasTheColumnsInWhichItHappened() {
        browser.press("t");
        browser.click(
                "[data-event='" + Samples.find(RUN, "n2 receives Replicate from n1") + "'] button");
        browser.press("p");
        choose("#reach", "CAUSES");
        browser.press("t");

        browser.click("[data-past='only']");

        assertThat(browser.texts(".head-column .head-who b")).containsExactly("p1", "n1", "n2");
        assertThat(browser.text("#status")).contains("no part in it: p2, n3");
    }

    @Test
    void aKindThatIsHiddenIsSaidToBeHidden() {
        browser.press("a");

        browser.click("[data-group='MESSAGES']");

        assertThat(browser.number("#stage .arrow")).isZero();
        assertThat(browser.text("#status"))
                .startsWith("45 of 82 events shown")
                .contains("messages hidden (37)");
        browser.click("#show-all");
        assertThat(browser.text("#status")).isEqualTo("82 of 82 events shown");
    }

    @Test
    void theHeadSaysHowEverybodyIsAtTheCursor() {
        browser.press("a");
        browser.press("Home");
        assertThat(browser.text("[data-column='n3'] .head-life")).isEmpty();
        assertThat(browser.text("[data-column='n1']")).contains("epoch–");

        browser.press("b");

        assertThat(browser.text("[data-column='n1']")).contains("epoch1").contains("primary");
        assertThat(browser.text("[data-column='n2']")).contains("epoch2").contains("hw2");
        assertThat(browser.text("[data-column='n3'] .head-life")).isEqualTo("down");
    }

    @Test
    void aStepOfTheStoryShowsItsEvent() {
        browser.click("ol.told li:nth-child(2) button");

        assertThat(browser.text("#details")).contains("n2 now has role primary, before backup");
        assertThat(browser.texts("#stage text.step")).contains("2");
    }

    @Test
    void zoomAndTrueTimeChangeThePictureAndKeepTheEvents() {
        browser.press("a");
        int before = browser.value("document.getElementById('picture-box').offsetHeight").asInt();
        browser.press("+");
        assertThat(browser.value("document.getElementById('picture-box').offsetHeight").asInt())
                .isGreaterThan(before);

        browser.press("s");

        assertThat(browser.text("#status")).startsWith("82 of 82 events shown");
        assertThat(browser.value("document.getElementById('scale').ariaPressed").asText())
                .isEqualTo("true");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void darkAndLightAsTheReaderPrefersAndAsTheyChoose() {
        String background = "getComputedStyle(document.documentElement).backgroundColor";
        String light = browser.value(background).asText();
        browser.prefer("dark");
        String dark = browser.value(background).asText();
        assertThat(dark).isNotEqualTo(light);

        browser.press("d");

        assertThat(browser.value(background).asText()).isEqualTo(light);
    }

    @Test
    void onAPhoneThePictureFitsAndTheClaimIsInSight() {
        browser.size(390, 844, true);
        browser.open(page);

        assertThat(browser.value("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(390);
        assertThat(browser.text("#unfold")).contains("stale-read");
        assertThat(
                        browser.value("document.getElementById('side-body').offsetParent === null")
                                .asBoolean())
                .isTrue();
        assertThat(browser.value("document.getElementById('stage').clientHeight").asInt())
                .isGreaterThan(400);
        assertThat(browser.number("#stage .arrow")).isPositive();
    }

    @Test
    void thePageAsksTheWorldForNothingButItself() {
        assertThat(browser.requests()).hasSize(1).allMatch(url -> url.startsWith("file:"));
    }

    @Test
    void aHundredThousandEventsLoadAndScrollWithinSeconds() {
        RunRecord run = Samples.large(100_000);
        Card card = new Card("PASS", "large", "", "", "", List.of(), "", "");
        Path file = written("large", run, card);

        long startNs = System.nanoTime();
        browser.open(file);
        browser.await("document.querySelectorAll('#stage .mark').length > 20");
        long loadedMs = (System.nanoTime() - startNs) / 1_000_000;

        assertThat(loadedMs).as("milliseconds to the first picture").isLessThan(8_000);
        assertThat(browser.text("#status")).isEqualTo("100,000 of 100,000 events shown");
        assertThat(browser.number("#stage .mark")).isLessThan(1_000);
        scrubsToTheMiddle();
        // The keys are the picture's again once the strip has lost the focus.
        browser.click("#status");
        browser.press("End");
        assertThat(browser.text("#details")).contains("#99999");
        long searchNs = System.nanoTime();
        browser.click("#query");
        browser.type("position=33333");
        browser.await("document.getElementById('matches').textContent === '2 matches'");
        assertThat((System.nanoTime() - searchNs) / 1_000_000).isLessThan(8_000);
        System.out.println("100,000 events: first picture after " + loadedMs + " ms");
    }

    private void scrubsToTheMiddle() {
        double[] middle = browser.middleOf("#overview-box");
        browser.drag(new double[] {middle[0], middle[1] - 200}, middle);
        browser.await(
                "[...document.querySelectorAll('#stage [data-mark]')].some((e) =>"
                        + " Math.abs(e.dataset.mark - 50000) < 500)");
        assertThat(browser.number("#stage .mark")).isBetween(20, 1_000);
    }

    private static void choose(String selector, String value) {
        browser.value(
                "(() => { const e = document.querySelector('"
                        + selector
                        + "'); e.value = '"
                        + value
                        + "'; e.dispatchEvent(new Event('change')); })()");
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
