package strata.skeleton;

/** A marker that cannot be obeyed, or a source that cannot be read; says the file and the line. */
final class MarkerFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * A fault at a place.
     *
     * @param line counted from 1
     */
    MarkerFault(String file, long line, String what) {
        super(file + ":" + line + ": " + what);
    }
}
