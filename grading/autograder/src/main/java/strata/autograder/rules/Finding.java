package strata.autograder.rules;

/**
 * Something in a class that a layer must not do.
 *
 * @param file the source, as {@code Varints.java}
 * @param line from 1; 0 when unknown
 * @param text for the student: which method of which class does what, why that is refused, and what
 *     to use instead
 */
public record Finding(String file, int line, String text) {}
