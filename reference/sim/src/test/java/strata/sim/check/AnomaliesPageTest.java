package strata.sim.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import strata.sim.Verdict;

/**
 * The histories of docs/simulator/anomalies.md show what the page says, and its tables are true.
 */
final class AnomaliesPageTest {
    private static final Pattern HISTORY =
            Pattern.compile(
                    "<!-- shows: (\\S+)( \\(legal\\))? -->\n```text\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LESSON =
            Pattern.compile(
                    "<!-- lesson of the first (\\S+) -->\n```text\n(.*?)\n```", Pattern.DOTALL);
    private static final Pattern ROW =
            Pattern.compile("^\\| \\[(\\S+)]\\(#(\\S+)\\) \\|(.*)\\|$", Pattern.MULTILINE);
    private static final Pattern WORD = Pattern.compile("`([A-Z_]+)`");

    private String page = "";
    private List<Shown> histories = List.of();

    private record Shown(String anomaly, boolean legal, String text) {}

    @BeforeEach
    void readThePage() throws IOException {
        page = Files.readString(pageFile());
        histories = new ArrayList<>();
        Matcher found = HISTORY.matcher(page);
        while (found.find()) {
            histories.add(new Shown(found.group(1), found.group(2) != null, found.group(3)));
        }
    }

    @Test
    void everyHistoryShowsJustWhatThePageSays() {
        for (Shown shown : histories) {
            CheckReport report = Checker.check(OperationText.parse(shown.text));

            List<String> names = report.anomalies().stream().map(Anomaly::label).toList();
            boolean clean = shown.anomaly.equals("nothing");
            assertThat(names)
                    .as(shown + report.told())
                    .isEqualTo(clean ? List.of() : List.of(shown.anomaly));
            assertThat(report.verdict())
                    .as(shown.toString())
                    .isEqualTo(
                            clean ? Verdict.PASS : shown.legal ? Verdict.EXPECTED : Verdict.FAIL);
        }
    }

    @Test
    void everyAnomalyHasASectionWithItsOwnHistory() {
        // A fence that is no history or lesson would be looked at by nobody.
        assertThat(page.split("```text", -1)).hasSize(1 + histories.size() + 1);
        for (Anomaly anomaly : Anomaly.values()) {
            int start = page.indexOf("### " + anomaly.label() + "\n");
            assertThat(start).as(anomaly.label()).isPositive();
            int end = page.indexOf("\n## ", start);
            int next = page.indexOf("\n### ", start);
            String section = page.substring(start, next < 0 ? end : Math.min(next, end));
            assertThat(section).contains("<!-- shows: " + anomaly.label());
        }
    }

    @Test
    void theTableOfWhatIsLegalIsTheCheckersOwn() {
        Set<Anomaly> rows = EnumSet.noneOf(Anomaly.class);
        Matcher row = ROW.matcher(page);
        while (row.find()) {
            Anomaly anomaly = named(row.group(1));
            rows.add(anomaly);
            Set<Excuse> excuses = EnumSet.noneOf(Excuse.class);
            Matcher word = WORD.matcher(row.group(3));
            while (word.find()) {
                excuses.add(Excuse.valueOf(word.group(1)));
            }
            assertThat(excuses).as(anomaly.label()).isEqualTo(Legality.of(anomaly));
        }
        assertThat(rows).containsExactlyInAnyOrder(Anomaly.values());
        for (Excuse excuse : Excuse.values()) {
            assertThat(page).contains("\n| `" + excuse + "` |");
        }
    }

    @Test
    void theLessonOnThePageIsWhatTheCheckerSays() {
        Matcher lesson = LESSON.matcher(page);

        assertThat(lesson.find()).isTrue();
        Shown first =
                histories.stream()
                        .filter(shown -> shown.anomaly.equals(lesson.group(1)))
                        .findFirst()
                        .orElseThrow();
        CheckReport report = Checker.check(OperationText.parse(first.text));
        assertThat(report.told()).isEqualTo(lesson.group(2));
    }

    private static Anomaly named(String label) {
        for (Anomaly anomaly : Anomaly.values()) {
            if (anomaly.label().equals(label)) {
                return anomaly;
            }
        }
        throw new AssertionError("no anomaly is named " + label);
    }

    private static Path pageFile() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/simulator/anomalies.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder.resolve("docs/simulator/anomalies.md");
    }
}
