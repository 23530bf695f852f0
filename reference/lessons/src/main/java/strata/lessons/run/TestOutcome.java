package strata.lessons.run;

import java.util.Objects;
import strata.kernel.Nullable;
import strata.lessons.Card;

/**
 * What became of a test.
 *
 * @param blockedBy the step whose hole it met, as {@code 1.2}; empty for other verdicts than {@code
 *     TODO} and {@code BLOCKED}
 * @param durationMs how long it took, in milliseconds
 * @param card why it did not pass, or which hole it met; null when it passed or never ran
 */
public record TestOutcome(
        TestInfo test, Verdict verdict, String blockedBy, long durationMs, @Nullable Card card) {
    /** Refuses null where there is always something: somebody may have written to a journal. */
    public TestOutcome {
        Objects.requireNonNull(test);
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(blockedBy);
    }
}
