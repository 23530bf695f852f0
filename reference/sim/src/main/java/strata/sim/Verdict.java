package strata.sim;

/** How a run ended. Only {@link #PASS} passes. */
public enum Verdict {
    /** Every claim held, and the run did enough to have shown it. */
    PASS,
    /** A claim broke. */
    FAIL,
    /** Nothing broke, but the run did too little to show anything. */
    INCONCLUSIVE
}
