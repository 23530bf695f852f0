package strata.kernel;

/** A node's two clocks. */
public interface Clock {
    /** Milliseconds from an arbitrary start; never goes back. All timeouts are measured by it. */
    long monotonicMs();

    /**
     * Milliseconds since 1970-01-01T00:00Z; may jump either way. It only stamps records; no
     * decision depends on it.
     */
    long wallMs();
}
