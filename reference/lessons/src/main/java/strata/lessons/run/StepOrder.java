package strata.lessons.run;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;
import strata.lessons.Step;

/** Classes of tests in the order of their steps. */
public final class StepOrder implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(
                        Comparator.comparing(StepOrder::step, Tests.BY_STEP)
                                .thenComparing(type -> type.getTestClass().getName()));
    }

    private static String step(ClassDescriptor type) {
        return type.findAnnotation(Step.class).map(Step::value).orElse("0");
    }
}
