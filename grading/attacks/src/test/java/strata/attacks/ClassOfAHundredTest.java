package strata.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.Lab;
import strata.autograder.grade.Grade;
import strata.autograder.report.ReportOptions;
import strata.autograder.report.Reports;
import strata.autograder.sandbox.Sandbox;
import strata.autograder.supervise.GradingRun;
import strata.autograder.supervise.Watch;
import strata.autograder.supervise.Workshop;

/**
 * A class of a hundred, graded as an instructor would: solutions, known bugs, half-done work and
 * attacks, each with the score that it deserves. The reports stay in {@code
 * target/class-of-a-hundred}.
 */
@Tag("long")
final class ClassOfAHundredTest {
    private static final String MARKER = "a-class-of-a-hundred-" + ProcessHandle.current().pid();
    private static final String SALT = "a class of a hundred";

    @TempDir private Path temp;

    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void everybodyGetsTheScoreThatTheyDeserve() throws Exception {
        ClassOfAHundred students = new ClassOfAHundred(Graded.root(), temp, SALT);
        SortedMap<String, Path> submissions = students.submissions();
        assertThat(submissions).hasSize(100);
        Path out = Graded.root().resolve("grading/attacks/target/class-of-a-hundred");

        long beganNs = System.nanoTime();
        List<Grade> grades = graded(submissions, out);
        double seconds = (System.nanoTime() - beganNs) / 1e9;

        Reports.write(grades, out, ReportOptions.DEFAULT);
        System.out.printf(
                Locale.ROOT,
                "a class of %d: %.0f s, %.1f s each%n",
                grades.size(),
                seconds,
                seconds / grades.size());
        assertThat(undeserved(students, grades)).isEmpty();
        assertThat(Processes.with(MARKER)).isEmpty();
    }

    private List<Grade> graded(SortedMap<String, Path> submissions, Path out)
            throws IOException, InterruptedException {
        Lab lab = Objects.requireNonNull(Lab.of(Graded.root(), 1), "lab 1");
        try (Workshop shop =
                Workshop.open(
                        lab,
                        Sandbox.strongest(),
                        new Workshop.Settings(SALT, true, Watch.DEFAULT, MARKER))) {
            GradingRun run = new GradingRun(List.of(shop), out, false);
            run.warmUp(temp.resolve("kept"));
            return run.grade(submissions, 2, grade -> {});
        }
    }

    /** The submissions that got another score, or lack a flag. */
    private static Map<String, String> undeserved(ClassOfAHundred students, List<Grade> grades) {
        Map<String, String> wrong = new TreeMap<>();
        for (Grade grade : grades) {
            String name = grade.submission().name();
            String fault = students.faultOf(grade);
            if (!fault.isEmpty()) {
                wrong.put(name, fault);
            }
        }
        return wrong;
    }
}
