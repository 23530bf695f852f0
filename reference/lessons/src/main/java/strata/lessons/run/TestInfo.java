package strata.lessons.run;

import java.util.List;
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
 * @param rules the rules of the lab's text that it is about, as {@code R1.5-e}; may be empty, as it
 *     is where a journal says nothing of them
 */
public record TestInfo(
        String id,
        String step,
        String claim,
        int points,
        String concept,
        Kind kind,
        String code,
        List<String> rules) {
    /** Refuses null, which a journal that somebody wrote to may hold. */
    public TestInfo {
        Objects.requireNonNull(id);
        Objects.requireNonNull(step);
        Objects.requireNonNull(claim);
        Objects.requireNonNull(concept);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(code);
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    /** A test that names no rules. */
    public TestInfo(
            String id,
            String step,
            String claim,
            int points,
            String concept,
            Kind kind,
            String code) {
        this(id, step, claim, points, concept, kind, code, List.of());
    }
}
