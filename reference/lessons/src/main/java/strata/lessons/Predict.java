package strata.lessons;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A question to answer before the code is run that answers it. The method is static, takes nothing,
 * and returns the answer, a {@link String} that is one of the {@link #choices}, as the student's
 * own code computes it. It may meet a hole, or be wrong as long as that code is.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Predict {
    /** The step that it belongs to, as {@code 1.3}; it needs no later one. */
    String step();

    /** The question. */
    String question();

    /** Two to five answers, each of them what somebody might believe. */
    String[] choices();

    /** Why the right answer is right: shown once it was answered. */
    String because();
}
