package strata.autograder.grade;

/**
 * Something about a submission that somebody should look at.
 *
 * @param name stable, in kebab case, as {@code reads-hidden-tests}
 * @param text what was seen, and where
 */
public record Flag(String name, String text) {}
