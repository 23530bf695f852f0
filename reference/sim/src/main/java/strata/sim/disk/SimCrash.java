package strata.sim.disk;

/**
 * The process dies here: unwinds the handler that was at work. An {@link Error}, as no layer has
 * any business catching it; whoever does finds the disk dead, and the run failed.
 */
public final class SimCrash extends Error {
    private static final long serialVersionUID = 1L;

    SimCrash(String where) {
        // The stack tells where the victim was at work, which is no fault of its.
        super(where, null, false, false);
    }
}
