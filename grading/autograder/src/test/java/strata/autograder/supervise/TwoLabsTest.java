package strata.autograder.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import strata.autograder.grade.Grade;
import strata.autograder.grade.GradeJson;
import strata.autograder.grade.LabGrade;
import strata.autograder.grade.Message;
import strata.autograder.grade.Outcome;
import strata.autograder.report.ClassPage;
import strata.autograder.report.ClassSummary;
import strata.autograder.report.GradeBook;
import strata.autograder.report.Gradescope;
import strata.autograder.report.JunitXml;
import strata.autograder.report.ReportOptions;
import strata.autograder.report.Similarity;
import strata.autograder.report.StudentPage;
import strata.autograder.sandbox.Sandbox;

/** A submission of two labs: each is graded by itself, on the reference below it. */
final class TwoLabsTest {
    private static final int POINTS_OF_TWO = 7;

    @TempDir private static Path repository;
    private static final List<Workshop> SHOPS = new ArrayList<>();

    @TempDir private Path temp;

    @BeforeAll
    static void openWorkshops() throws Exception {
        Workshop.Settings settings = new Workshop.Settings("salt", true, Watch.DEFAULT, "two-labs");
        SHOPS.add(Workshop.open(FakeLab.in(repository), Sandbox.strongest(), settings));
        SHOPS.add(Workshop.open(FakeLab.second(repository), Sandbox.strongest(), settings));
    }

    @AfterAll
    static void closeWorkshops() {
        SHOPS.forEach(Workshop::close);
        SHOPS.clear();
    }

    @Test
    void theGradeIsTheSumOfTheLabs() throws Exception {
        handIn("Thing", FakeLab.THING);
        handIn("Pile", FakeLab.PILE);

        Grade grade = graded(false);

        assertThat(grade.score()).isEqualTo(FakeLab.POINTS + POINTS_OF_TWO);
        assertThat(grade.submission().lab()).isEqualTo("1,2");
        assertThat(grade.labs())
                .extracting(LabGrade::layers)
                .containsExactly(
                        "layers: log=submission", "layers: log=reference segments=submission");
        assertThat(grade.labs())
                .extracting(LabGrade::score)
                .containsExactly(FakeLab.POINTS, POINTS_OF_TWO);
        assertThat(grade.integrity().flags()).isEmpty();
    }

    @Test
    void aWrongLabOneCostsLabTwoNothing() throws Exception {
        handIn("Thing", FakeLab.THING.replace("return 1;", "return 7;"));
        handIn("Pile", FakeLab.PILE);

        Grade grade = graded(false);

        assertThat(grade.labs())
                .extracting(LabGrade::score)
                .containsExactly(FakeLab.POINTS - 4, POINTS_OF_TWO);
    }

    @Test
    void aLabThatDoesNotCompileCostsTheOtherNothing() throws Exception {
        handIn("Thing", FakeLab.THING);
        handIn("Pile", FakeLab.PILE.replace("return 2;", "return;"));

        Grade grade = graded(false);

        assertThat(grade.outcome()).isEqualTo(Outcome.GRADED);
        assertThat(grade.labs())
                .extracting(LabGrade::outcome)
                .containsExactly(Outcome.GRADED, Outcome.COMPILE_ERROR);
        assertThat(grade.score()).isEqualTo(FakeLab.POINTS);
        assertThat(grade.messages())
                .extracting(Message::file)
                .containsExactly("labs/02-segments/src/main/java/strata/segments/Pile.java");
    }

    @Test
    void whoeverHandsInLabTwoAloneHasDoneNothingOdd() throws Exception {
        handIn("Pile", FakeLab.PILE);

        Grade grade = graded(false);

        assertThat(grade.labs())
                .extracting(LabGrade::outcome)
                .containsExactly(Outcome.REFUSED, Outcome.GRADED);
        assertThat(grade.score()).isEqualTo(POINTS_OF_TWO);
        assertThat(grade.maxScore()).isEqualTo(FakeLab.POINTS + POINTS_OF_TWO);
        assertThat(grade.integrity().flags()).isEmpty();
        assertThat(grade.messages())
                .extracting(Message::text)
                .singleElement()
                .asString()
                .startsWith("Lab 1: No source was taken");
    }

    @Test
    void everyReportTellsEachLab() throws Exception {
        handIn("Thing", FakeLab.THING);
        handIn("Pile", FakeLab.PILE.replace("return 2;", "return;"));

        Grade grade = graded(false);

        assertThat(StudentPage.html(grade, ReportOptions.DEFAULT))
                .contains("<h1>Labs 1 and 2</h1>", "log=reference segments=submission")
                .contains("The tests of labs 1 and 2 ran, but not those of lab 2 (compile error).");
        assertThat(Gradescope.results(grade, ReportOptions.DEFAULT))
                .contains("lab 1  12 / 12   graded", "lab 2   0 / 7    compile error");
        assertThat(JunitXml.report(grade, ReportOptions.DEFAULT))
                .contains("<testsuite name=\"lab 1\"", "<testsuite name=\"lab 2\"")
                .contains("<property name=\"outcome\" value=\"compile error\"/>");
        assertThat(GradeBook.csv(List.of(grade)))
                .startsWith("name,lab,score,max_score,lab_1,lab_2,step_1.1,")
                .contains("ada,\"1,2\",12,19,12,0,");
        ClassSummary summary = ClassSummary.of(List.of(grade), Similarity.none(""));
        assertThat(ClassPage.html(summary, ReportOptions.DEFAULT))
                .contains("<h2 id=\"labs\">Labs</h2>");
    }

    @Test
    void anInterruptedRunGoesOnWithTheLabThatIsLeft() throws Exception {
        handIn("Thing", FakeLab.THING);
        handIn("Pile", FakeLab.PILE);
        Grade first = graded(false);
        Path folder = temp.resolve("out/ada");
        Files.delete(folder.resolve("grade.json"));
        Files.delete(folder.resolve("lab-2/grade.json"));
        Files.delete(folder.resolve("lab-2/journal.jsonl"));
        Grade ofLabOne = GradeJson.read(folder.resolve("lab-1/grade.json"));

        Grade again = graded(true);

        assertThat(again.tests()).hasSameSizeAs(first.tests());
        assertThat(again.score()).isEqualTo(first.score());
        assertThat(GradeJson.read(folder.resolve("lab-1/grade.json"))).isEqualTo(ofLabOne);
        assertThat(folder.resolve("sources/strata/log/Thing.java")).exists();
        assertThat(folder.resolve("sources/strata/segments/Pile.java")).exists();
    }

    private Grade graded(boolean resume) throws Exception {
        TreeMap<String, Path> submissions = new TreeMap<>();
        submissions.put("ada", temp.resolve("ada"));
        Grade grade =
                new GradingRun(SHOPS, temp.resolve("out"), resume)
                        .grade(submissions, 1, each -> {})
                        .get(0);
        assertThat(GradeJson.read(temp.resolve("out/ada/grade.json"))).isEqualTo(grade);
        return grade;
    }

    private void handIn(String type, String text) throws IOException {
        String file = type.equals("Thing") ? FakeLab.OWN + "Thing.java" : FakeLab.OWN_OF_TWO;
        FakeLab.write(temp.resolve("ada").resolve(file), text);
    }
}
