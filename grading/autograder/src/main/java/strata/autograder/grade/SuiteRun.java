package strata.autograder.grade;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One JVM that ran tests.
 *
 * @param name as {@code hidden}
 * @param ended how it ended
 * @param exitCode what the process returned; 128 and the number of the signal if one killed it; -1
 *     if it never started
 * @param wallMs how long it took, in milliseconds
 * @param detail in a sentence for people; empty when there is nothing to say
 */
public record SuiteRun(String name, Ended ended, int exitCode, long wallMs, String detail) {
    /** How a run ended. */
    public enum Ended {
        /** All its tests have a verdict of their own. */
        @JsonProperty("completed")
        COMPLETED,
        /** The process ended before its last test: by exit, or by itself. */
        @JsonProperty("exited")
        EXITED,
        /** It ran out of memory. */
        @JsonProperty("out-of-memory")
        OUT_OF_MEMORY,
        /** The supervisor ended it: its time was up. */
        @JsonProperty("timeout")
        TIMEOUT,
        /** The supervisor ended it for another reason, as too much output. */
        @JsonProperty("killed")
        KILLED,
        /** It was not run. */
        @JsonProperty("not-run")
        NOT_RUN
    }
}
