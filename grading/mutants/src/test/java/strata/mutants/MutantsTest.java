package strata.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import strata.lessons.run.TestOutcome;
import strata.lessons.run.Verdict;

/** Every mutant of lab 1 dies, by the test that names it. */
final class MutantsTest {
    private static final Path ROOT = Path.of(System.getProperty("strata.root", "../.."));
    private static final String LAB = "01-log";
    private static final List<String> SALTS = List.of("spring", "autumn", "2031", "x");

    private final List<Mutant> mutants =
            Mutants.in(ROOT.resolve("grading/mutants/src/main/resources/mutants/" + LAB));
    private final Matrix matrix = new Matrix();

    @Test
    void everyStepHasTwoMutantsAtLeast() {
        Map<String, Integer> perStep = new TreeMap<>();
        mutants.forEach(mutant -> perStep.merge(mutant.step(), 1, Integer::sum));

        assertThat(perStep)
                .hasSize(8)
                .allSatisfy((step, count) -> assertThat(count).isGreaterThanOrEqualTo(2));
    }

    @Test
    void everyMutantDiesByTheTestThatNamesIt(@TempDir Path scratch) throws IOException {
        Workshop workshop = new Workshop(ROOT, LAB, scratch);
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
        Workshop workshop = new Workshop(ROOT, LAB, scratch);
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
        Workshop workshop = new Workshop(ROOT, LAB, scratch);
        for (Mutant mutant : mutants) {
            Path layers = workshop.compile(mutant);
            for (String salt : SALTS) {
                List<String> only = List.of(mutant.diesBy());
                matrix.diesBy(mutant, workshop.run(layers, only, mutant.loops(), salt));
            }
        }
        assertDead();
    }

    /** The whole matrix, in target/mutants.txt: which of all tests kill which mutant. */
    @Test
    @Tag("long")
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void theWholeMatrixIsWrittenDown(@TempDir Path scratch) throws IOException {
        Workshop workshop = new Workshop(ROOT, LAB, scratch);
        for (Mutant mutant : mutants) {
            Path layers = workshop.compile(mutant);
            matrix.note(mutant, workshop.run(layers, List.of(), mutant.loops(), ""));
        }
        assertDead();
    }

    private void assertDead() throws IOException {
        Path report = Path.of("target/mutants.txt");
        Files.createDirectories(report.toAbsolutePath().getParent());
        Files.writeString(report, matrix.text());
        System.out.println(matrix.summary());
        assertThat(matrix.complaints()).isEmpty();
    }
}
