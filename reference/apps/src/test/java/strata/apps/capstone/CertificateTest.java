package strata.apps.capstone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CertificateTest {
    private static final String OWN =
            "layers: log=labs segments=labs replication=labs groups=labs transactions=labs";
    private static final Instant BEGAN = Instant.parse("2026-11-23T14:00:00Z");

    private final Answer answer = new Answer();

    private Outcome outcome(String layers) {
        Kill node =
                new Kill(
                        new Strike(2, false, 100, 1_500),
                        BEGAN.plusSeconds(10),
                        "4711",
                        2_345,
                        1_234);
        Kill both =
                new Kill(
                        new Strike(3, true, 100, 200),
                        BEGAN.plusSeconds(30),
                        "4712, 4713",
                        3_456,
                        7_890);
        return new Outcome(
                layers,
                42,
                new Outcome.Span(BEGAN, Duration.ofSeconds(75)),
                List.of(node, both),
                new Outcome.Counted(answer, new TransactionCount(1_234, 5), List.of()));
    }

    private void read(String topic, String key, String value) {
        answer.claim(topic).read(key, value);
    }

    private void exact() {
        answer.take(new Event(Topics.ORDERS, "order-0", "soup", 60_000));
        answer.finish();
        read(Topics.ORDERS, "order-0", "soup");
        read(Topics.DISHES, "soup", "1");
    }

    private String page(String layers) {
        return new Certificate(outcome(layers), ZoneOffset.UTC).html();
    }

    @Test
    void itSaysWhatWasRunAndWhatWasSurvived() {
        exact();

        assertThat(page(OWN))
                .contains("Exactly once, through 2 deaths", "23 November 2026, 14:00")
                .contains(OWN, "a student&#39;s own, all of them")
                .contains("<dt>nodes killed</dt><dd>2</dd>")
                .contains("<dt>application killed</dt><dd>1</dd>")
                .contains("<dt>transactions committed</dt><dd>1,234</dd>")
                .contains("<dt>longest gap, only a node dead</dt><dd>1.2 s</dd>")
                .contains("<dt>longest gap, application dead</dt><dd>7.9 s</dd>")
                .contains("<dt>seed</dt><dd>42</dd>")
                .contains("14:00:30", "node 3 and the application", "4712, 4713")
                .contains("./strata capstone --layers log=labs,segments=labs")
                .contains("--kills 2 --seed 42")
                .doesNotContain("{{");
    }

    @Test
    void itNeedsNothingFromElsewhere() {
        exact();

        assertThat(page(OWN))
                .doesNotContain("http:", "https:", "src=", "url(", "<script", "@import", "<link");
    }

    @Test
    void itSaysWhoseLayersTheyAre() {
        exact();

        assertThat(page(OWN.replace("=labs", "=reference"))).contains("the reference&#39;s five");
        assertThat(page(OWN.replaceFirst("=labs", "=reference")))
                .contains("4 of these five layers");
    }

    @Test
    void textOfAFileIsTextOfThePage() {
        exact();

        assertThat(page("layers: <b>&\"")).contains("layers: &lt;b&gt;&amp;&quot;");
    }

    @Test
    void thereIsNoneForWhatIsNotExact() {
        exact();
        read(Topics.DISHES, "soup", "1");

        assertThat(outcome(OWN).isExact()).isFalse();
        assertThat(outcome(OWN).differences())
                .containsExactly("dish-count: soup: after 1 came 1: counted twice");
        assertThatThrownBy(() -> page(OWN)).isInstanceOf(IllegalArgumentException.class);
    }
}
