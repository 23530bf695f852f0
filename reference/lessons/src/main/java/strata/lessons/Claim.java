package strata.lessons;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** A test: something that the text of the lab promises. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Test
public @interface Claim {
    /** The claim, as a sentence without its full stop. */
    String value();

    /** What it is worth. */
    int points() default 1;

    /** How it works. */
    Kind kind() default Kind.UNIT;

    /** A failure code of its own; empty for that of its {@link Step}. */
    String code() default "";

    /** The numbered rules of the lab's text that it is about, as {@code R1.5-e}. */
    String[] rules() default {};
}
