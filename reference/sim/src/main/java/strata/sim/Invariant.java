package strata.sim;

import strata.kernel.Nullable;

/** Something that is to hold after every event. */
public interface Invariant {
    /** Looks; changes nothing. Null while it holds. */
    @Nullable
    Breach check();
}
