package strata.kernel;

/**
 * Remarks of whoever wrote the code: they stand in the trace and in the picture of a simulated run,
 * beside what the world did; a real node logs them at debug level.
 */
public interface Trace {
    /** Keeps no remark. */
    Trace NONE = text -> {};

    /**
     * Adds a remark. It changes nothing else: no time goes by.
     *
     * @param text one line
     */
    void note(String text);
}
