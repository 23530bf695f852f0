package strata.autograder.grade;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** Whether the student has the test. */
public enum Visibility {
    @JsonProperty("visible")
    VISIBLE,
    @JsonProperty("hidden")
    HIDDEN;

    /** As in {@code grade.json}: {@code hidden}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
