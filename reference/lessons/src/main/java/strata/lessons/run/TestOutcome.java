package strata.lessons.run;

import strata.kernel.Nullable;
import strata.lessons.Card;

/**
 * What became of a test.
 *
 * @param blockedBy the step whose hole it met, as {@code 1.2}; empty for other verdicts than {@code
 *     TODO} and {@code BLOCKED}
 * @param durationMs how long it took, in milliseconds
 * @param card why it did not pass; null when it did, or met a hole
 */
public record TestOutcome(
        TestInfo test, Verdict verdict, String blockedBy, long durationMs, @Nullable Card card) {}
