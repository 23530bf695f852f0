package strata.skeleton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import strata.broker.Layers;
import strata.lessons.Card;
import strata.lessons.run.TestOutcome;
import strata.lessons.run.Verdict;

/** What a lab must keep: its holes and its tests go together, whichever of them is edited. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass(name = "{0}")
@MethodSource("labs")
@SuppressWarnings("NullAway.Init") // All is set before the first test of a lab.
final class LabGatesTest {

    @Parameter private Lab lab;

    private final Path root = Path.of(System.getProperty("strata.root"));
    private LabSuites suites;
    private List<TestOutcome> visible;
    private List<TestOutcome> hidden;

    /** All, or the one that {@code -Dstrata.lab=2} names. */
    static List<Lab> labs() {
        return LabSuites.labs();
    }

    @BeforeParameterizedClassInvocation
    void runBothSuitesOnTheSkeleton(Lab given, @TempDir Path scratch) throws IOException {
        suites = LabSuites.compile(root, given, scratch);
        visible = suites.runVisible(suites.skeletonClasses(), List.of());
        hidden = suites.runHidden(suites.skeletonClasses(), List.of());
    }

    @Test
    void theCommittedSkeletonIsTheOneThatTheReferenceGives() throws IOException {
        Map<String, String> wanted = SkeletonTree.cut(root, lab, step -> true);

        assertThat(SkeletonTree.differences(lab.labSources(root), wanted))
                .as("run ./strata skeleton; never edit %s by hand", lab.labSources(root))
                .isEmpty();
    }

    @Test
    void theReferenceIsTheRefilledSkeletonPlusItsMarkers() throws IOException {
        Map<String, String> refilled = SkeletonTree.cut(root, lab, step -> false);
        Map<String, String> reference = SkeletonTree.read(lab.referenceSources(root));

        reference.replaceAll((file, text) -> text.replaceAll(" *// LAB \\d.*\n", ""));
        assertThat(refilled).isEqualTo(reference);
    }

    @Test
    void everyStepHasAHole() throws IOException {
        String skeleton = String.join("\n", SkeletonTree.read(lab.labSources(root)).values());

        assertThat(lab.openSteps())
                .allSatisfy(
                        step ->
                                assertThat(skeleton)
                                        .containsPattern("Todo\\.step\\(\\s*\"" + step + "\""));
    }

    @Test
    void everyTestOfTheSkeletonMeetsAHoleOfItsStepOrAnEarlierOne() {
        assertThat(both()).isNotEmpty();
        assertThat(others(both(), this::meetsAHoleInTime)).isEmpty();
    }

    private boolean meetsAHoleInTime(TestOutcome outcome) {
        int hole = stepIndex(outcome.blockedBy());
        return (outcome.verdict() == Verdict.TODO || outcome.verdict() == Verdict.BLOCKED)
                && hole >= 1
                && hole <= stepIndex(outcome.test().step());
    }

    /** A student who is at step k has filled the holes up to it, and no later one. */
    @TestFactory
    Stream<DynamicTest> aStepPassesWhileEveryLaterHoleIsOpen() {
        return lab.openSteps().stream()
                .filter(step -> stepIndex(step) < lab.stepCount())
                .map(step -> DynamicTest.dynamicTest(step, () -> passesWithLaterHolesOpen(step)));
    }

    private void passesWithLaterHolesOpen(String step) throws IOException {
        Path layer = suites.variant("up-to-" + step, hole -> stepIndex(hole) > stepIndex(step));

        assertAllPass(suites.runAll(layer, List.of(step)));
    }

    @TestFactory
    Stream<DynamicTest> withOneHoleOpenItsTestsFailThereAndTheEarlierOnesPass() {
        return lab.openSteps().stream()
                .map(step -> DynamicTest.dynamicTest(step, () -> onlyItsTestsMeetTheHole(step)));
    }

    private void onlyItsTestsMeetTheHole(String step) throws IOException {
        Path layer = suites.variant("hole-" + step, step::equals);

        // Hidden tests take long, and those of earlier steps have passed with more holes open.
        List<TestOutcome> outcomes = new ArrayList<>(suites.runHidden(layer, List.of(step)));
        outcomes.addAll(suites.runVisible(layer, lab.steps().subList(0, stepIndex(step))));

        assertThat(outcomes).isNotEmpty();
        assertThat(others(outcomes, outcome -> isAsWithOneHole(outcome, step))).isEmpty();
    }

    private static boolean isAsWithOneHole(TestOutcome outcome, String step) {
        return outcome.test().step().equals(step)
                ? outcome.verdict() == Verdict.TODO && outcome.blockedBy().equals(step)
                : outcome.verdict() == Verdict.PASSED;
    }

    @Test
    void everyTestPassesOnTheReference() throws IOException {
        Path reference = suites.variant("reference", step -> false);

        assertAllPass(suites.runAll(reference, List.of()));
    }

    @Test
    void theLabWithItsHolesRefilledIsAWholeLayer(@TempDir Path temporary) throws IOException {
        Path room = lab.room(temporary);
        SkeletonTree.write(lab.labSources(temporary), SkeletonTree.cut(root, lab, step -> false));
        SkeletonTree.write(
                room.resolve("target"),
                SkeletonTree.read(lab.room(root).resolve("src/main/resources")));
        LabSuites.javac(
                SkeletonTree.read(lab.labSources(temporary)), room.resolve("target"), List.of());

        try (URLClassLoader classes = loader(room.resolve("target"), suites.below())) {
            assertThat(Layers.load(classes).toString()).endsWith(" " + lab.layer() + "=labs");
        }
        assertAllPass(suites.runVisible(room.resolve("target"), List.of()));
    }

    private static void assertAllPass(List<TestOutcome> outcomes) {
        assertThat(outcomes).isNotEmpty();
        assertThat(others(outcomes, outcome -> outcome.verdict() == Verdict.PASSED)).isEmpty();
    }

    /** The outcomes that are not as they should be, a line for each. */
    private static List<String> others(List<TestOutcome> outcomes, Predicate<TestOutcome> good) {
        return outcomes.stream().filter(good.negate()).map(LabGatesTest::line).toList();
    }

    private static String line(TestOutcome outcome) {
        Card card = outcome.card();
        return "%s of step %s: %s %s%s"
                .formatted(
                        outcome.test().id(),
                        outcome.test().step(),
                        outcome.verdict(),
                        outcome.blockedBy(),
                        card == null
                                ? ""
                                : "%s: expected %s, got %s"
                                        .formatted(card.what(), card.expected(), card.got()));
    }

    @Test
    void theSkeletonHasTheSignaturesOfTheReference(@TempDir Path scratch) throws Exception {
        Path reference = scratch.resolve("reference");
        LabSuites.javac(SkeletonTree.read(lab.referenceSources(root)), reference, List.of());

        assertThat(Signatures.of(suites.skeletonClasses()))
                .isNotEmpty()
                .isEqualTo(Signatures.of(reference));
    }

    private List<TestOutcome> both() {
        List<TestOutcome> both = new ArrayList<>(visible);
        both.addAll(hidden);
        return both;
    }

    /** From 1; 0 for no step of this lab. */
    private int stepIndex(String step) {
        return lab.steps().indexOf(step) + 1;
    }

    private static URLClassLoader loader(Path classes, List<Path> below) throws IOException {
        List<URL> urls = new ArrayList<>(List.of(classes.toUri().toURL()));
        for (Path layer : below) {
            urls.add(layer.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), LabGatesTest.class.getClassLoader());
    }
}
