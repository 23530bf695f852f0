package strata.lessons.run;

import java.util.Objects;
import strata.lessons.Kind;

/**
 * What is known of a test before it runs.
 *
 * @param id as {@code VarintsTest.anIntTakesAtMostFiveBytes}
 * @param step as {@code 1.1}
 * @param claim what the text of the lab promises
 * @param points what it is worth
 * @param concept of its step
 * @param kind how it works
 * @param code its failure code, as {@code LOG-101}
 */
public record TestInfo(
        String id, String step, String claim, int points, String concept, Kind kind, String code) {
    /** Refuses null, which a journal that somebody wrote to may hold. */
    public TestInfo {
        Objects.requireNonNull(id);
        Objects.requireNonNull(step);
        Objects.requireNonNull(claim);
        Objects.requireNonNull(concept);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(code);
    }
}
