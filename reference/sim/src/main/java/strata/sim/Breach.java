package strata.sim;

import java.util.List;
import strata.kernel.Nullable;

/**
 * A claim that a run has shown to be false.
 *
 * @param invariant the claim's short name, as {@code lost-write}; the field's own where it has one
 * @param claim what was to hold, one sentence
 * @param numbers what was found instead, with every number in it
 * @param subjects the records or partitions it is about: the story of the run tells their steps
 * @param cause what was thrown; null when nothing was
 */
public record Breach(
        String invariant,
        String claim,
        String numbers,
        List<String> subjects,
        @Nullable Throwable cause) {

    /** A breach found by looking. */
    public static Breach of(String invariant, String claim, String numbers, String... subjects) {
        return new Breach(invariant, claim, numbers, List.of(subjects), null);
    }

    @Override
    public String toString() {
        return invariant + ": " + numbers;
    }
}
