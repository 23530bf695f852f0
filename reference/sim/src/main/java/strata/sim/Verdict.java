package strata.sim;

/** How a run ended. Only {@link #PASS} and {@link #EXPECTED} pass. */
public enum Verdict {
    /** Every claim held, and the run did enough to have shown it. */
    PASS,
    /**
     * Nothing broke but what the scenario declares the protocol to allow; that was found, and the
     * run went on to its end, so it hides nothing else.
     */
    EXPECTED,
    /** A claim broke. */
    FAIL,
    /** Nothing broke, but the run did too little to show anything. */
    INCONCLUSIVE;

    /** Whether a run that ended so counts as passed. */
    public boolean passes() {
        return this == PASS || this == EXPECTED;
    }
}
