package strata.kernel;

/**
 * Marks a hole in a lab: what a student has not written yet. An {@link Error}, so that no handler
 * of exceptions mistakes it for something that can happen to a finished layer.
 */
public final class Todo extends Error {
    private static final long serialVersionUID = 1L;

    private final String step;

    private Todo(String step, String what) {
        super("step " + step + " is still to be done: " + what);
        this.step = step;
    }

    /**
     * A hole.
     *
     * @param step of the lab it belongs to, as {@code 1.3}
     * @param what must hold when it is filled
     */
    public static Todo step(String step, String what) {
        return new Todo(step, what);
    }

    /** The step whose hole was met, as {@code 1.3}. */
    public String step() {
        return step;
    }
}
