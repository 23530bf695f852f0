package strata.lessons;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A class of tests: those of one step of a lab. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LessonExtension.class)
public @interface Step {
    /** Lab and step, as {@code 1.3}. */
    String value();

    /** What the step is about, in two or three words: {@code decode and iterate}. */
    String concept();

    /** The failure code of its tests, as {@code LOG-103}: a page of the site explains it. */
    String code();
}
