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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import strata.lessons.Predict;

/** The questions of a lab: the code of the step answers them, and with one of their choices. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ParameterizedClass(name = "{0}")
@MethodSource("labs")
@SuppressWarnings("NullAway.Init") // All is set before the first test of a lab.
final class PredictionsTest {
    @Parameter private Lab lab;

    private final Path root = Path.of(System.getProperty("strata.root"));
    private LabSuites suites;
    private Path reference;

    /** All, or the one that {@code -Dstrata.lab=2} names. */
    static List<Lab> labs() {
        return LabSuites.labs();
    }

    @BeforeParameterizedClassInvocation
    void compile(Lab given, @TempDir Path scratch) throws IOException {
        suites = LabSuites.compile(root, given, scratch);
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

        assertThat(counts.keySet()).containsExactlyElementsOf(lab.openSteps());
        assertThat(counts.values()).allMatch(count -> count == 1 || count == 2);
    }

    @Test
    void theAnswerIsOneOfTheChoicesAndNeedsNoLaterStep() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (String step : lab.openSteps()) {
            int index = lab.steps().indexOf(step);
            Path layer =
                    suites.variant("answers-" + step, hole -> lab.steps().indexOf(hole) > index);
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

    private Object answerOf(ClassLoader classes, String name) throws Exception {
        for (Method method : questions(classes)) {
            if (method.getName().equals(name)) {
                return method.invoke(null);
            }
        }
        throw new IllegalStateException("no question " + name);
    }

    private List<Method> questions(ClassLoader classes) throws ClassNotFoundException {
        List<Method> questions = new ArrayList<>();
        String type = "strata." + lab.layer() + ".Predictions";
        for (Method method : Class.forName(type, true, classes).getDeclaredMethods()) {
            if (method.isAnnotationPresent(Predict.class)) {
                method.setAccessible(true);
                questions.add(method);
            }
        }
        return questions;
    }

    private URLClassLoader loader(Path layer) throws IOException {
        List<URL> urls = new ArrayList<>();
        urls.add(layer.toUri().toURL());
        urls.add(suites.visibleClasses().toUri().toURL());
        for (Path below : suites.below()) {
            urls.add(below.toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), PredictionsTest.class.getClassLoader());
    }
}
