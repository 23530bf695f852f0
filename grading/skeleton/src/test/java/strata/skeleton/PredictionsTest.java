package strata.skeleton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import strata.lessons.Predict;

/** The questions of a lab: the code of the step answers them, and with one of their choices. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PredictionsTest {
    private static final Lab LAB = Lab.ALL.get(0);
    private static final String CLASS = "strata.log.Predictions";

    private final Path root = Path.of(System.getProperty("strata.root"));
    private LabSuites suites;
    private Path reference;

    @BeforeAll
    void compile(@TempDir Path scratch) throws IOException {
        suites = LabSuites.compile(root, LAB, scratch);
        reference = suites.variant("reference", step -> false);
    }

    @Test
    void everyStepHasOneOrTwoQuestions() throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        try (URLClassLoader classes = loader(reference)) {
            questions(classes)
                    .forEach(
                            method ->
                                    counts.merge(
                                            method.getAnnotation(Predict.class).step(),
                                            1,
                                            Integer::sum));
        }

        assertThat(counts.keySet()).containsExactlyElementsOf(LAB.steps());
        assertThat(counts.values()).allMatch(count -> count == 1 || count == 2);
    }

    @Test
    void theAnswerIsOneOfTheChoicesAndNeedsNoLaterStep() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String step : LAB.steps()) {
            int index = LAB.steps().indexOf(step);
            Path layer =
                    suites.variant("answers-" + step, hole -> LAB.steps().indexOf(hole) > index);
            try (URLClassLoader classes = loader(layer);
                    URLClassLoader complete = loader(reference)) {
                for (Method method : questions(classes)) {
                    Predict predict = method.getAnnotation(Predict.class);
                    if (predict.step().equals(step)) {
                        Object answer = method.invoke(null);
                        Object expected = answerOf(complete, method.getName());
                        if (!answer.equals(expected)
                                || !List.of(predict.choices()).contains(answer)) {
                            wrong.add(method.getName() + ": " + answer + ", not " + expected);
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    private static Object answerOf(ClassLoader classes, String name) throws Exception {
        for (Method method : questions(classes)) {
            if (method.getName().equals(name)) {
                return method.invoke(null);
            }
        }
        throw new IllegalStateException("no question " + name);
    }

    private static List<Method> questions(ClassLoader classes) throws ClassNotFoundException {
        List<Method> questions = new ArrayList<>();
        for (Method method : Class.forName(CLASS, true, classes).getDeclaredMethods()) {
            if (method.isAnnotationPresent(Predict.class)) {
                method.setAccessible(true);
                questions.add(method);
            }
        }
        return questions;
    }

    private URLClassLoader loader(Path layer) throws IOException {
        return new URLClassLoader(
                new URL[] {
                    layer.toUri().toURL(), suites.visibleClasses().toUri().toURL(),
                },
                PredictionsTest.class.getClassLoader());
    }
}
