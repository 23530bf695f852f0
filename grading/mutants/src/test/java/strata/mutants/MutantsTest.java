package strata.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import strata.lessons.run.TestOutcome;
import strata.lessons.run.Verdict;

/** Every mutant of a lab dies, by the test that names it. */
@ParameterizedClass(name = "{0}")
@MethodSource("labs")
final class MutantsTest {
    private static final Path ROOT = Path.of(System.getProperty("strata.root", "../.."));
    private static final Path ALL = ROOT.resolve("grading/mutants/src/main/resources/mutants");
    private static final List<String> SALTS = List.of("spring", "autumn", "2031", "x");

    private final String lab;
    private final List<Mutant> mutants;
    private final Matrix matrix = new Matrix();

    MutantsTest(String lab) {
        this.lab = lab;
        this.mutants = Mutants.in(ALL.resolve(lab));
    }

    /** All labs, or the one that {@code -Dstrata.lab=2} names. */
    static List<String> labs() throws IOException {
        String only = System.getProperty("strata.lab", "");
        try (Stream<Path> folders = Files.list(ALL)) {
            return folders.map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> only.isEmpty() || name.startsWith("0" + only + "-"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyStepHasTwoMutantsAtLeast() throws IOException {
        Map<String, Integer> perStep = new TreeMap<>();
        mutants.forEach(mutant -> perStep.merge(mutant.step(), 1, Integer::sum));

        assertThat(perStep.keySet()).isEqualTo(stepsWithHints());
        assertThat(perStep)
                .allSatisfy((step, count) -> assertThat(count).isGreaterThanOrEqualTo(2));
    }

    /** The steps that students can work on. */
    private Set<String> stepsWithHints() throws IOException {
        try (Stream<Path> hints = Files.list(ROOT.resolve("labs").resolve(lab).resolve("hints"))) {
            return hints.map(page -> String.valueOf(page.getFileName()).replace(".md", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    // A minute for the largest lab on an idle machine.
    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void everyMutantDiesByTheTestThatNamesIt(@TempDir Path scratch) throws IOException {
        Workshop workshop = new Workshop(ROOT, lab, scratch);
        for (Mutant mutant : mutants) {
            Path layers = workshop.compile(mutant);
            List<String> only = List.of(mutant.diesBy());
            List<TestOutcome> named = workshop.run(layers, only, mutant.loops(), "");
            if (!matrix.diesBy(mutant, named)) {
                // Whether it lives or has the wrong name, any other test can tell.
                matrix.note(mutant, workshop.run(layers, List.of(), mutant.loops(), ""));
            }
        }
        assertDead();
    }

    @Test
    void theReferencePassesTheTestsThatTheMutantsName(@TempDir Path scratch) {
        Workshop workshop = new Workshop(ROOT, lab, scratch);
        List<String> named = mutants.stream().map(Mutant::diesBy).distinct().toList();

        List<TestOutcome> outcomes = workshop.run(workshop.reference(), named, false, "");

        assertThat(outcomes).hasSameSizeAs(named);
        assertThat(outcomes).extracting(TestOutcome::verdict).containsOnly(Verdict.PASSED);
    }

    /** Chance has no part in it. */
    @Test
    @Tag("long")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyMutantDiesUnderEverySalt(@TempDir Path scratch) throws IOException {
        Workshop workshop = new Workshop(ROOT, lab, scratch);
        for (Mutant mutant : mutants) {
            Path layers = workshop.compile(mutant);
            for (String salt : SALTS) {
                List<String> only = List.of(mutant.diesBy());
                matrix.diesBy(mutant, workshop.run(layers, only, mutant.loops(), salt));
            }
        }
        assertDead();
    }

    /** The whole matrix, in target/mutants-LAB.txt: which of all tests kill which mutant. */
    @Test
    @Tag("long")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void theWholeMatrixIsWrittenDown(@TempDir Path scratch) throws IOException {
        Workshop workshop = new Workshop(ROOT, lab, scratch);
        for (Mutant mutant : mutants) {
            Path layers = workshop.compile(mutant);
            matrix.note(mutant, workshop.run(layers, List.of(), mutant.loops(), ""));
        }
        assertDead();
    }

    private void assertDead() throws IOException {
        Path report = Path.of("target/mutants-" + lab + ".txt");
        Files.createDirectories(report.toAbsolutePath().getParent());
        Files.writeString(report, matrix.text());
        System.out.println(matrix.summary());
        assertThat(matrix.complaints()).isEmpty();
    }
}
