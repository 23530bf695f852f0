package strata.sim;

/**
 * Ends a run at once. The breach also stands in the {@link SimWorld}, so that catching this hides
 * nothing.
 */
public final class BreachFound extends Error {
    private static final long serialVersionUID = 1L;

    private final transient Breach breach;

    BreachFound(Breach breach) {
        super(breach.toString(), breach.cause());
        this.breach = breach;
    }

    /** What was found. */
    public Breach breach() {
        return breach;
    }
}
