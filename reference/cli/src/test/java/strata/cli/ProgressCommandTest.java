package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressCommandTest {
    private static final String SOME =
            """
            {"tests":{
              "VarintsTest.smallTakesOne":{"step":"1.1","verdict":"FAILED","points":1,"atMs":5},
              "VarintsTest.largeTakesMore":{"step":"1.1","verdict":"PASSED","points":3,"atMs":5},
              "Gone.isGone":{"step":"1.1","verdict":"PASSED","points":30,"atMs":5}}}
            """;

    @TempDir private Path folder;
    private TestHouse house;

    @BeforeEach
    void build() {
        house = new TestHouse(folder);
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void withoutARunAllIsStillToDo() {
        assertThat(house.run("progress")).isEqualTo(ExitCode.DONE);
        assertThat(house.out())
                .contains(
                        "Lab 1: the log    0 of 3 tests, 0 of 6 points",
                        "not run yet",
                        "next: step 1.1, varints: ./strata test 1.1");
    }

    @Test
    void testsPointsAndHintsAreCountedByStep() {
        house.write(".strata/progress.json", SOME);
        house.run("hint", "1.1");

        house.run("progress");

        assertThat(house.out())
                .contains("1 of 3 tests, 3 of 6 points")
                .contains("1.1  varints  [#####.....]   1 of  2 tests   3 of  4 points  1 hint\n")
                .contains(
                        "1.10 the end  [..........]   0 of  1 tests   0 of  2 points  not run yet");
    }

    @Test
    void stepTenComesAfterStepOne() {
        house.write(".strata/progress.json", SOME.replace("FAILED", "PASSED"));

        house.run("progress");

        assertThat(house.out()).contains("next: step 1.10, the end: ./strata test 1.10");
    }

    @Test
    void aLabWhoseHolesAreNotCutYetIsNotOpen() {
        house.write("labs/03-replication/pom.xml", "<project/>");
        house.write(
                "labs/03-replication/src/test/java/strata/replication/EpochTest.java",
                "package strata.replication;\n");

        house.run("progress");

        assertThat(house.out()).doesNotContain("Lab 3");
    }

    @Test
    void aLabThatWasReleasedIsNotTheNextToDo() {
        house.write(
                "labs/02-segments/src/test/java/strata/segments/RollTest.java",
                """
                package strata.segments;

                @Step(value = "2.1", concept = "roll", code = "SEG-201")
                final class RollTest {
                    @Claim("it rolls")
                    void itRolls(Lesson lesson) {}
                }
                """);
        house.write("labs/02-segments/pom.xml", "<project/>");
        house.write(
                "labs/02-segments/src/main/java/strata/segments/Roll.java",
                "package strata.segments;\n");

        house.run("progress");
        assertThat(house.out()).contains("next: step 1.1,");

        house.write("released/01-log.jar", "a jar");
        house.run("progress");
        assertThat(house.out()).contains("next: step 2.1, roll: ./strata test 2.1");
    }

    @Test
    void whenAllIsDoneItSaysWhatCouldComeNext() {
        house.write(
                ".strata/progress.json",
                SOME.replace("FAILED", "PASSED").replace("Gone.isGone", "BatchTest.itEnds"));

        house.run("progress");

        assertThat(house.out()).contains("3 of 3 tests, 6 of 6 points", "./strata submit");
    }

    @Test
    void aProgramReadsTheSame() throws IOException {
        house.write(".strata/progress.json", SOME);

        house.run("progress", "--json");

        JsonNode json = new ObjectMapper().readTree(house.out());
        JsonNode step = json.path("labs").path(0).path("steps").path(0);
        assertThat(step.path("step").asText()).isEqualTo("1.1");
        assertThat(step.path("passed").asInt()).isEqualTo(1);
        assertThat(step.path("tests").asInt()).isEqualTo(2);
        assertThat(step.path("pointsMax").asInt()).isEqualTo(4);
        assertThat(json.path("next").path("command").asText()).isEqualTo("./strata test 1.1");
    }

    @Test
    void nothingIsForgottenUnlessSomebodySaysYes() {
        house.write(".strata/progress.json", SOME);

        assertThat(house.run("progress", "--reset")).isEqualTo(ExitCode.USAGE);
        assertThat(Files.exists(folder.resolve(".strata/progress.json"))).isTrue();

        assertThat(house.run("progress", "--reset", "--yes")).isEqualTo(ExitCode.DONE);
        assertThat(Files.exists(folder.resolve(".strata/progress.json"))).isFalse();
    }
}
