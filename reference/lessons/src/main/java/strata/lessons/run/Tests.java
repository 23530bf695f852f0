package strata.lessons.run;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import strata.kernel.Nullable;
import strata.lessons.Claim;
import strata.lessons.Kind;
import strata.lessons.Step;

/** What the annotations of a test say. */
final class Tests {
    /** Steps as numbers: 1.9 before 1.10. */
    static final Comparator<String> BY_STEP =
            Comparator.<String>comparingInt(step -> part(step, 0))
                    .thenComparingInt(step -> part(step, 1));

    private Tests() {}

    /** What is known of a test; empty for what is no test of a lab. */
    static Optional<TestInfo> infoOf(@Nullable TestSource source, TestSources sources) {
        if (!(source instanceof MethodSource method)) {
            return Optional.empty();
        }
        Class<?> type = method.getJavaClass();
        Method body = method.getJavaMethod();
        Optional<Step> step = AnnotationSupport.findAnnotation(type, Step.class);
        Optional<Claim> claim = AnnotationSupport.findAnnotation(body, Claim.class);
        if (step.isEmpty() || claim.isEmpty() || !sources.isCourse(type.getSimpleName())) {
            boolean isTest = AnnotationSupport.isAnnotated(body, Test.class);
            return sources.folders().isEmpty() || !isTest
                    ? Optional.empty()
                    : Optional.of(own(type, body, claim.map(Claim::value).orElse(body.getName())));
        }
        String code = claim.get().code().isEmpty() ? step.get().code() : claim.get().code();
        return Optional.of(
                new TestInfo(
                        type.getSimpleName() + "." + body.getName(),
                        step.get().value(),
                        claim.get().value(),
                        claim.get().points(),
                        step.get().concept(),
                        claim.get().kind(),
                        code,
                        List.of(claim.get().rules())));
    }

    /** A test of a student's own: it is worth nothing, and of no step. */
    private static TestInfo own(Class<?> type, Method body, String claim) {
        String id = type.getSimpleName() + "." + body.getName();
        return new TestInfo(
                id, TestSources.OWN_STEP, claim, 0, "your own tests", Kind.UNIT, "", List.of());
    }

    /** Whether a test is among those asked for; all are when none is named. */
    static boolean isChosen(TestInfo test, List<String> only) {
        return only.isEmpty()
                || only.stream()
                        .anyMatch(
                                wanted ->
                                        wanted.equals(test.id())
                                                || wanted.equals(test.step())
                                                || test.step().startsWith(wanted + ".")
                                                || test.id().startsWith(wanted + "."));
    }

    private static int part(String step, int index) {
        if (step.equals(TestSources.OWN_STEP)) {
            return Integer.MAX_VALUE;
        }
        String[] parts = step.split("\\.", -1);
        return index < parts.length ? Integer.parseInt(parts[index]) : 0;
    }
}
