package strata.broker;

import strata.kernel.SyncId;

/**
 * The ids of a node's flushes: whoever asks for one draws its id here, so that no two are alike.
 */
public final class SyncIds {
    private long next;

    /** One that was never given before. */
    public SyncId next() {
        return new SyncId(next++);
    }
}
