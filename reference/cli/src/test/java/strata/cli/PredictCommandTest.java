package strata.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import strata.cli.LabAnswers.Answer;

class PredictCommandTest {
    @TempDir private Path folder;
    private TestHouse house;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Map<String, Answer> truth =
            Map.of("size", new Answer.Said("2"), "crc", new Answer.Said("the same"));

    @BeforeEach
    void build() {
        house = new TestHouse(folder);
        house.write(
                "labs/01-log/src/test/java/strata/log/Predictions.java",
                """
                package strata.log;

                final class Predictions {
                    @Predict(
                            step = "1.2",
                            question = "And the CRC?",
                            choices = {"the same", "another"},
                            because = "It covers less.")
                    static String crc() { return ""; }

                    @Predict(
                            step = "1.1",
                            question = "How many bytes" + " does -65 take?",
                            choices = {"1", "2", "10"},
                            because = "Zigzag makes 129 of it.")
                    static String size() { return ""; }
                }
                """);
    }

    @AfterEach
    void close() {
        house.close();
    }

    private int predict(String typed, String... arguments) {
        CommandLine line =
                new CommandLine(
                        new PredictCommand((lab, questions) -> truth, new StringReader(typed)));
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void aRightGuessIsToldToBeRightAndWhy() {
        assertThat(predict("b\n", "1.1")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString())
                .contains("Step 1.1, question 1 of 1", "How many bytes does -65 take?")
                .contains("  a  1\n  b  2\n  c  10\n")
                .contains("Your code says \"2\": you were right", "Zigzag makes 129 of it.");
    }

    @Test
    void aWrongGuessIsNoFailure() {
        assertThat(predict("10\n", "1.1")).isEqualTo(ExitCode.DONE);
        assertThat(out.toString()).contains("Your code says \"2\", not \"10\"", "Zigzag");
    }

    @Test
    void theAnswerIsNotShownBeforeTheGuess() {
        assertThat(predict("", "1.1")).isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).doesNotContain("Your code says").doesNotContain("Zigzag");
        assertThat(err.toString()).contains("no answer came");
    }

    @Test
    void whatIsNoneOfTheChoicesIsAskedAgain() {
        predict("d\n\nb\n", "1.1");

        assertThat(out.toString().split("your answer, a to c: ", -1)).hasSize(4);
    }

    @Test
    void aWholeLabIsAskedInTheOrderOfItsSteps() {
        assertThat(predict("", "1", "--answer", "b", "--answer", "another"))
                .isEqualTo(ExitCode.DONE);

        assertThat(out.toString()).containsSubsequence("Step 1.1", "you were right", "Step 1.2");
        assertThat(out.toString()).contains("\"the same\", not \"another\"");
    }

    @Test
    void aHoleSaysWhichStepComesFirstAndAsksNothing() {
        truth = Map.of("size", new Answer.Hole(new LabStep(1, 1), "step 1.1 is still to be done"));

        assertThat(predict("b\n", "1.1")).isEqualTo(ExitCode.FAILED);

        assertThat(out.toString())
                .contains("step 1.1 is still to be done", "first: ./strata test 1.1")
                .doesNotContain("your answer");
    }

    @Test
    void codeThatThrowsOrDiesCannotTell() {
        truth = Map.of("size", new Answer.Failed("it threw a fit"));

        assertThat(predict("b\n", "1")).isEqualTo(ExitCode.FAILED);

        assertThat(out.toString())
                .contains("it threw a fit", "first: ./strata test 1.1")
                .contains("its process ended before", "first: ./strata test 1.2");
    }

    @Test
    void anAnswerThatIsNoneOfTheChoicesSendsBackToTheStep() {
        truth = Map.of("size", new Answer.Said("7"));

        predict("b\n", "1.1");

        assertThat(out.toString())
                .contains("Your code says \"7\": none of these.", "first: ./strata test 1.1")
                .doesNotContain("Zigzag");
    }

    @Test
    void whereTheTestsDoNotPassTheCodeMayBeWrong() {
        predict("b\n", "1.1");
        assertThat(out.toString()).contains("your code may be the one that is wrong");

        house.write(
                ".strata/progress.json",
                """
                {"tests":{
                  "VarintsTest.smallTakesOne":{"step":"1.1","verdict":"PASSED"},
                  "VarintsTest.largeTakesMore":{"step":"1.1","verdict":"PASSED"}}}
                """);
        out.getBuffer().setLength(0);
        predict("b\n", "1.1");
        assertThat(out.toString()).doesNotContain("your code may be");
    }

    @Test
    void aStepWithoutAQuestionIsToldWithThoseThatHaveOne() {
        assertThat(predict("", "1.7")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("no question for 1.7; there are some for 1.1, 1.2");
    }

    @Test
    void aWrongAnswerOnTheCommandLineIsWrongUsage() {
        assertThat(predict("", "1.1", "--answer", "q")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--answer q is none of the choices: a to c");
    }

    @Test
    void theLinesOfTheProgramAreUnderstood() throws IOException {
        ObjectMapper json = new ObjectMapper();

        assertThat(LabAnswers.answerOf(json.readTree("{\"method\":\"m\",\"answer\":\"2\"}")))
                .isEqualTo(new Answer.Said("2"));
        assertThat(
                        LabAnswers.answerOf(
                                json.readTree(
                                        "{\"method\":\"m\",\"step\":\"1.2\",\"what\":\"w\"}")))
                .isEqualTo(new Answer.Hole(new LabStep(1, 2), "w"));
        assertThat(LabAnswers.answerOf(json.readTree("{\"method\":\"m\",\"failed\":\"f\"}")))
                .isEqualTo(new Answer.Failed("f"));
    }
}
