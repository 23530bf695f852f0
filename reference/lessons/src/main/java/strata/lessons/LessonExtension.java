package strata.lessons;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import strata.sim.disk.CrashFailure;

/**
 * Gives each test its {@link Lesson}, fails one whose broken expectation was swallowed, and ends
 * one that takes too long.
 */
public final class LessonExtension
        implements ParameterResolver, InvocationInterceptor, ExecutionCondition {
    /** The configuration parameter with the course's salt. */
    public static final String SALT = "strata.salt";

    /** The configuration parameter with the seed. */
    public static final String SEED = "strata.seed";

    /** The configuration parameter with the time that one test may take, in milliseconds. */
    public static final String LIMIT_MS = "strata.limit.ms";

    /**
     * The configuration parameter with how many tests may take too long before the rest is left.
     */
    public static final String TIMEOUTS_MAX = "strata.timeouts.max";

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
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        int max = context.getConfigurationParameter(TIMEOUTS_MAX, Integer::parseInt).orElse(0);
        return max > 0 && timeouts(context).get() >= max
                ? ConditionEvaluationResult.disabled("too many tests took too long")
                : ConditionEvaluationResult.enabled("");
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Constructor<T>> constructor,
            ExtensionContext context)
            throws Throwable {
        return within(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        Lesson lesson = lessonOf(context);
        Throwable thrown = null;
        try {
            within(invocation, context);
        } catch (Throwable all) {
            thrown = all;
        }
        LessonFailure first = lesson.firstFailure();
        if (first != null && !(thrown instanceof LessonFailure)) {
            lesson.remark(
                    thrown instanceof CrashFailure crash && crash.getCause() == first
                            ? crash.story()
                            : "the code under test caught the failure of this test; it counts");
            throw first;
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    private static <T> T within(Invocation<T> invocation, ExtensionContext context)
            throws Throwable {
        long limitMs = context.getConfigurationParameter(LIMIT_MS, Long::parseLong).orElse(0L);
        try {
            return TimeLimit.within(limitMs, testId(context), invocation);
        } catch (TimeoutException late) {
            timeouts(context).incrementAndGet();
            throw late;
        }
    }

    /** How many tests of this run took too long. */
    private static AtomicInteger timeouts(ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .getOrComputeIfAbsent("timeouts", key -> new AtomicInteger(), AtomicInteger.class);
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
