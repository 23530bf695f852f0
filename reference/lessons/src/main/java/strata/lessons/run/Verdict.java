package strata.lessons.run;

/** What became of a test. Only {@link #PASSED} scores. */
public enum Verdict {
    PASSED,
    /** The claim broke, or the code under test threw something that nobody expected. */
    FAILED,
    /** It met a hole of its own step: not written yet. */
    TODO,
    /** It met a hole of an earlier step: that one comes first. */
    BLOCKED,
    /** It was not done within its time. */
    TIMEOUT,
    /** It could not tell. */
    INCONCLUSIVE,
    /** It never ran: the process that was to run it had died. */
    NOT_RUN
}
