package strata.autograder.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.Outcome;
import strata.autograder.grade.TestStatus;
import strata.kernel.Nullable;

/** What comes before the tests, and a grading that goes on where another one stopped. */
final class SubmissionGraderTest {
    @TempDir private static Path repository;
    private static @Nullable FakeGrading grading;

    @TempDir private Path temp;

    @BeforeAll
    static void openTheWorkshop() throws Exception {
        grading = FakeGrading.in(repository, "salt", true);
    }

    @AfterAll
    static void closeTheWorkshop() {
        grading().close();
    }

    @AfterEach
    void nothingIsLeftRunning() throws Exception {
        assertThat(FakeGrading.leftRunning()).isEmpty();
    }

    @Test
    void aSubmissionThatLacksTheFileGetsItsHoles() throws Exception {
        Path folder = temp.resolve("partial");
        Files.createDirectories(folder.resolve(FakeLab.OWN));
        Files.writeString(
                folder.resolve(FakeLab.OWN + "Other.java"), "package strata.log; class Other {}");

        Grade grade = grade(folder, false);

        assertThat(grade.score()).isZero();
        assertThat(FakeGrading.statuses(grade).values())
                .containsOnly(TestStatus.FAILED, TestStatus.BLOCKED);
    }

    @Test
    void aSignatureThatWasChangedIsNamed() throws Exception {
        Path folder =
                FakeLab.submission(temp.resolve("s"), "static int two()", "static long two()");

        Grade grade = grade(folder, false);

        assertThat(FakeGrading.flags(grade)).containsExactly("changed-signature");
        assertThat(FakeGrading.test(grade, "HiddenThingTest.bIsTwo").headline())
                .startsWith("You changed the signature of Thing.two: the tests use static int");
        assertThat(grade.score()).isEqualTo(8);
    }

    @Test
    void whatDoesNotCompileSaysWhere() throws Exception {
        Grade grade = grade(FakeLab.submission(temp.resolve("s"), "return 2;", "nope"), false);

        assertThat(grade.outcome()).isEqualTo(Outcome.COMPILE_ERROR);
        assertThat(grade.messages().get(0).file()).isEqualTo(FakeLab.OWN + "Thing.java");
        assertThat(grade.messages().get(0).line()).isEqualTo(9);
        assertThat(grade.tests()).hasSize(6);
    }

    @Test
    void whatTheListForbidsNeverRuns() throws Exception {
        Path folder =
                FakeLab.submission(temp.resolve("s"), "return 2;", "System.exit(0); return 2;");

        Grade grade = grade(folder, false);

        assertThat(grade.outcome()).isEqualTo(Outcome.FORBIDDEN_CODE);
        assertThat(FakeGrading.flags(grade)).containsExactly("forbidden-call");
        assertThat(grade.run().suites()).isEmpty();
        assertThat(grade.score()).isZero();
    }

    @Test
    void sourcesThatStifleTheCompilerAreNoFaultOfTheGrader() throws Exception {
        String nested = "(".repeat(20_000) + "2" + ")".repeat(20_000);
        Path folder = FakeLab.submission(temp.resolve("s"), "return 2;", "return " + nested + ";");

        Grade grade = grade(folder, false);

        assertThat(grade.outcome()).isEqualTo(Outcome.COMPILE_ERROR);
        assertThat(grade.messages()).hasSize(1);
    }

    @Test
    void anInterruptedGradingGoesOnWhereItWas() throws Exception {
        Path folder = FakeLab.submission(temp.resolve("s"), "return 3;", "return 4;");
        Grade whole = grade(folder, false);
        Path journal = temp.resolve("out/s/journal.jsonl");
        List<String> lines = Files.readAllLines(journal);
        // It was cut off after two tests, in the middle of a line; one is marked, to be seen again.
        String kept =
                String.join("\n", lines.subList(0, 3))
                        .replace("\"detail\":\"\"", "\"detail\":\"kept\"");
        Files.writeString(journal, kept + "\n" + lines.get(3).substring(0, 20));
        Files.delete(temp.resolve("out/s/grade.json"));

        Grade resumed = grade(folder, true);

        assertThat(resumed.tests().get(0).detail()).isEqualTo("kept");
        assertThat(resumed.tests().get(1).detail()).isEqualTo("kept");
        assertThat(FakeGrading.statuses(resumed)).isEqualTo(FakeGrading.statuses(whole));
        assertThat(resumed.score()).isEqualTo(whole.score()).isEqualTo(8);
    }

    @Test
    void aGradeThatIsThereIsKeptUntilTheSubmissionChanges() throws Exception {
        Path folder = FakeLab.submission(temp.resolve("s"), "return 3;", "return 4;");
        Grade first = grade(folder, true);
        Grade again = grade(folder, true);
        FakeLab.submission(folder, "return 3;", "return 3;");
        Grade changed = grade(folder, true);

        assertThat(again).isEqualTo(first);
        assertThat(changed.score()).isEqualTo(FakeLab.POINTS);
    }

    @Test
    void aTornGradeIsGradedAgain() throws Exception {
        Path folder = FakeLab.submission(temp.resolve("s"), "return 3;", "return 4;");
        Grade first = grade(folder, true);
        Path journal = temp.resolve("out/s/journal.jsonl");
        Files.writeString(journal, "garbage\n", StandardOpenOption.TRUNCATE_EXISTING);

        Grade again = grade(folder, true);

        assertThat(again.score()).isEqualTo(first.score());
        assertThat(GradeJson.read(temp.resolve("out/s/grade.json"))).isEqualTo(again);
    }

    private Grade grade(Path folder, boolean resume) throws Exception {
        return grading().grade(folder, temp.resolve("out"), resume);
    }

    private static FakeGrading grading() {
        return Objects.requireNonNull(grading, "grading");
    }
}
