package strata.similarity;

import java.util.List;

/**
 * What a comparison found.
 *
 * @param submissions how many were compared
 * @param unreadable those that are not Java, or too short to compare, by name
 * @param pairs the most alike, most alike first
 */
record Comparison(int submissions, List<String> unreadable, List<Pair> pairs) {
    /**
     * Two submissions.
     *
     * @param average share of the tokens of both that match, 0 to 1
     * @param maximum share of the tokens of the shorter that match, 0 to 1
     * @param matchedTokens how many tokens match
     */
    record Pair(String first, String second, double average, double maximum, int matchedTokens) {}
}
