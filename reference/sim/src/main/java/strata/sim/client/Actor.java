package strata.sim.client;

import strata.kernel.Nullable;

/**
 * Somebody who uses the node during a run. First all act, while faults strike; then the world is
 * healed, and each must get done what it has under way; then each has a last look.
 */
public interface Actor {
    /** Begins. */
    void begin();

    /** The world is healed: nothing new any more, but what is under way must come to its end. */
    void finish();

    /** All have finished: the last look. */
    void conclude();

    /** What it still waits for since {@link #finish} or {@link #conclude}; null when it is done. */
    @Nullable
    String waitsFor();
}
