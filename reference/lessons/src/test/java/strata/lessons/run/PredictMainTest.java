package strata.lessons.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import strata.kernel.Todo;
import strata.lessons.Predict;

class PredictMainTest {
    private static String line(String method) throws InterruptedException {
        return PredictMain.answer(Questions.class, method).toString();
    }

    @Test
    void whatTheCodeSaysIsTheAnswer() throws InterruptedException {
        assertThat(line("two")).isEqualTo("{\"method\":\"two\",\"answer\":\"2\"}");
    }

    @Test
    void aHoleIsToldWithItsStep() throws InterruptedException {
        assertThat(line("hole"))
                .isEqualTo(
                        "{\"method\":\"hole\",\"step\":\"1.2\","
                                + "\"what\":\"step 1.2 is still to be done: this\"}");
    }

    @Test
    void whatTheCodeThrowsIsToldWithItsPlace() throws InterruptedException {
        assertThat(line("fails"))
                .startsWith(
                        "{\"method\":\"fails\","
                                + "\"failed\":\"it threw java.lang.IllegalStateException: oh at"
                                + " PredictMainTest.java:");
    }

    @Test
    void aMethodThatIsNoQuestionIsNotRun() throws InterruptedException {
        assertThat(line("noQuestion")).contains("noQuestion is not annotated @Predict");
        assertThat(line("missing")).contains("NoSuchMethodException");
    }

    @SuppressWarnings({"UnusedMethod", "DoNotCallSuggester"}) // Run by name.
    private static final class Questions {
        @Predict(
                step = "1.1",
                question = "?",
                choices = {"1", "2"},
                because = ".")
        static String two() {
            return "2";
        }

        @Predict(
                step = "1.2",
                question = "?",
                choices = {"1", "2"},
                because = ".")
        static String hole() {
            throw Todo.step("1.2", "this");
        }

        @Predict(
                step = "1.2",
                question = "?",
                choices = {"1", "2"},
                because = ".")
        static String fails() {
            throw new IllegalStateException("oh");
        }

        static String noQuestion() {
            throw new AssertionError("was run");
        }
    }
}
