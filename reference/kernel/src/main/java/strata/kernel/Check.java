package strata.kernel;

import java.util.Locale;

/** Checks that are always on. A failed one is a bug in Strata, never a user's mistake. */
public final class Check {
    private Check() {}

    /**
     * Claims something that cannot be otherwise.
     *
     * @throws CheckFailed when the condition is false
     */
    public static void that(boolean condition, String claim) {
        if (!condition) {
            throw new CheckFailed(claim);
        }
    }

    /**
     * Claims something that cannot be otherwise.
     *
     * @param claim a {@link String#format} text, made only when the check fails
     * @throws CheckFailed when the condition is false
     */
    public static void that(boolean condition, String claim, Object value) {
        if (!condition) {
            throw new CheckFailed(String.format(Locale.ROOT, claim, value));
        }
    }

    /**
     * Claims something that cannot be otherwise.
     *
     * @param claim a {@link String#format} text, made only when the check fails
     * @throws CheckFailed when the condition is false
     */
    public static void that(boolean condition, String claim, long left, long right) {
        if (!condition) {
            throw new CheckFailed(String.format(Locale.ROOT, claim, left, right));
        }
    }

    /** A bug: something that was to hold always did not. */
    public static final class CheckFailed extends Error {
        private static final long serialVersionUID = 1L;

        CheckFailed(String claim) {
            super(claim);
        }
    }
}
