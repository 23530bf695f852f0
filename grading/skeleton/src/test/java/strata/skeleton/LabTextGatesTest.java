package strata.skeleton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import strata.lessons.run.TestOutcome;

/** What the course says about a lab must keep: tests, points, hints and pages for every step. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass(name = "{0}")
@MethodSource("labs")
@SuppressWarnings("NullAway.Init") // All is set before the first test of a lab.
final class LabTextGatesTest {
    private static final int VISIBLE_TESTS_MIN = 30;
    private static final int HIDDEN_TESTS_MIN = 25;
    private static final int POINTS_OF_A_LAB = 100;
    private static final int POINTS_OF_A_TEST_MAX = 5;
    private static final Set<String> LEVELS = Set.of("Nudge", "Concept", "Nearly there");

    @Parameter private Lab lab;

    private final Path root = Path.of(System.getProperty("strata.root"));
    private List<TestOutcome> visible;
    private List<TestOutcome> hidden;

    /** All, or the one that {@code -Dstrata.lab=2} names. */
    static List<Lab> labs() {
        return LabSuites.labs();
    }

    @BeforeParameterizedClassInvocation
    void runBothSuitesOnTheSkeleton(Lab given, @TempDir Path scratch) throws IOException {
        LabSuites suites = LabSuites.compile(root, given, scratch);
        visible = suites.runVisible(suites.skeletonClasses(), List.of());
        hidden = suites.runHidden(suites.skeletonClasses(), List.of());
    }

    @Test
    void everyStepHasVisibleAndHiddenTests() {
        assertThat(stepsOf(visible)).as("visible").isEqualTo(new TreeSet<>(lab.openSteps()));
        assertThat(stepsOf(hidden)).as("hidden").isEqualTo(new TreeSet<>(lab.openSteps()));
        assertThat(visible).hasSizeGreaterThanOrEqualTo(ofOpenSteps(VISIBLE_TESTS_MIN));
        assertThat(hidden).hasSizeGreaterThanOrEqualTo(ofOpenSteps(HIDDEN_TESTS_MIN));
    }

    @Test
    void pointsOfAWholeLabAddUpToAHundred() {
        if (lab.isWhole()) {
            assertThat(points(visible) + points(hidden)).isEqualTo(POINTS_OF_A_LAB);
        } else {
            assertThat(points(visible) + points(hidden)).isLessThan(POINTS_OF_A_LAB);
        }
        assertThat(both())
                .allSatisfy(
                        outcome ->
                                assertThat(outcome.test().points())
                                        .as(outcome.test().id())
                                        .isBetween(1, POINTS_OF_A_TEST_MAX));
    }

    @Test
    void theTextsTellThePointsThatTheTestsHave() throws IOException {
        String text = Files.readString(lab.room(root).resolve("README.md"));
        for (String step : lab.openSteps()) {
            int points =
                    points(visible.stream().filter(o -> o.test().step().equals(step)).toList());
            assertThat(text)
                    .contains("`./strata test %s` (%d points)".formatted(step, points))
                    .containsPattern("\\| \\[%s]\\(.*\\| %d \\|".formatted(step, points));
        }
        if (lab.isWhole()) {
            assertThat(text)
                    .contains("| **%d** |".formatted(points(visible)))
                    .contains("The hidden tests have %d points more".formatted(points(hidden)));
            assertThat(Files.readString(root.resolve("docs/instructor.md")))
                    .containsPattern(
                            "\\| \\[%d [a-z ]+]\\(labs/%s.md\\) \\| %d \\| %d \\| %d \\|"
                                    .formatted(
                                            lab.number(),
                                            lab.folder(),
                                            POINTS_OF_A_LAB,
                                            points(visible),
                                            points(hidden)));
        }
    }

    @Test
    void idsOfTestsAreUnique() {
        assertThat(both()).extracting(outcome -> outcome.test().id()).doesNotHaveDuplicates();
    }

    @Test
    void theListOfTheCoursesTestsHasAllOfThem() throws IOException {
        Set<String> classes = new TreeSet<>();
        visible.forEach(outcome -> classes.add(outcome.test().id().replaceFirst("\\..*", "")));

        assertThat(Files.readAllLines(lab.room(root).resolve("tests.txt")))
                .filteredOn(line -> !line.startsWith("#"))
                .containsExactlyInAnyOrderElementsOf(classes);
    }

    @Test
    void everyStepHasHintsOfThreeLevels() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (String step : lab.openSteps()) {
            Path file = lab.room(root).resolve("hints").resolve(step + ".md");
            if (!Files.exists(file)) {
                wrong.add(file + " is missing");
            } else {
                Map<String, String> sections = sections(Files.readString(file));
                if (!sections.keySet().equals(LEVELS)) {
                    wrong.add(file + " has sections " + sections.keySet());
                }
                sections.forEach(
                        (name, words) -> {
                            if (words.isBlank()) {
                                wrong.add(file + ": " + name + " is empty");
                            }
                        });
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyFailureCodeHasAPage() throws IOException {
        Set<String> wrong = new TreeSet<>();
        for (TestOutcome outcome : both()) {
            String code = outcome.test().code();
            Path page = root.resolve("docs/failures").resolve(code + ".md");
            if (!Files.exists(page) || !Files.readString(page).contains(code)) {
                wrong.add(page + " does not explain " + code + ", the code of tests");
            }
        }
        assertThat(both()).isNotEmpty();
        assertThat(wrong).isEmpty();
    }

    @Test
    void everyRuleThatATestCitesIsInTheLabsText() throws IOException {
        String text = Files.readString(lab.room(root).resolve("README.md"));

        assertThat(both())
                .allSatisfy(
                        outcome ->
                                assertThat(outcome.test().rules())
                                        .as(outcome.test().id())
                                        .isNotEmpty()
                                        .allMatch(rule -> text.contains("- **" + rule + "** ")));
    }

    @Test
    void theListOfFailureCodesIsThatOfTheirPages() throws IOException {
        Path folder = root.resolve("docs/failures");
        List<String> rows = new ArrayList<>();
        try (Stream<Path> pages = Files.list(folder)) {
            for (Path page : pages.filter(LabTextGatesTest::isOfACode).sorted().toList()) {
                String code = page.getFileName().toString().replace(".md", "");
                String heading = Files.readAllLines(page).get(0).replace("# " + code + ": ", "");
                rows.add("| [%s](%s.md) | %s |".formatted(code, code, heading));
            }
        }

        assertThat(Files.readAllLines(folder.resolve("README.md")))
                .filteredOn(line -> line.startsWith("| ["))
                .isEqualTo(rows);
    }

    /** The share of the steps that are open. */
    private int ofOpenSteps(int whole) {
        return whole * lab.openCount() / lab.stepCount();
    }

    private static boolean isOfACode(Path page) {
        return page.getFileName().toString().matches("[A-Z]+-\\d+\\.md");
    }

    private List<TestOutcome> both() {
        List<TestOutcome> both = new ArrayList<>(visible);
        both.addAll(hidden);
        return both;
    }

    private static Set<String> stepsOf(List<TestOutcome> outcomes) {
        Set<String> steps = new TreeSet<>();
        outcomes.forEach(outcome -> steps.add(outcome.test().step()));
        return steps;
    }

    private static int points(List<TestOutcome> outcomes) {
        return outcomes.stream().mapToInt(outcome -> outcome.test().points()).sum();
    }

    /** The sections under headings of level two. */
    private static Map<String, String> sections(String markdown) {
        Map<String, String> sections = new TreeMap<>();
        String[] parts = ("\n" + markdown).split("\n## ", -1);
        for (int i = 1; i < parts.length; i++) {
            String[] headingAndText = parts[i].split("\n", 2);
            sections.put(
                    headingAndText[0].trim(), headingAndText.length == 2 ? headingAndText[1] : "");
        }
        return sections;
    }
}
