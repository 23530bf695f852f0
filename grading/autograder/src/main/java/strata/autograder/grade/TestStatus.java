package strata.autograder.grade;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What became of a test. Only {@link #PASSED} has points. */
public enum TestStatus {
    @JsonProperty("passed")
    PASSED,
    /** The claim broke, or its step is not written yet (then {@code blockedBy} is its own step). */
    @JsonProperty("failed")
    FAILED,
    /** The process ended while it ran. */
    @JsonProperty("error")
    ERROR,
    /** It was not done within its time. */
    @JsonProperty("timeout")
    TIMEOUT,
    /** It met a step that is not written yet, an earlier one. */
    @JsonProperty("blocked")
    BLOCKED,
    /** It never ran. */
    @JsonProperty("not-run")
    NOT_RUN,
    /** It could not tell. */
    @JsonProperty("inconclusive")
    INCONCLUSIVE;

    /** As in {@code grade.json}: {@code not-run}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
