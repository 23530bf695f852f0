package strata.autograder.grade;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far the grading of a submission came. */
public enum Outcome {
    /** Its tests ran; each has its own status. */
    @JsonProperty("graded")
    GRADED,
    /** It was not taken in: no sources, a symbolic link, a path out of its folder. */
    @JsonProperty("refused")
    REFUSED,
    /** It does not compile, or a signature that the tests need has changed. */
    @JsonProperty("compile-error")
    COMPILE_ERROR,
    /** It uses what no layer needs: the allow-list on its bytecode says what and where. */
    @JsonProperty("forbidden-code")
    FORBIDDEN_CODE,
    /** The grader itself failed: this is no verdict on the submission. Grade it again. */
    @JsonProperty("grader-error")
    GRADER_ERROR
}
