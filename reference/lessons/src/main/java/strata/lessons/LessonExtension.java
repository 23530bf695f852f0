package strata.lessons;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives each test its {@link Lesson}, and fails one whose broken expectation was swallowed. */
public final class LessonExtension implements ParameterResolver, AfterTestExecutionCallback {
    /** The configuration parameter with the course's salt. */
    public static final String SALT = "strata.salt";

    /** The configuration parameter with the seed. */
    public static final String SEED = "strata.seed";

    private static final Namespace NAMESPACE = Namespace.create(LessonExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Lesson.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return lessonOf(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) {
        LessonFailure swallowed = lessonOf(context).firstFailure();
        if (swallowed != null && context.getExecutionException().isEmpty()) {
            throw swallowed;
        }
    }

    /** The lesson of the test that is being run. */
    public static Lesson lessonOf(ExtensionContext context) {
        String id = testId(context);
        return context.getStore(NAMESPACE)
                .getOrComputeIfAbsent(
                        "lesson",
                        key ->
                                new Lesson(
                                        id,
                                        context.getConfigurationParameter(SALT).orElse(""),
                                        context.getConfigurationParameter(SEED)
                                                .map(Long::parseLong)
                                                .orElse(1L)),
                        Lesson.class);
    }

    private static String testId(ExtensionContext context) {
        return context.getTestClass().map(Class::getSimpleName).orElse("")
                + "."
                + context.getTestMethod().map(Method::getName).orElse("");
    }
}
