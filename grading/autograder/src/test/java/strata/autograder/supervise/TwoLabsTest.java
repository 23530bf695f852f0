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
