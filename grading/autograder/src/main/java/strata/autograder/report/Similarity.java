package strata.autograder.report;

import java.util.List;

/**
 * How much the sources of submissions have in common, beyond what all were given.
 *
 * @param compared whether they were compared
 * @param note why not, or what was left out; empty when there is nothing to say
 * @param submissions how many were compared
 * @param pairs the most alike, most alike first; not all pairs
 */
public record Similarity(boolean compared, String note, int submissions, List<Pair> pairs) {
    public Similarity {
        pairs = List.copyOf(pairs);
    }

    /** Nothing was compared, and why. */
    public static Similarity none(String why) {
        return new Similarity(false, why, 0, List.of());
    }

    /**
     * Two submissions.
     *
     * @param average share of the tokens of both that match, 0 to 1
     * @param maximum share of the tokens of the shorter that match, 0 to 1: high when one was taken
     *     and then added to
     * @param matchedTokens how many tokens match
     */
    public record Pair(
            String first, String second, double average, double maximum, int matchedTokens) {}
}
