package strata.sim.minimise;

import java.util.List;
import strata.kernel.Nullable;
import strata.sim.Breach;

/**
 * What makes two breaches the same: the invariant's name, and, where both say whom they are about,
 * a subject in common. A lost write of another value may well have another cause.
 *
 * @param invariant its name, as {@code lost-write}
 * @param subjects the records or partitions it is about; empty when it is about none
 */
public record Claim(String invariant, List<String> subjects) {
    /** The claim that a breach broke. */
    public static Claim of(Breach breach) {
        return new Claim(breach.invariant(), breach.subjects());
    }

    /** Whether a breach broke this very claim. */
    public boolean isBrokenBy(@Nullable Breach breach) {
        if (breach == null || !breach.invariant().equals(invariant)) {
            return false;
        }
        boolean ofNobody = subjects.isEmpty() && breach.subjects().isEmpty();
        return ofNobody || subjects.stream().anyMatch(breach.subjects()::contains);
    }

    /** As one would say it: {@code lost-write of p1-7}. */
    public String shown() {
        return subjects.isEmpty() ? invariant : invariant + " of " + String.join(", ", subjects);
    }
}
