package strata.lessons.run;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import strata.lessons.Step;

/** Classes of tests in the order of their steps; a student's own come last. */
public final class StepOrder implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        String names = context.getConfigurationParameter(TestSources.COURSE).orElse("");
        List<String> course = names.isEmpty() ? List.of() : List.of(names.split(",", -1));
        context.getClassDescriptors()
                .sort(
                        Comparator.<ClassDescriptor, String>comparing(
                                        type -> step(type, course), Tests.BY_STEP)
                                .thenComparing(type -> type.getTestClass().getName()));
    }

    private static String step(ClassDescriptor type, List<String> course) {
        boolean own = !course.isEmpty() && !course.contains(type.getTestClass().getSimpleName());
        return own
                ? TestSources.OWN_STEP
                : type.findAnnotation(Step.class).map(Step::value).orElse(TestSources.OWN_STEP);
    }
}
