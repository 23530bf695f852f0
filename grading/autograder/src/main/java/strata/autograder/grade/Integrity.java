package strata.autograder.grade;

import java.util.List;

/** What somebody should look at; empty for an honest submission. */
public record Integrity(List<Flag> flags) {
    /** Nothing to look at. */
    public static final Integrity CLEAN = new Integrity(List.of());

    public Integrity {
        flags = List.copyOf(flags);
    }
}
